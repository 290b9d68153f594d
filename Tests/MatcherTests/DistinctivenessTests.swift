import Features
import Geometry
import Imaging
import Scoring
import TestSupport
import Testing

@testable import Matcher

@Suite("Distinctiveness") struct DistinctivenessTests {
  @Test(
    "a match is distinctive where it is nearer than the other by a tenth, of the root where distances are squares",
    arguments: [
      (DescriptorKind.binary256, 89, 100, true), (.binary256, 90, 100, false), (.binary256, 100, 100, false),
      (.binary256, 0, 1, true), (.binary256, 0, 0, false), (.binary256, 256, .max, true),
      (.histogram128, 8099, 10000, true), (.histogram128, 8101, 10000, false), (.histogram128, 0, 0, false),
      (.histogram128, 128 * 255 * 255, .max, true),
    ] as [(DescriptorKind, UInt32, UInt32, Bool)])
  func nearer(kind: DescriptorKind, distance: UInt32, other: UInt32, expected: Bool) {
    #expect(isDistinctlyNearer(distance, than: other, kind) == expected)
  }

  @Test("a workspace tells the distances of its last pair alone", arguments: DescriptorKind.allCases)
  func workspace(kind: DescriptorKind) throws {
    var generator = SeededGenerator(seed: 3)
    let workspace = MatchingWorkspace()
    for (queryCount, count) in [(50, 20), (7, 30), (7, 0), (0, 5), (9, 1)] {
      let query = randomDescriptors(kind, count: queryCount, using: &generator)
      let reference = SearchableDescriptors(randomDescriptors(kind, count: count, using: &generator))
      _ = try matchDescriptors(of: query, in: reference, workspace: workspace)
      let expected = count == 0 ? [] : reference.nearestTwo(of: query).compactMap { $0?.distance }
      #expect(Array(workspace.nearestDistances) == expected, "\(queryCount) in \(count)")
    }
  }

  /// Features at the corners of a square and in its middle, and beyond.
  private static let query = FeatureSet(
    imageSize: ImageSize(width: 100, height: 50),
    keypoints: (0..<11).map { Keypoint(x: Float(10 * $0), y: Float(5 * $0), size: 9) },
    descriptors: Descriptors(kind: .binary256, bytes: [UInt8](repeating: 0, count: 11 * 32)))

  /// A report of models with inliers of these indices.
  private func report(_ inliers: [Int]..., kind: ScoreKind = .calibrated) -> VerificationReport {
    VerificationReport(
      matching: MatchingReport(tentativeCount: 0, afterRatioCount: 0, matches: []),
      models: inliers.map { inliers in
        VerifiedModel(
          referenceFromQuery: .identity,
          inliers: inliers.map { Match(queryIndex: $0, referenceIndex: $0, distance: 1, ratio: 0) },
          distinctInlierCount: inliers.count,
          overlap: PhotoOverlap(.identity, querySize: SIMD2(9, 9), referenceSize: SIMD2(9, 9)), appearance: nil,
          evidence: Evidence(
            geometry: Double(3 * inliers.count), distinctiveSpread: 0.5, shareOfQuery: 1, shareOfReference: 1),
          kind: kind)
      }, isMirrored: false)
  }

  @Test("a model is judged by its distinctive inliers, their share and what they span, and the best comes first")
  func weighing() {
    let two = report([0, 1, 2, 3, 4, 5], [4, 5, 6])
    #expect(two.models.map(\.inliers.count) == [6, 3])
    let weighted = two.weighted(byDistinctive: { $0.count == 6 ? [] : $0 }, of: Self.query)
    #expect(weighted.models.map(\.inliers.count) == [3, 6] && weighted.score < two.score)
    #expect(weighted.models.map(\.evidence.distinctiveShare) == [1, 0])
    #expect(weighted.models[1].evidence.distinctiveSpread == 0)
    #expect(weighted.models[1].score > 0)
    let half = two.weighted(byDistinctive: { Array($0.prefix($0.count / 2)) }, of: Self.query)
    #expect(half.models.map(\.evidence.distinctiveShare) == [0.5, 1.0 / 3])
    // Judged anew, not once more.
    #expect(
      weighted.weighted(byDistinctive: { $0 }, of: Self.query) == two.weighted(byDistinctive: { $0 }, of: Self.query))
    #expect(report([]).weighted(byDistinctive: { $0 }, of: Self.query).models[0].evidence.distinctiveShare == 1)
  }

  @Test("matches span the box of their middle four fifths, and fewer than three nothing")
  func span() {
    func span(_ indices: [Int]) -> Double {
      spread(
        of: indices.map { Match(queryIndex: $0, referenceIndex: 0, distance: 0, ratio: 0) }, in: Self.query)
    }
    // Every 10 and 5 pixels: the middle four fifths of eleven are eight steps, of 100 and of 50.
    #expect(abs(span(Array(0...10)) - 0.8) < 1e-6)
    #expect(span([]) == 0 && span([1]) == 0 && span([1, 9]) == 0)
    #expect(span([3, 3, 3, 3]) == 0)
    #expect(abs(span([0, 5, 10]) - 0.8) < 1e-6)
    // One far away makes no difference among many.
    #expect(span(Array(repeating: 2, count: 30) + [10]) == 0)
  }

  @Test("false alarms and inliers alone aren't weighed", arguments: [(ScoreKind.geometry, 9.0), (.inliers, 3)])
  func plain(kind: ScoreKind, expected: Double) {
    let weighted = report([1, 2, 3], [4, 5], kind: kind)
      .weighted(byDistinctive: { $0.count == 3 ? [] : $0 }, of: Self.query)
    #expect(weighted.score == expected && weighted.models.map(\.evidence.distinctiveShare) == [0, 1])
  }
}
