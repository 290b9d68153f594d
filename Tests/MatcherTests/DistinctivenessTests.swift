import Features
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

  /// A report of one model, with inliers of these indices.
  private func report(_ inliers: [Int]..., isWeighted: Bool = true) -> VerificationReport {
    VerificationReport(
      matching: MatchingReport(tentativeCount: 0, afterRatioCount: 0, matches: []),
      models: inliers.map { inliers in
        VerifiedModel(
          referenceFromQuery: .identity,
          inliers: inliers.map { Match(queryIndex: $0, referenceIndex: $0, distance: 1, ratio: 0) },
          falseAlarmScore: Double(inliers.count), geometryScore: Double(inliers.count), appearance: nil,
          isWeighted: isWeighted)
      }, isMirrored: false)
  }

  @Test("weighs a model's score by its cube, never less than the floor, and puts the best model first")
  func weighing() {
    #expect(report([1, 2]).score == 2)
    #expect(report([1, 2]).weighted { _ in 0.5 }.score == 2 * 0.125)
    let floor = VerifiedModel.leastDistinctiveness
    #expect(floor > 0)
    #expect(report([1, 2]).weighted { _ in 0 }.score == 2 * floor * floor * floor)
    #expect(report([1, 2]).weighted { _ in floor / 2 }.score == report([1, 2]).weighted { _ in 0 }.score)
    let two = report([1, 2, 3], [4, 5])
    #expect(two.models.map(\.inliers.count) == [3, 2])
    let weighted = two.weighted { $0.count == 3 ? 0.5 : 1 }
    #expect(weighted.models.map(\.inliers.count) == [2, 3] && weighted.score == 2)
    #expect(weighted.models.map(\.distinctiveness) == [1, 0.5])
    // Weighed anew, not once more.
    #expect(weighted.weighted { _ in 1 } == two)
  }

  @Test("a count of inliers isn't weighed")
  func inliers() {
    let weighted = report([1, 2, 3], [4, 5], isWeighted: false).weighted { $0.count == 3 ? 0.1 : 1 }
    #expect(weighted.score == 3 && weighted.models.map(\.distinctiveness) == [0.1, 1])
  }
}
