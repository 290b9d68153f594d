import Evaluation
import Names
import TestSupport
import Testing

@Suite("Breakdown") struct BreakdownTests {
  /// Ten true pairs of which nine are found before the first wrong prediction, which is of a query without a match.
  static let truth = GroundTruth(
    pairs: (0..<10).map { TruePair(queryID: "q\($0)", referenceID: "r\($0)") }, queriesWithoutMatch: ["n1", "n2"])
  static let rows =
    (0..<9).map { ("q\($0)", "r\($0)", 20 - Double($0)) } + [("n1", "r0", 11.5), ("q9", "r1", 2), ("q9", "r9", 1)]
  static let tags = QueryTags(
    name: "how",
    tags: [
      "q0": ["crop"], "q1": ["crop", "text"], "q2": ["text", "text"], "q9": ["crop"], "n1": ["crop"],
      "n2": ["noise", "text"],
    ])

  @Test("counts each tag of a query once: positives, what was found, and what was believed wrongly")
  func counts() throws {
    let ranked = try RankedPredictions(PredictionTable(list(Self.rows)), against: Self.truth)
    #expect(ranked.metrics.thresholdAtPrecision90 == 12)
    let groups = ranked.breakdown(by: Self.tags).groups
    #expect(groups.map(\.tag) == ["text", "crop", "noise"], "by falling recall, those without positives last")
    #expect(groups.map(\.positives) == [2, 3, 0])
    #expect(groups.map(\.foundAtRank1) == [2, 2, 0])
    #expect(groups.map(\.found) == [2, 2, 0])
    #expect(groups.map(\.recall) == [1, 2.0 / 3, nil])
    #expect(groups.map(\.queriesWithoutMatch) == [1, 1, 1])
    #expect(groups.map(\.falselyMatchedQueries) == [0, 0, 0], "n1 scores less than the threshold")
    #expect(ranked.wholeGroup.positives == 10)
    #expect(ranked.wholeGroup.found == 9)
    #expect(ranked.wholeGroup.queriesWithoutMatch == 2)
  }

  @Test("a query without a match is falsely matched from the threshold on, equal scores included")
  func falselyMatched() throws {
    // Nine right and one wrong among ten with the last right one: 0.9 is reached there.
    var rows = Self.rows
    rows[9].2 = 12.5
    rows[8].2 = 12.5
    let ranked = try RankedPredictions(PredictionTable(list(rows)), against: Self.truth)
    #expect(ranked.metrics.thresholdAtPrecision90 == 12.5)
    #expect(ranked.breakdown(by: Self.tags).groups.map(\.falselyMatchedQueries) == [0, 1, 0])
    #expect(ranked.falselyMatchedQueries(atLeast: 12.5) == ["n1"])
    #expect(ranked.falselyMatchedQueries(atLeast: 12.6) == [])
    #expect(ranked.falselyMatchedQueries(atLeast: nil) == [])
  }

  @Test("where precision 90 % is never reached nothing is found")
  func neverReached() throws {
    let ranked = try RankedPredictions(
      PredictionTable(list([("n1", "r1", 9), ("q1", "r1", 3)])), against: Self.truth)
    #expect(ranked.wholeGroup.found == 0)
    #expect(ranked.wholeGroup.foundAtRank1 == 1)
    #expect(ranked.wholeGroup.falselyMatchedQueries == 0)
  }

  @Test("tags are shared when more than half of them stand at several queries")
  func shared() {
    func areShared(_ tags: [ExactName: [String]]) -> Bool { QueryTags(name: "t", tags: tags).areShared }
    #expect(areShared(["a": ["x"], "b": ["x"]]))
    #expect(!areShared(["a": ["x"], "b": ["y"]]))
    #expect(!areShared(["a": ["x"], "b": ["x"], "c": ["y"]]))
    #expect(areShared(["a": ["x", "y"], "b": ["x", "y"], "c": ["z"]]))
    #expect(!areShared([:]))
  }
}
