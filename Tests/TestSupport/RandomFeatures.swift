import Features
import Imaging

/// Features without a photo: descriptors of random bytes at random places.
public func randomFeatures(
  _ kind: DescriptorKind, count: Int, seed: UInt64, imageSize: ImageSize = ImageSize(width: 640, height: 480)
) -> FeatureSet {
  var generator = SeededGenerator(seed: seed)
  let keypoints = (0..<count).map { _ in
    Keypoint(
      x: Float.random(in: 0..<Float(imageSize.width), using: &generator),
      y: Float.random(in: 0..<Float(imageSize.height), using: &generator),
      size: Float.random(in: 10..<40, using: &generator), angle: Float.random(in: 0..<360, using: &generator),
      response: Float.random(in: 0..<1, using: &generator), level: Int32.random(in: 0..<8, using: &generator))
  }
  return FeatureSet(
    imageSize: imageSize, keypoints: keypoints, descriptors: randomDescriptors(kind, count: count, using: &generator))
}

public func randomDescriptors(
  _ kind: DescriptorKind, count: Int, using generator: inout SeededGenerator
) -> Descriptors {
  Descriptors(
    kind: kind, bytes: (0..<count * kind.byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) })
}
