import Files
import Vectors

/// Names and types of what a vector file holds beside ``StoreLayout``; reader and writer agree through it.
///
/// Version 2, and 1 where the only view is the whole photo. The attribute `options` is `VectorModel`. `vectors` and
/// `image_names` are those of isc2021's files; there are no `offsets`.
///
/// | dataset | shape, type | content |
/// |---|---|---|
/// | `vectors` | [N, V · D] Float32 | a row a photo, V vectors of D finite numbers, one for each view |
///
/// Version 2 has the attribute `views`: names of the views, joined by commas.
enum VectorFileLayout {
  static let format = StoreFormat.vectors
  static let newestVersion = 2

  /// Views of a photo.
  static let mostViews = 1024

  static let vectors = "vectors"
  static let views = "views"

  /// So that files of whole photos are what they always were.
  static func version(views: [String]) -> Int { views == VectorSet.wholePhoto ? 1 : 2 }

  /// Bytes of `vectors` that are stored together, or a photo's where those are more.
  private static let chunkBytes = 1 << 20

  /// Photos whose vectors are stored together.
  ///
  /// - Parameter columns: numbers of all views of a photo.
  static func chunkRows(columns: Int) -> Int { max(1, chunkBytes / max(4 * columns, 1)) }

  /// The checksum of a photo's vectors, as they are stored.
  static func checksum(_ vectors: ArraySlice<Float>) -> UInt32 {
    var checksum = CRC32()
    vectors.withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }

  /// Whether that many different names can be told apart in a list.
  static func areNames(_ views: [String]) -> Bool {
    (1...mostViews).contains(views.count) && Set(views).count == views.count
      && views.allSatisfy { view in
        (1...longestViewName).contains(view.utf8.count)
          && view.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 < 0x7F && $0 != UInt8(ascii: ",") }
      }
  }

  /// In bytes.
  private static let longestViewName = 64
}
