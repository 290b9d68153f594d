import Foundation
import Geometry
import Options
import TestSupport
import Testing

@Suite("estimateSimilarity") struct SimilarityEstimationTests {
  /// Matches of a photo that is turned, scaled and shifted at random, and wrong ones, in random order; with local
  /// similarities if `hasLocalSimilarity`.
  struct Pair {
    let truth: Homography
    var correspondences: [Correspondence] = []
    var isInlier: [Bool] = []

    init(seed: UInt64, right: Int, wrong: Int, noise: Double = 0, hasLocalSimilarity: Bool = false) {
      var generator = SeededGenerator(seed: seed)
      func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
      func turn(_ angle: Double, _ scale: Double) -> SIMD2<Double> { scale * SIMD2(cos(angle), sin(angle)) }
      let (angle, scale) = (number(-Double.pi...Double.pi), exp2(number(-1...1)))
      let z = turn(angle, scale)
      truth = Homography(SIMD3(z.x, -z.y, 300), SIMD3(z.y, z.x, 200), SIMD3(0, 0, 1))
      for isRight in ((0..<right + wrong).map { $0 < right }).shuffled(using: &generator) {
        let query = SIMD2(number(0...639), number(0...479))
        let exact = truth(query) + noise * SIMD2(number(-1...1), number(-1...1))
        let reference = isRight ? exact : SIMD2(number(-999...999), number(-999...999))
        let told = isRight ? turn(angle + number(-0.2...0.2), scale) : turn(number(0...6), 1)
        correspondences.append(
          Correspondence(query: query, reference: reference, localSimilarity: hasLocalSimilarity ? told : nil))
        isInlier.append(isRight)
      }
    }
  }

  @Test("recovers the truth", arguments: [(30, 0), (20, 20), (6, 10), (4, 4)], 1...5 as ClosedRange<UInt64>)
  func recoversTruth(counts: (right: Int, wrong: Int), seed: UInt64) throws {
    for hasLocalSimilarity in [false, true] {
      let pair = Pair(seed: seed, right: counts.right, wrong: counts.wrong, hasLocalSimilarity: hasLocalSimilarity)
      let report = try #require(try estimateSimilarity(from: pair.correspondences), "seed \(seed)")
      #expect(report.inlierMask == pair.isInlier, "seed \(seed)")
      for corner in [SIMD2(0.0, 0), SIMD2(639.0, 479)] {
        let offset = report.referenceFromQuery(corner) - pair.truth(corner)
        #expect((offset * offset).sum().squareRoot() < 1e-6, "seed \(seed)")
      }
    }
  }

  @Test(
    "local similarities find a few right matches among very many wrong ones", arguments: 1...5 as ClosedRange<UInt64>)
  func manyWrong(seed: UInt64) throws {
    let pair = Pair(seed: seed, right: 12, wrong: 120, hasLocalSimilarity: true)
    let report = try #require(try estimateSimilarity(from: pair.correspondences), "seed \(seed)")
    #expect(zip(report.inlierMask, pair.isInlier).count { $0 && $1 } == 12, "seed \(seed)")
  }

  @Test("what places say must agree with what the keypoints tell", arguments: 1...5 as ClosedRange<UInt64>)
  func contradicted(seed: UInt64) throws {
    let told = Pair(seed: seed, right: 5, wrong: 0, hasLocalSimilarity: true)
    // More places that agree, but their keypoints are turned by 90° against it.
    let contradicted = Pair(seed: seed + 100, right: 8, wrong: 0, hasLocalSimilarity: true).correspondences.map {
      Correspondence(
        query: $0.query, reference: $0.reference, localSimilarity: $0.localSimilarity.map { SIMD2(-$0.y, $0.x) })
    }
    let report = try #require(try estimateSimilarity(from: told.correspondences + contradicted), "seed \(seed)")
    #expect(report.inlierMask == told.isInlier + contradicted.map { _ in false }, "seed \(seed)")
  }

  @Test("averages noise away", arguments: 1...10 as ClosedRange<UInt64>)
  func noise(seed: UInt64) throws {
    let pair = Pair(seed: seed, right: 100, wrong: 50, noise: 1, hasLocalSimilarity: true)
    let report = try #require(try estimateSimilarity(from: pair.correspondences), "seed \(seed)")
    let offset = report.referenceFromQuery(SIMD2(320, 240)) - pair.truth(SIMD2(320, 240))
    #expect((offset * offset).sum().squareRoot() < 0.4, "seed \(seed)")
  }

  @Test("too few, coincident and mirrored points, and such as are no numbers, give no model")
  func degenerate() throws {
    let same = Correspondence(query: SIMD2(1, 2), reference: SIMD2(3, 4))
    for count in [0, 1, 3, 4, 40] {
      #expect(try estimateSimilarity(from: Array(repeating: same, count: count)) == nil, "\(count) matches")
    }
    let three = Pair(seed: 1, right: 3, wrong: 0).correspondences
    #expect(try estimateSimilarity(from: three) == nil)
    let mirrored = Pair(seed: 1, right: 30, wrong: 0).correspondences.map {
      Correspondence(query: SIMD2(-$0.query.x, $0.query.y), reference: $0.reference)
    }
    #expect(try estimateSimilarity(from: mirrored).map { $0.inlierCount < 10 } ?? true)
    let unknown = Correspondence(query: SIMD2(.nan, 2), reference: SIMD2(3, .infinity))
    let mixed = Pair(seed: 2, right: 20, wrong: 0).correspondences + Array(repeating: unknown, count: 20)
    #expect(try estimateSimilarity(from: mixed)?.inlierCount == 20)
    #expect(try estimateSimilarity(from: Array(repeating: unknown, count: 20)) == nil)
  }

  @Test("absurd scales are refused")
  func scale() throws {
    let shrunk = Pair(seed: 3, right: 20, wrong: 0).correspondences.map {
      Correspondence(query: 100 * $0.query, reference: $0.reference)
    }
    #expect(try estimateSimilarity(from: shrunk) == nil)
    var options = HomographyOptions()
    options.maxScaleChange = 1000
    #expect(try estimateSimilarity(from: shrunk, options: options)?.inlierCount == 20)
    options.maxScaleChange = 0
    #expect(throws: OptionsError.self) { try estimateSimilarity(from: shrunk, options: options) }
  }
}
