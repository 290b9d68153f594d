import Foundation
import Options
import TestSupport
import Testing

@testable import Geometry

@Suite("estimateHomography") struct HomographyEstimationTests {
  @Test("recovers the truth", arguments: [0.0, 0.3, 0.6, 0.75], 1...5 as ClosedRange<UInt64>)
  func recoversTruth(outlierRatio: Double, seed: UInt64) throws {
    let pair = SyntheticPair(seed: seed, count: 100, outlierRatio: outlierRatio)
    let report = try #require(try estimateHomography(from: pair.correspondences))
    #expect(report.inlierMask == pair.isInlier)
    #expect(report.inlierCount == pair.isInlier.count { $0 })
    #expect(pair.cornerError(of: report.referenceFromQuery) < 1e-3)
  }

  @Test("averages noise away", arguments: 1...10 as ClosedRange<UInt64>)
  func noise(seed: UInt64) throws {
    let pair = SyntheticPair(seed: seed, count: 200, outlierRatio: 0.5, noise: 1)
    let report = try #require(try estimateHomography(from: pair.correspondences))
    #expect(pair.cornerError(of: report.referenceFromQuery) < 2)
    #expect(zip(report.inlierMask, pair.isInlier).count { $0 && !$1 } <= 2)
  }

  @Test("maxError is in pixels, not squared", arguments: [(2.9, true), (3.1, false)])
  func thresholdUnit(offset: Double, isInlier: Bool) throws {
    var moved = SyntheticPair(seed: 3, count: 400, outlierRatio: 0).correspondences
    moved[0].reference.x += offset
    #expect(try #require(try estimateHomography(from: moved)).inlierMask[0] == isInlier)
  }

  @Test("the mask belongs to the reported model", arguments: 1...5 as ClosedRange<UInt64>)
  func maskOfFinalModel(seed: UInt64) throws {
    let pair = SyntheticPair(seed: seed, count: 150, outlierRatio: 0.4, noise: 1.5)
    let report = try #require(try estimateHomography(from: pair.correspondences))
    for (correspondence, isInlier) in zip(pair.correspondences, report.inlierMask) {
      #expect((transferError(of: correspondence, under: report.referenceFromQuery) <= 3) == isInlier)
    }
  }

  @Test("the same seed gives the same report, whatever ran before")
  func sameSeed() throws {
    let pair = SyntheticPair(seed: 8, count: 120, outlierRatio: 0.7, noise: 1)
    var options = HomographyOptions()
    options.seed = 99
    let first = try estimateHomography(from: pair.correspondences, options: options)
    _ = try estimateHomography(from: SyntheticPair(seed: 9, count: 50, outlierRatio: 0.5).correspondences)
    #expect(try estimateHomography(from: pair.correspondences, options: options) == first)
  }

  @Test("too few points, duplicate, coincident and collinear ones give no model", arguments: [0, 1, 3, 4, 10, 100])
  func degenerate(count: Int) throws {
    let point = SIMD2(10.0, 20.0)
    let same = Correspondence(query: point, reference: point)
    #expect(try estimateHomography(from: Array(repeating: same, count: count)) == nil)
    let line = (0..<count).map {
      Correspondence(query: SIMD2(Double($0), 3), reference: SIMD2(Double($0) * 2, 7))
    }
    #expect(try estimateHomography(from: line) == nil)
    let collapsed = (0..<count).map { Correspondence(query: Self.scattered($0), reference: point) }
    #expect(try estimateHomography(from: collapsed) == nil)
  }

  @Test("duplicates of good points change nothing but the count")
  func duplicates() throws {
    let pair = SyntheticPair(seed: 4, count: 40, outlierRatio: 0.25)
    let twice = pair.correspondences + pair.correspondences
    let report = try #require(try estimateHomography(from: twice))
    #expect(report.inlierMask == pair.isInlier + pair.isInlier)
  }

  @Test("coordinates that are no numbers are outliers")
  func notANumber() throws {
    let pair = SyntheticPair(seed: 5, count: 50, outlierRatio: 0.2)
    let broken = [
      Correspondence(query: SIMD2(.nan, 1), reference: SIMD2(1, 1)),
      Correspondence(query: SIMD2(1, 1), reference: SIMD2(.infinity, 1)),
    ]
    let report = try #require(try estimateHomography(from: broken + pair.correspondences))
    #expect(report.inlierMask == [false, false] + pair.isInlier)
    #expect(try estimateHomography(from: Array(repeating: broken[0], count: 20)) == nil)
  }

