import TestSupport
import Testing

@testable import Evaluation

@Suite("Comparison") struct ComparisonTests {
  static let truth = GroundTruth(
    pairs: (0..<5).map { TruePair(queryID: "q\($0)", referenceID: "r\($0)") }, queriesWithoutMatch: ["n"])

  func ranked(_ rows: [(String, String, Double)], _ truth: GroundTruth = truth) throws -> RankedPredictions {
    try RankedPredictions(PredictionTable(list(rows)), against: truth)
  }

  @Test("each list is cut at its own threshold of precision 90 %")
  func wonAndLost() throws {
    // Finds q0, q1, q2; q3 comes after too many wrong ones.
    let first = try ranked([
      ("q0", "r0", 9), ("q1", "r1", 8), ("q2", "r2", 7), ("n", "r1", 6), ("n", "r2", 6), ("q3", "r3", 5),
    ])
    // On another scale, other ids first: finds q3, q1.
    let other = try ranked([("q3", "r3", 90), ("q1", "r1", 80), ("n", "r7", 70), ("q0", "r0", 60)])
    let comparison = first.compared(with: other)
    #expect(
      comparison.won == [
        Comparison.Pair(queryID: "q0", referenceID: "r0", score: 9, otherScore: 60),
        Comparison.Pair(queryID: "q2", referenceID: "r2", score: 7, otherScore: nil),
      ])
    #expect(comparison.lost == [Comparison.Pair(queryID: "q3", referenceID: "r3", score: 5, otherScore: 90)])
    #expect(comparison.foundByBoth == 1)
    #expect(comparison.foundByNeither == 1)
    let difference = (3 + 4.0 / 6) / 5 - (2 + 3.0 / 4) / 5
    #expect(abs(comparison.difference - difference) < 1e-12)

    let reversed = other.compared(with: first)
    #expect(reversed.won.map(\.queryID) == ["q3"])
    #expect(reversed.lost.map(\.queryID) == ["q0", "q2"])
  }

  @Test("a list without a threshold has found nothing")
  func neverReached() throws {
    let none = try ranked([("n", "r1", 6), ("q0", "r0", 5)])
    let some = try ranked([("q0", "r0", 5)])
    #expect(none.compared(with: some).lost.map(\.queryID) == ["q0"])
    #expect(none.compared(with: none).foundByNeither == 5)
    let empty = try ranked([])
    #expect(some.compared(with: empty).won.map(\.queryID) == ["q0"])
    #expect(empty.compared(with: empty).interval.upper == 0)
  }
}
