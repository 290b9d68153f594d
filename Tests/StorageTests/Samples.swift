import Features
import Imaging
import TestSupport

/// Made-up features that depend on the seed alone.
enum Samples {
  static func features(
    _ count: Int, kind: DescriptorKind = .binary256, seed: UInt64 = 1, hasThumbnail: Bool = true
  ) -> FeatureSet {
    var generator = SeededGenerator(seed: seed)
    var keypoints: [Keypoint] = []
    for index in 0..<count {
      let x = Float.random(in: 0..<640, using: &generator)
      let y = Float.random(in: 0..<480, using: &generator)
      let size = Float.random(in: 31..<124, using: &generator)
      let angle = index % 7 == 0 ? -1 : Float(index % 360)
      let response = Float.random(in: -1e-3...1e-3, using: &generator)
      keypoints.append(
        Keypoint(x: x, y: y, size: size, angle: angle, response: response, level: Int32(index % 8)))
    }
    let bytes = (0..<count * kind.byteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let imageSize = ImageSize(width: 640 + Int(seed % 100), height: 480)
    let size = FeatureSet.thumbnailSize(of: imageSize)
    let pixels = (0..<size.area).map { _ in UInt8.random(in: 0...255, using: &generator) }
    return FeatureSet(
      imageSize: imageSize, keypoints: keypoints, descriptors: Descriptors(kind: kind, bytes: bytes),
      thumbnail: hasThumbnail ? GrayImage(width: size.width, height: size.height, pixels: pixels) : nil)
  }
}