  @Test("a mirrored photo is no copy by this map")
  func mirrored() throws {
    let pair = SyntheticPair(seed: 6, count: 60, outlierRatio: 0)
    let mirrored = pair.correspondences.map {
      Correspondence(query: SIMD2(639 - $0.query.x, $0.query.y), reference: $0.reference)
    }
    let report = try estimateHomography(from: mirrored)
    #expect(report.map { $0.inlierCount < 15 } ?? true)
  }

  @Test("an absurd change of scale is refused")
  func absurdScale() throws {
    let shrunk = SyntheticPair(seed: 7, count: 60, outlierRatio: 0).correspondences.map {
      Correspondence(query: $0.query, reference: $0.query / 50)
    }
    #expect(try estimateHomography(from: shrunk) == nil)
    var options = HomographyOptions()
    options.maxScaleChange = 100
    #expect(try #require(try estimateHomography(from: shrunk, options: options)).inlierCount == 60)
  }

  @Test("a map that squeezes part of the photo into a point is refused, however many matches end there")
  func squeezed() throws {
    // The scale falls from 1 to below 1/20 within the photo.
    let truth = Homography(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0.05, 0, 1))
    let squeezed = (0..<60).map { index in
      let query = Self.scattered(index)
      return Correspondence(query: query, reference: truth(query))
    }
    let report = try estimateHomography(from: squeezed)
    #expect(report.map { $0.inlierCount < 60 } ?? true)
    #expect(report.map { $0.referenceFromQuery.areaScale(at: SIMD2(399, 200)) > 1 / 400 } ?? true)
  }

  @Test("a strong perspective whose horizon crosses the photo's corner is found")
  func horizon() throws {
    let truth = Homography(SIMD3(-1, 0, 0), SIMD3(0, 1, 0), SIMD3(0.01, 0, -1))
    let correspondences = (0..<60).map { index in
      let query = SIMD2(200, 0) + Self.scattered(index)
      return Correspondence(query: query, reference: truth(query))
    }
    let report = try #require(try estimateHomography(from: correspondences))
    #expect(report.inlierCount == 60)
  }

  /// Points without order in a square of 400 pixels.
  static func scattered(_ index: Int) -> SIMD2<Double> {
    let (column, row) = (index * 137 % 400, index * 253 % 400)
    return SIMD2(Double(column), Double(row))
  }

  @Test("finds what mirrors where that is allowed")
  func mirroringAllowed() throws {
    let pair = SyntheticPair(seed: 6, count: 60, outlierRatio: 0.3)
    let mirrored = pair.correspondences.map {
      Correspondence(query: SIMD2(639 - $0.query.x, $0.query.y), reference: $0.reference)
    }
    var options = HomographyOptions()
    options.isMirroringAllowed = true
    let report = try #require(try estimateHomography(from: mirrored, options: options))
    #expect(report.inlierMask == pair.isInlier)
    #expect(report.referenceFromQuery.determinant < 0)
  }

  @Test(
    "keypoints' rotation and scale find a copy among many wrong matches", arguments: [0.1, 0.5, 0.8, 0.9, 0.93],
    1...5 as ClosedRange<UInt64>)
  func localSimilarities(outlierRatio: Double, seed: UInt64) throws {
    let pair = SyntheticPair(seed: seed, count: 200, outlierRatio: outlierRatio)
    var generator = SeededGenerator(seed: seed + 100)
    var turned = zip(pair.correspondences, pair.isInlier).map { correspondence, isInlier in
      var turned = correspondence
      let step = pair.truth(correspondence.query + SIMD2(1, 0)) - pair.truth(correspondence.query)
      let angle = Double.random(in: -Double.pi...Double.pi, using: &generator)
      let scale = exp2(Double.random(in: -2...2, using: &generator))
      turned.localSimilarity = isInlier ? step : scale * SIMD2(cos(angle), sin(angle))
      return turned
    }
    let report = try #require(try estimateHomography(from: turned))
    #expect(report.inlierMask == pair.isInlier, "seed \(seed)")
    // They decide which are drawn, and the ratio in which order.
    for index in turned.indices { turned[index].distanceRatio = Double.random(in: 0...1, using: &generator) }
    let order = try #require(SamplingOrder(turned, options: HomographyOptions()))
    let drawn = order.correspondences.prefix(order.poolCount).map(\.distanceRatio)
    #expect(drawn == drawn.sorted() && order.poolCount <= 2 * pair.isInlier.count { $0 }, "seed \(seed)")
  }

  @Test("matches whose local similarities contradict each other end the search before it begins")
  func contradiction() throws {
    let turned = SyntheticPair(seed: 2, count: 60, outlierRatio: 0).correspondences.enumerated().map {
      var turned = $1
      turned.localSimilarity = SIMD2(cos(Double($0)), sin(Double($0))) * 100
      return turned
    }
    #expect(try estimateHomography(from: turned) == nil)
  }

  @Test("where all agree with one match alone, there are enough for a sample")
  func star() throws {
    // A small step from the middle is as either predicts; from one leaf to another it isn't, as their scales differ.
    var matches = [Correspondence(query: SIMD2(300, 200), reference: SIMD2(300, 200), localSimilarity: SIMD2(1, 0))]
    for leaf in 0..<80 {
      let angle = Double(leaf) * 2 * .pi / 80
      let place = SIMD2(300, 200) + 150 * SIMD2(cos(angle), sin(angle))
      let turn = leaf.isMultiple(of: 2) ? 0.55 : -0.55
      matches.append(
        Correspondence(query: place, reference: place, localSimilarity: SIMD2(cos(turn), sin(turn)), distanceRatio: 0.5)
      )
    }
    let votes = try #require(similarityVotes(among: matches[...], minDistance: 3))
    #expect(votes[0] == 80 && votes.dropFirst().allSatisfy { $0 < 79 }, "\(votes)")
    let order = try #require(SamplingOrder(matches, options: HomographyOptions()))
    #expect(order.poolCount >= Homography.minimalSampleSize)
    _ = try estimateHomography(from: matches)
  }

  @Test("the ratio of distances decides what is tried first")
  func distanceRatio() throws {
    var pair = SyntheticPair(seed: 3, count: 300, outlierRatio: 0.9)
    for (index, isInlier) in pair.isInlier.enumerated() {
      pair.correspondences[index].distanceRatio = isInlier ? 0.5 : 0.9
    }
    var options = HomographyOptions()
    options.maxIterations = 50
    let report = try #require(try estimateHomography(from: pair.correspondences, options: options))
    #expect(report.inlierMask == pair.isInlier)
  }

  @Test("a model of fewer inliers than asked for is none")
  func minInliers() throws {
    let correspondences = SyntheticPair(seed: 3, count: 40, outlierRatio: 0.5).correspondences
    var options = HomographyOptions()
    options.minInliers = 20
    #expect(try estimateHomography(from: correspondences, options: options)?.inlierCount == 20)
    options.minInliers = 21
    #expect(try estimateHomography(from: correspondences, options: options) == nil)
  }

  @Test("options out of range are named")
  func options() {
    var options = HomographyOptions()
    options.maxError = -1
    #expect(throws: OptionsError("HomographyOptions.maxError", -1.0, mustBe: "a finite number of pixels > 0")) {
      try estimateHomography(from: [], options: options)
    }
    options = HomographyOptions()
    options.confidence = 1
    #expect(throws: OptionsError.self) { try estimateHomography(from: [], options: options) }
    options = HomographyOptions()
    options.maxIterations = 0
    #expect(throws: OptionsError.self) { try estimateHomography(from: [], options: options) }
    options = HomographyOptions()
    options.minInliers = 3
    #expect(throws: OptionsError.self) { try estimateHomography(from: [], options: options) }
    options = HomographyOptions()
    options.maxPerspective = 0.5
    #expect(throws: OptionsError.self) { try estimateHomography(from: [], options: options) }
    options = HomographyOptions()
    options.maxScaleChange = .nan
    #expect(throws: OptionsError.self) { try estimateHomography(from: [], options: options) }
  }
}
