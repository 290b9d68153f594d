import Features
import Files

/// Names and types of what a feature store holds beside ``StoreLayout``; reader and writer agree through it.
///
/// Version 4. `N` images with `T` features in all; one image's rows are contiguous. A root attribute more,
/// `descriptor_kind`: a ``DescriptorKind`` by name, `binary256` or `histogram128`; and, where the photos were listed by us, `ids`: how
/// they got their names.
///
/// | dataset | shape, type | content |
/// |---|---|---|
/// | `keypoints` | [T, 6] Float32 | x, y, size, angle, response, level |
/// | `descriptors` | [T, 32 or 128] UInt8 | |
/// | `thumbnails` | [B] UInt8 | grey pictures of `FeatureSet.thumbnailSize`, row by row, one image after the other |
/// | `checksums` | [N] UInt32 | ``CRC32`` of the image's rows of keypoints, then of descriptors, then its thumbnail |
/// | `image_paths` | [N] UTF-8 of fixed length, padded with zeros | where each photo was; empty where that isn't known |
/// | `image_bytes` | [N] UInt64 | bytes of its file; 2^64 - 1 where they aren't known |
///
/// `image_paths` and `image_bytes` are there together, and only where the files of the photos were told of. Version 3 had neither of
/// them, nor `ids`, version 2 had neither checksums nor seal, version 1 no thumbnails; a store made of features without thumbnails has none
/// in any version.
enum FeatureStoreLayout {
  static let format = StoreFormat.features
  static let version = 4
  /// The first version with checksums and a seal.
  static let firstSealedVersion = 3

  static let descriptorKind = "descriptor_kind"
  static let naming = "ids"
  static let keypoints = "keypoints"
  static let descriptors = "descriptors"
  static let thumbnails = "thumbnails"
  static let paths = "image_paths"
  static let fileBytes = "image_bytes"

  /// Longest path in bytes of UTF-8: a pack's and an image's name in it, each byte of which may be escaped by four.
  static let longestPath = 32_768
  /// In `image_bytes`: not known.
  static let unknownBytes = UInt64.max

  static let keypointColumns = 6
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
