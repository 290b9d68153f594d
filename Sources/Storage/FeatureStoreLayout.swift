import Features

/// Names and types of what a feature store holds; reader and writer agree through it.
///
/// Version 3. `N` images with `T` features in all; one image's rows are contiguous.
///
/// | root attribute | value |
/// |---|---|
/// | `format` | `facsimile-features` |
/// | `format_version` | 3 |
/// | `tool_version` | version of the program that wrote it |
/// | `options` | JSON text: settings of the extraction |
/// | `descriptor_kind` | a ``DescriptorKind`` by name: `binary256` or `histogram128` |
///
/// | dataset | shape, type | content |
/// |---|---|---|
/// | `image_names` | [N] UTF-8 of fixed length, padded with zeros | |
/// | `image_sizes` | [N, 2] Int32 | width, height |
/// | `offsets` | [N + 1] UInt64 | rows of image i: `offsets[i]..<offsets[i + 1]` |
/// | `keypoints` | [T, 6] Float32 | x, y, size, angle, response, level |
/// | `descriptors` | [T, 32 or 128] UInt8 | |
/// | `thumbnails` | [B] UInt8 | grey pictures of `FeatureSet.thumbnailSize`, row by row, one image after the other |
/// | `checksums` | [N] UInt32 | ``CRC32`` of the image's rows of keypoints, then of descriptors, then its thumbnail |
///
/// Behind what HDF5 knows of, the file ends with a ``FileSeal``. Version 2 had neither checksums nor seal, version 1 no
/// thumbnails; a store made of features without thumbnails has none in any version.
enum FeatureStoreLayout {
  static let format = "facsimile-features"
  static let version = 3
  /// The first version with checksums and a seal.
  static let firstSealedVersion = 3

  enum Attribute {
    static let format = "format"
    static let formatVersion = "format_version"
    static let toolVersion = "tool_version"
    static let options = "options"
    static let descriptorKind = "descriptor_kind"
  }

  static let names = "image_names"
  static let sizes = "image_sizes"
  static let offsets = "offsets"
  static let keypoints = "keypoints"
  static let descriptors = "descriptors"
  static let thumbnails = "thumbnails"
  static let checksums = "checksums"

  static let keypointColumns = 6
  /// Longest name in bytes of UTF-8: a path on Linux.
  static let longestName = 4096

  /// Images that are stored together in the three datasets with one row an image.
  static let tableChunkRows = 4096

  /// Keypoints as rows of `keypoints`.
  static func rows(of keypoints: [Keypoint]) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(keypoints.count * keypointColumns)
    for keypoint in keypoints {
      values.append(keypoint.x)
      values.append(keypoint.y)
      values.append(keypoint.size)
      values.append(keypoint.angle)
      values.append(keypoint.response)
      values.append(Float(keypoint.level))
    }
    return values
  }

  /// The checksum of what is stored of one image.
  static func checksum(keypointRows: [Float], descriptors: [UInt8], thumbnail: [UInt8]) -> UInt32 {
    var checksum = CRC32()
    checksum.add(keypointRows)
    checksum.add(descriptors)
    checksum.add(thumbnail)
    return checksum.value
  }

  /// The keypoint that a row of `keypoints` holds; nil when a value is not finite or the level not an integer.
  static func keypoint(of row: ArraySlice<Float>) -> Keypoint? {
    let first = row.startIndex
    guard row.allSatisfy(\.isFinite), let level = Int32(exactly: row[first + 5]) else { return nil }
    return Keypoint(
      x: row[first], y: row[first + 1], size: row[first + 2], angle: row[first + 3], response: row[first + 4],
      level: level)
  }
}
