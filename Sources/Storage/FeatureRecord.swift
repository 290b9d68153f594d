import Features
import Files
import Imaging

/// The features of one image as a piece of bytes, for files that are written piece by piece.
///
/// Integers and floats little-endian: 4 width, 4 height, 4 number of keypoints, 1 whether there is a thumbnail; rows of
/// keypoints and descriptors as in a ``FeatureStore``; the thumbnail.
package enum FeatureRecord {
  private static let prefixBytes = 13

  /// - Precondition: the image has fewer than 2^32 keypoints, and no side of more than 2^31 pixels.
  package static func bytes(of features: FeatureSet) -> [UInt8] {
    let rows = FeatureStoreLayout.rows(of: features.keypoints)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      prefixBytes + 4 * rows.count + features.descriptors.bytes.count + (features.thumbnail?.pixels.count ?? 0))
    bytes += LittleEndian.bytes(of: UInt32(features.imageSize.width))
    bytes += LittleEndian.bytes(of: UInt32(features.imageSize.height))
    bytes += LittleEndian.bytes(of: UInt32(features.count))
    bytes.append(features.thumbnail == nil ? 0 : 1)
    rows.withUnsafeBytes { bytes += $0 }
    bytes += features.descriptors.bytes
    if let thumbnail = features.thumbnail { bytes += thumbnail.pixels }
    return bytes
  }

  /// The features that were stored; nil where the bytes make none.
  package static func features(in bytes: ArraySlice<UInt8>, kind: DescriptorKind) -> FeatureSet? {
    guard bytes.count >= prefixBytes else { return nil }
    let start = bytes.startIndex
    guard
      let size = ImageSize(
        checking: Int(LittleEndian.integer(bytes[start..<start + 4])),
        Int(LittleEndian.integer(bytes[start + 4..<start + 8])))
    else { return nil }
    let count = Int(LittleEndian.integer(bytes[start + 8..<start + 12]))
    let thumbnailSize = bytes[start + 12] == 0 ? nil : FeatureSet.thumbnailSize(of: size)
    let columns = FeatureStoreLayout.keypointColumns
    let rowsStart = start + prefixBytes
    let descriptorsStart = rowsStart + count * columns * MemoryLayout<Float>.size
    let thumbnailStart = descriptorsStart + count * kind.byteCount
    guard thumbnailStart + (thumbnailSize?.area ?? 0) == bytes.endIndex else { return nil }
    let rows = bytes[rowsStart..<descriptorsStart].withUnsafeBytes { raw in
      (0..<count * columns).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    var keypoints: [Keypoint] = []
    keypoints.reserveCapacity(count)
    for row in 0..<count {
      guard let keypoint = FeatureStoreLayout.keypoint(of: rows[row * columns..<(row + 1) * columns]) else {
        return nil
      }
      keypoints.append(keypoint)
    }
    return FeatureSet(
      imageSize: size, keypoints: keypoints,
      descriptors: Descriptors(kind: kind, bytes: Array(bytes[descriptorsStart..<thumbnailStart])),
      thumbnail: thumbnailSize.map {
        GrayImage(width: $0.width, height: $0.height, pixels: Array(bytes[thumbnailStart...]))
      })
  }
}
