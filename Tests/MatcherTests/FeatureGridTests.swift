import Features
import Imaging
import TestSupport
import Testing

@testable import Matcher

@Suite("FeatureGrid") struct FeatureGridTests {
  @Test("finds what lies within a radius, as looking at all does", arguments: 1...20 as ClosedRange<UInt64>)
  func near(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let size = ImageSize(
      width: .random(in: 1...2000, using: &generator), height: .random(in: 1...2000, using: &generator))
    var keypoints = randomFeatures(.binary256, count: 200, seed: seed, imageSize: size).keypoints
    // Beyond the photo, as foreign features may lie, or nowhere.
    (keypoints[0].x, keypoints[1].y, keypoints[2].x) = (-1e30, 5000, .nan)
    let features = FeatureSet(
      imageSize: size, keypoints: keypoints,
      descriptors: randomDescriptors(.binary256, count: keypoints.count, using: &generator))
    let grid = FeatureGrid(features)
    for _ in 0..<50 {
      let place = SIMD2(
        Double.random(in: -100...2100, using: &generator), Double.random(in: -100...5100, using: &generator))
      let radius = [0.5, 4, 24, 300, 1e9].randomElement(using: &generator)!
      var found: [Int] = []
      grid.forEach(within: radius, of: place) { found.append($0) }
      let expected = keypoints.indices.filter { index in
        let offset = keypoints[index].position - place
        return offset.x * offset.x + offset.y * offset.y <= radius * radius
      }
      #expect(found.sorted() == expected, "seed \(seed), \(radius) around \(place) in \(size)")
    }
  }

  @Test("of a photo without pixels or features nothing is found")
  func empty() {
    let features = randomFeatures(.histogram128, count: 0, seed: 1, imageSize: ImageSize(width: 0, height: 0))
    FeatureGrid(features).forEach(within: 1e9, of: .zero) { _ in Issue.record("there is nothing") }
  }
}
