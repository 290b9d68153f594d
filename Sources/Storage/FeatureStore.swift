import Features
import HDF5
import Imaging

/// The features of many images in a file, read image by image; ``FeatureStoreWriter`` makes such files.
///
/// Opening checks everything but the features themselves, so that reading them later stays within the file. Safe to
/// use from several tasks; HDF5 lets one of them read at a time.
public final class FeatureStore: Sendable {
  public let path: String
  /// Version of the file's layout.
  public let formatVersion: Int
  /// Version of the Facsimile that wrote the file.
  public let toolVersion: String
  /// Settings of the extraction, JSON text; ``decodeOptions(as:)`` reads them.
  public let options: String
  public let descriptorKind: DescriptorKind
  /// How the photos got their names: `auto`, `stem` or `path`; nil where the store doesn't tell.
  public let naming: String?
  /// One an image, in the order of the file.
  public let names: [String]

  private let imageSizes: [ImageSize]
  private let imageFiles: (paths: [String], bytes: [Int?])?
  /// Rows of image i: `offsets[i]..<offsets[i + 1]`, all within both datasets.
  private let offsets: [Int]
  private let keypoints: HDF5Dataset
  private let descriptors: HDF5Dataset
  private let thumbnails: HDF5Dataset?
  package let checksums: [UInt32]?
  /// Bytes of the thumbnail of image i: `thumbnailOffsets[i]..<thumbnailOffsets[i + 1]`.
  private let thumbnailOffsets: [Int]

  /// Opens a feature store and checks its structure.
  ///
  /// - Throws: ``StoreError`` when the file is missing, no feature store, newer than this code, or damaged.
  /// - Complexity: O(`count`) time and memory; the features stay in the file.
  public init(path: String) throws(StoreError) {
    let loader = try FeatureStoreLoader(path: path)
    let header = try loader.header()
    let table = try loader.imageTable()
    let rowCount = table.offsets[table.offsets.count - 1]
    self.path = path
    self.formatVersion = header.formatVersion
    self.toolVersion = header.toolVersion
    self.options = header.options
    self.descriptorKind = header.descriptorKind
    self.naming = header.naming
    self.names = table.names
    self.imageSizes = table.sizes
    self.imageFiles = table.files
    self.offsets = table.offsets
    self.keypoints = try loader.keypoints(rowCount: rowCount)
    self.descriptors = try loader.descriptors(of: header.descriptorKind, rowCount: rowCount)
    var thumbnailOffsets = [0]
    thumbnailOffsets.reserveCapacity(table.sizes.count + 1)
    var end = 0
    for size in table.sizes {
      end += FeatureSet.thumbnailSize(of: size).area
      thumbnailOffsets.append(end)
    }
    self.thumbnailOffsets = thumbnailOffsets
    self.thumbnails = try loader.thumbnails(byteCount: end)
    self.checksums = try loader.checksums(imageCount: table.names.count, formatVersion: header.formatVersion)
  }

  /// Whether the file begins as HDF5 files do and is no image pack: a cheap way to tell stores from photos, packs and
  /// lists. False when it can't be read.
  public static func isFeatureStore(_ path: String) -> Bool {
    isHDF5File(path) && StoreFormat(ofFile: path) != .images
  }

  /// Number of images.
  public var count: Int { names.count }
  /// Number of keypoints, and of descriptors, of all images.
  public var totalFeatures: Int { offsets[count] }

  /// Size of an image as it is stored in its file.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func imageSize(at index: Int) -> ImageSize { imageSizes[index] }

  /// Where an image's photo was when the features were found: the path by which its file was opened, or its place in a pack.
  /// Nil where the store doesn't tell, as before format version 4.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func imagePath(at index: Int) -> String? {
    guard let path = imageFiles?.paths[index], !path.isEmpty else { return nil }
    return path
  }

  /// How many bytes the photo's file had then; nil where the store doesn't tell.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func imageBytes(at index: Int) -> Int? { imageFiles?.bytes[index] }

  /// Number of features of an image, known without reading them.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func featureCount(at index: Int) -> Int { offsets[index + 1] - offsets[index] }

  /// Reads the features of an image: one contiguous piece of each dataset.
  ///
  /// - Precondition: `index` is in `0..<count`.
  /// - Throws: ``StoreError`` when the file can't be read, the features have changed since they were written, or a keypoint has
  ///   a value that is not finite or a level that is not an integer.
  public func features(at index: Int) throws(StoreError) -> FeatureSet {
    let stored = try stored(at: index)
    let width = FeatureStoreLayout.keypointColumns
    var keypoints: [Keypoint] = []
    keypoints.reserveCapacity(featureCount(at: index))
    for row in 0..<featureCount(at: index) {
      let row = stored.keypointRows[row * width..<(row + 1) * width]
      guard let keypoint = FeatureStoreLayout.keypoint(of: row) else {
        throw StoreError(
          path, .image(index: index, name: names[index], reason: "keypoint \(keypoints.count) is \(Array(row))"))
      }
      keypoints.append(keypoint)
    }
    return FeatureSet(
      imageSize: imageSizes[index], keypoints: keypoints,
      descriptors: Descriptors(kind: descriptorKind, bytes: stored.descriptors),
      thumbnail: stored.thumbnail.map { pixels in
        let size = FeatureSet.thumbnailSize(of: imageSizes[index])
        return GrayImage(width: size.width, height: size.height, pixels: pixels)
      })
  }

  private func stored(
    at index: Int
  ) throws(StoreError) -> (keypointRows: [Float], descriptors: [UInt8], thumbnail: [UInt8]?) {
    let rows = offsets[index]..<offsets[index + 1]
    let stored = try StoreError.reading(path) { () throws(HDF5Failure) in
      (
        keypointRows: try keypoints.read(rows: rows, as: Float.self),
        descriptors: try descriptors.read(rows: rows, as: UInt8.self),
        thumbnail: try thumbnails?.read(rows: thumbnailOffsets[index]..<thumbnailOffsets[index + 1], as: UInt8.self)
      )
    }
    try requireChecksum(at: index) {
      FeatureStoreLayout.checksum(
        keypointRows: stored.keypointRows, descriptors: stored.descriptors, thumbnail: stored.thumbnail ?? [])
    }
    return stored
  }
}

extension FeatureStore: ChecksummedStore {
  package static var contentName: String { "features" }

  package func check(at index: Int) throws(StoreError) { _ = try features(at: index) }
}
