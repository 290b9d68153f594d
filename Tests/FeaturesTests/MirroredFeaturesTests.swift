import Features
import Imaging
import TestSupport
import Testing

@Suite("FeatureSet.mirrored") struct MirroredFeaturesTests {
  let keypoints = [
    Keypoint(x: 3, y: 7, size: 5, angle: 30), Keypoint(x: 0, y: 1, size: 5, angle: 0),
    Keypoint(x: 9, y: 1, size: 5, angle: 350), Keypoint(x: 2, y: 2, size: 5),
  ]

  @Test("places and angles are those of the mirror image")
  func places() {
    let set = FeatureSet(
      imageSize: ImageSize(width: 10, height: 20), keypoints: keypoints,
      descriptors: Descriptors(kind: .histogram128, bytes: [UInt8](repeating: 1, count: 4 * 128)))
    let mirrored = set.mirrored()
    #expect(mirrored.keypoints.map(\.x) == [6, 9, 0, 7])
    #expect(mirrored.keypoints.map(\.y) == [7, 1, 1, 2])
    #expect(mirrored.keypoints.map(\.angle) == [150, 180, 190, -1])
  }

  @Test("twice mirrored is as it was, and each byte goes somewhere of its own", arguments: [Float(30), -1])
  func twice(angle: Float) {
    var generator = SeededGenerator(seed: 1)
    let set = FeatureSet(
      imageSize: ImageSize(width: 10, height: 20), keypoints: [Keypoint(x: 3, y: 7, size: 5, angle: angle)],
      descriptors: randomDescriptors(.histogram128, count: 1, using: &generator))
    #expect(set.mirrored().mirrored() == set)
    #expect(set.mirrored().descriptors != set.descriptors)
    #expect(set.mirrored().descriptors.bytes.sorted() == set.descriptors.bytes.sorted())
  }
}
