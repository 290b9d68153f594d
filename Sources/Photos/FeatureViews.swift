import Features
import Imaging

/// The features of a photo and, where they are known and wanted, those of its mirror image (left and right exchanged).
public struct FeatureViews: Sendable, Hashable {
  public let plain: FeatureSet
  public let mirrored: FeatureSet?
  /// What was missing of the photo; nil where all of it was there, and for stored features, of which nobody knows.
  public let damage: PictureDamage?

  public init(plain: FeatureSet, mirrored: FeatureSet? = nil, damage: PictureDamage? = nil) {
    self.plain = plain
    self.mirrored = mirrored
    self.damage = damage
  }

  /// Bytes that they take in memory, about.
  package var byteCount: Int { plain.byteCount + (mirrored?.byteCount ?? 0) }
}

extension FeatureSet {
  fileprivate var byteCount: Int {
    descriptors.bytes.count + keypoints.count * MemoryLayout<Keypoint>.stride + (thumbnail?.size.area ?? 0)
  }
}
