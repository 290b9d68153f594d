import Evaluation
import TestSupport
import Testing

@Suite("Mistakes") struct MistakesTests {
  static let truth = GroundTruth(
    pairs: [("q1", "r1"), ("q1", "r2"), ("q2", "r2"), ("q4", "r4"), ("q5", "r5")].map {
      TruePair(queryID: $0.0, referenceID: $0.1)
    }, queriesWithoutMatch: ["q3"])
  static let predictions = list([
    ("q2", "r2", 2), ("q1", "r1", 9), ("q1", "r9", 8), ("q3", "r1", 7), ("q8", "r1", 6), ("q4", "r3", 1),
    ("q4", "r4", 3),
  ])

  func mistakes(_ threshold: Double, recalled: Set<TruePair>? = nil) throws -> [Mistake] {
    try RankedPredictions(PredictionTable(Self.predictions), against: Self.truth)
      .mistakes(atThreshold: threshold, recalled: recalled)
  }

  @Test("false positives from the threshold on, then missed pairs, by falling score, those not listed last")
  func order() throws {
    let mistakes = try mistakes(6)
    #expect(
      mistakes.map { "\($0.queryID) \($0.referenceID)" } == [
        "q1 r9", "q3 r1", "q8 r1", "q4 r4", "q2 r2", "q1 r2", "q5 r5",
      ])
    #expect(mistakes.map(\.score) == [8, 7, 6, 3, 2, nil, nil])
    #expect(
      mistakes.map(\.outcome) == [
        .otherReferenceIsRight, .queryHasNoMatch, .queryIsUnknown, .belowThreshold, .belowThreshold, .notListed,
        .notListed,
      ])
    #expect(mistakes.map(\.kind) == Array(repeating: .falsePositive, count: 3) + Array(repeating: .missed, count: 4))
    #expect(mistakes[0].expectedReferenceIDs == ["r1", "r2"])
    #expect(mistakes[1].expectedReferenceIDs.isEmpty)
  }

  @Test("with the pairs that recall named, says where a missed pair was lost")
  func recalled() throws {
    let recalled: Set = [TruePair(queryID: "q1", referenceID: "r2"), TruePair(queryID: "q1", referenceID: "r1")]
    let outcomes = try mistakes(6, recalled: recalled).dropFirst(3).map(\.outcome)
    #expect(outcomes == [.listedBelowThreshold, .listedBelowThreshold, .notProved, .notRecalled])
  }

  @Test("the threshold itself is believed")
  func threshold() throws {
    #expect(try mistakes(8).count { $0.kind == .falsePositive } == 1)
    #expect(try mistakes(8.001).count { $0.kind == .falsePositive } == 0)
    #expect(try mistakes(3).contains { $0.referenceID == "r4" } == false)
    #expect(try mistakes(-1).map(\.referenceID) == ["r9", "r1", "r1", "r3", "r2", "r5"])
  }
}
