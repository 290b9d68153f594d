import Features
import Photos
import TestSupport

@testable import LocalIndex

/// Photos that are descriptors alone, and versions of them.
enum SyntheticPhotos {
  static func features(
    _ kind: DescriptorKind, count: Int, features: Int = 40, seed: UInt64
  ) -> [FeatureSet] {
    (0..<count).map { randomFeatures(kind, count: features, seed: seed + 1000 * UInt64($0)) }
  }

  static func source(_ kind: DescriptorKind, _ photos: [FeatureSet], ids: [String]? = nil) -> HeldFeatures {
    var options = ExtractionOptions()
    options.extractor = kind == .histogram128 ? .sift : .orb
    return HeldFeatures(ids: ids ?? photos.indices.map { "r\($0)" }, features: photos, options: options)
  }

  /// Another version of a photo, turned: each descriptor a little changed.
  static func version(_ photo: FeatureSet, seed: UInt64) -> FeatureSet {
    var generator = SeededGenerator(seed: seed)
    let bytes = photo.descriptors.bytes.map { byte -> UInt8 in
      switch photo.descriptors.kind {
      case .histogram128: UInt8(min(max(Int(byte) + Int.random(in: -12...12, using: &generator), 0), 255))
      case .binary256: Int.random(in: 0..<8, using: &generator) == 0 ? byte ^ 1 : byte
      }
    }
    let keypoints = photo.keypoints.map { keypoint in
      var turned = keypoint
      turned.angle = (keypoint.angle + 90).truncatingRemainder(dividingBy: 360)
      return turned
    }
    return FeatureSet(
      imageSize: photo.imageSize, keypoints: keypoints,
      descriptors: Descriptors(kind: photo.descriptors.kind, bytes: bytes))
  }

  static func codebook(_ kind: DescriptorKind, words: Int = 64, threads: Int = 2) async throws -> Codebook {
    var generator = SeededGenerator(seed: 99)
    return try await Codebook.train(
      on: randomDescriptors(kind, count: 2000, using: &generator), words: words, threads: threads)
  }
}
