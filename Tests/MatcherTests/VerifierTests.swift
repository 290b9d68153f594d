import Features
import Geometry
import Imaging
import Matcher
import TestSupport
import Testing

@Suite("Verifier") struct VerifierTests {
  /// A photo's features and those of a copy of it that is turned by 30° and half as large, among strangers.
  func copy(seed: UInt64, shared: Int, strangers: Int) -> (query: FeatureSet, reference: FeatureSet, truth: Homography)
  {
    let truth = Homography(SIMD3(1.732, -1, 100), SIMD3(1, 1.732, -50), SIMD3(0, 0, 1))
    let original = randomFeatures(.binary256, count: shared, seed: seed)
    let keypoints = original.keypoints.map { keypoint in
      let place = truth.inverse(SIMD2(Double(keypoint.x), Double(keypoint.y)))
      return Keypoint(x: Float(place.x), y: Float(place.y), size: keypoint.size / 2)
    }
    func joined(_ a: FeatureSet, _ b: FeatureSet) -> FeatureSet {
      var descriptors = a.descriptors
      descriptors.append(b.descriptors)
      return FeatureSet(imageSize: a.imageSize, keypoints: a.keypoints + b.keypoints, descriptors: descriptors)
    }
    let moved = FeatureSet(imageSize: original.imageSize, keypoints: keypoints, descriptors: original.descriptors)
    return (
      joined(moved, randomFeatures(.binary256, count: strangers, seed: seed + 1000)),
      joined(original, randomFeatures(.binary256, count: strangers, seed: seed + 2000)), truth
    )
  }

  @Test("proves a copy and says how it was turned", arguments: 1...5 as ClosedRange<UInt64>)
  func provesCopy(seed: UInt64) throws {
    let pair = copy(seed: seed, shared: 40, strangers: 200)
    let report = try Verifier().verify(query: pair.query, reference: pair.reference, seed: seed)
    #expect(report.isVerified)
    #expect(report.inliers.count >= 40)
    let model = try #require(report.model?.referenceFromQuery)
    for point in [SIMD2(0.0, 0), SIMD2(300.0, 200)] {
      let difference = model(point) - pair.truth(point)
      #expect((difference * difference).sum().squareRoot() < 0.1, "seed \(seed)")
    }
  }

  @Test("refutes strangers", arguments: 1...20 as ClosedRange<UInt64>)
  func refutesStrangers(seed: UInt64) throws {
    var options = VerificationOptions()
    // Random descriptors hardly pass the ratio test; let them, so that the geometry has something to refuse.
    options.matching.maxRatio = 0.99
    let report = try Verifier(options).verify(
      query: randomFeatures(.binary256, count: 300, seed: seed),
      reference: randomFeatures(.binary256, count: 300, seed: seed + 500), seed: seed)
    #expect(report.matching.matches.count > 50)
    #expect(!report.isVerified, "seed \(seed)")
    #expect(report.inliers.isEmpty)
    #expect(report.score == 0)
  }

  @Test("photos without features are an answer", arguments: [(0, 0), (0, 50), (50, 0), (3, 3)])
  func noFeatures(queryCount: Int, referenceCount: Int) throws {
    let report = try Verifier().verify(
      query: randomFeatures(.histogram128, count: queryCount, seed: 1),
      reference: randomFeatures(.histogram128, count: referenceCount, seed: 2))
    #expect(!report.isVerified)
  }

  @Test("errors are measured at the scale at which features were found")
  func workingScale() throws {
    let pair = copy(seed: 3, shared: 60, strangers: 50)
    let small = try Verifier().verify(query: pair.query, reference: pair.reference)
    // The same reference, eight times as large in its file.
    let large = FeatureSet(
      imageSize: ImageSize(width: 640 * 8, height: 480 * 8),
      keypoints: pair.reference.keypoints.map { keypoint in
        var keypoint = keypoint
        keypoint.x *= 8
        keypoint.y *= 8
        return keypoint
      }, descriptors: pair.reference.descriptors)
    let report = try Verifier().verify(query: pair.query, reference: large)
    #expect(report.inliers.count == small.inliers.count)
    #expect(abs(report.score - small.score) < 0.01 * small.score)
  }

  @Test("a pair's seed depends on both names, their order and the run's seed")
  func seeds() {
    #expect(pairSeed("a", "b", 0) == pairSeed("a", "b", 0))
    #expect(
      Set([pairSeed("a", "b", 0), pairSeed("b", "a", 0), pairSeed("ab", "", 0), pairSeed("a", "b", 1)]).count == 4)
  }

  @Test("options out of range are named")
  func options() {
    var options = VerificationOptions()
    options.workingSide = 0
    #expect(throws: (any Error).self) { try Verifier(options) }
    options = VerificationOptions()
    options.minScore = -1
    #expect(throws: (any Error).self) { try Verifier(options) }
  }
}
