import Imaging
import Photos

/// What decides on a photo's place in a group of copies, and is told of it.
struct GroupedPhoto: Hashable {
  /// In the set.
  let index: Int
  let id: String
  let path: String
  let size: ImageSize
  /// Of its file; nil where they aren't known.
  let bytes: Int?

  init(index: Int, id: String, path: String, size: ImageSize, bytes: Int?) {
    self.index = index
    self.id = id
    self.path = path
    self.size = size
    self.bytes = bytes
  }

  /// - Parameter photos: ready to be read.
  /// - Throws: `StoreError` when a store can't be read.
  init(_ index: Int, of photos: any FeatureSource) throws {
    let file = photos.file(of: index)
    self.init(
      index: index, id: photos.ids[index], path: file.path,
      size: try photos.read(index, mirrored: false).views?.plain.imageSize ?? ImageSize(width: 0, height: 0),
      bytes: file.bytes)
  }
}
