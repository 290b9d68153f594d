import Evaluation
import Foundation
import TestSupport
import Testing

/// Queries q1 and q2, of r1 and r2, and q3, of none.
let smallTruth = GroundTruth(
  pairs: [("q1", "r1"), ("q2", "r2")].map { TruePair(queryID: $0.0, referenceID: $0.1) }, queriesWithoutMatch: ["q3"])

func list(_ rows: [(String, String, Double)]) -> [Prediction] {
  rows.map { Prediction(queryID: $0.0, referenceID: $0.1, score: $0.2) }
}

@Suite("evaluate") struct MetricsTests {
  @Test("a perfect list scores 1 everywhere")
  func perfect() throws {
    let metrics = try evaluate(list([("q1", "r1", 9), ("q2", "r2", 5)]), against: smallTruth)
    #expect(metrics.microAveragePrecision == 1)
    #expect(metrics.recallAtPrecision90 == 1)
    #expect(metrics.thresholdAtPrecision90 == 5)
    #expect(metrics.recallAtRank1 == 1)
  }

  @Test("a perfect list of any length scores exactly 1, and none scores more")
  func exact() throws {
    for count in [3, 45, 240, 1000, 4999] {
      let truth = GroundTruth(pairs: (0..<count).map { TruePair(queryID: "q\($0)", referenceID: "r\($0)") })
      let found = list((0..<count).map { ("q\($0)", "r\($0)", Double($0)) })
      #expect(try evaluate(found, against: truth).microAveragePrecision == 1, "\(count)")
    }
  }

  @Test("a confident false positive costs more than a timid one")
  func falsePositives() throws {
    let confident = try evaluate(list([("q9", "r1", 10), ("q1", "r1", 9), ("q2", "r2", 5)]), against: smallTruth)
    let timid = try evaluate(list([("q9", "r1", 1), ("q1", "r1", 9), ("q2", "r2", 5)]), against: smallTruth)
    #expect(abs(confident.microAveragePrecision - (1.0 / 2 + 2.0 / 3) / 2) < 1e-12)
    #expect(confident.recallAtPrecision90 == nil)
    #expect(timid.microAveragePrecision == 1)
  }

  @Test("among equal scores the wrong answers come first")
  func ties() throws {
    let metrics = try evaluate(list([("q1", "r1", 3), ("q1", "r2", 3)]), against: smallTruth)
    #expect(metrics.microAveragePrecision == 0.25)
    #expect(metrics.recallAtRank1 == 0)
    #expect(metrics.recallAtRank10 == 0.5)
  }

  @Test("0 and -0 are one score")
  func zeros() throws {
    for (right, wrong) in [(0.0, -0.0), (-0.0, 0.0)] {
      let metrics = try evaluate(list([("q1", "r1", right), ("q1", "r2", wrong)]), against: smallTruth)
      #expect(metrics.microAveragePrecision == 0.25)
      #expect(metrics.recallAtRank1 == 0)
    }
  }

  @Test("precision falls below 90 % and comes back: the last place that reaches it counts")
  func operatingPoint() throws {
    // Right at the places 1 to 8, wrong at 9 (8/9 < 0.9), right from 10 on (9/10): at 11 it is 10/11.
    let truth = GroundTruth(pairs: (0..<12).map { TruePair(queryID: "q\($0)", referenceID: "r\($0)") })
    var rows = (0..<8).map { ("q\($0)", "r\($0)", 100 - Double($0)) } + [("q9", "r0", 50)]
    rows += (8..<10).map { ("q\($0)", "r\($0)", 40 - Double($0)) } + [("q0", "r1", 1), ("q0", "r2", 1)]
    let metrics = try evaluate(list(rows.reversed()), against: truth)
    #expect(metrics.recallAtPrecision90 == 10.0 / 12)
    #expect(metrics.thresholdAtPrecision90 == 31)
    #expect(abs(metrics.microAveragePrecision - (8 + 9.0 / 10 + 10.0 / 11) / 12) < 1e-12)
  }

  @Test("the denominator is the number of true pairs, predicted or not")
  func denominator() throws {
    let metrics = try evaluate(list([("q1", "r1", 3)]), against: smallTruth)
    #expect(metrics.microAveragePrecision == 0.5)
    #expect(try evaluate([], against: smallTruth).microAveragePrecision == 0)
  }

  @Test("refuses what the metric has no meaning for")
  func refusals() {
    #expect(throws: EvaluationError.noTruePairs) { try evaluate([], against: GroundTruth(pairs: [])) }
    // The first row of a query, the last one, and with another query between.
    for rows in [
      [("q1", "r1", 3.0), ("q1", "r1", 2)], [("q1", "r1", 3), ("q2", "r1", 3), ("q1", "r3", 3), ("q1", "r1", 3)],
      [("q2", "r1", 3), ("q2", "r2", 3), ("q1", "r2", 3), ("q1", "r1", 3), ("q1", "r1", 3)],
    ] {
      #expect(throws: EvaluationError.predictedTwice(queryID: "q1", referenceID: "r1")) {
        try evaluate(list(rows), against: smallTruth)
      }
    }
    #expect(throws: EvaluationError.trueTwice(queryID: "q1", referenceID: "r1")) {
      try evaluate([], against: GroundTruth(pairs: smallTruth.pairs + smallTruth.pairs))
    }
    for score in [Double.nan, .infinity, -.infinity] {
      #expect(throws: EvaluationError.scoreIsNotFinite(queryID: "q1", referenceID: "r1", score: "\(score)")) {
        try evaluate(list([("q2", "r1", 1), ("q1", "r1", score)]), against: smallTruth)
      }
    }
  }

  @Test(
    "agrees with the definition, read literally, on random lists",
    arguments: RandomLists.Scores.allCases, 1...8 as ClosedRange<UInt64>)
  func agreesWithDefinition(scores: RandomLists.Scores, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let truth = RandomLists.truth(using: &generator)
    let predictions = RandomLists.predictions(scores, of: truth, using: &generator)
    let metrics = try evaluate(predictions, against: truth)
    let slow = SlowMetrics(predictions, against: truth)
    #expect(metrics.microAveragePrecision == slow.microAveragePrecision, "seed \(seed)")
    #expect(metrics.recallAtPrecision90 == slow.recallAtPrecision90, "seed \(seed)")
    #expect(metrics.thresholdAtPrecision90 == slow.thresholdAtPrecision90, "seed \(seed)")
    #expect(abs(metrics.recallAtRank1 - slow.recallAtRank1) < 1e-9, "seed \(seed)")
    #expect(abs(metrics.recallAtRank10 - slow.recallAtRank10) < 1e-9, "seed \(seed)")
    #expect(metrics.truePairCount == truth.pairs.count)
    #expect(metrics.predictionCount == predictions.count)
  }

  static let oraclePath = Photos.package + "/../shared/tools/score.py"

  @Test(
    "agrees with the metric's oracle on random predictions",
    .enabled(
      if: FileManager.default.fileExists(atPath: oraclePath) && (try? execute(["python3", "--version"]).status) == 0,
      "needs python3 and ../shared/tools/score.py"),
    arguments: RandomLists.Scores.allCases, 1...4 as ClosedRange<UInt64>)
  func agreesWithOracle(scores: RandomLists.Scores, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let truth = RandomLists.truth(using: &generator)
    let predictions = RandomLists.predictions(scores, of: truth, using: &generator)

    let folder = TemporaryFolder()
    let rows = predictions.map { "\($0.queryID),\($0.referenceID),\($0.score)" }
    let truthRows = truth.pairs.map { "\($0.queryID),\($0.referenceID)" } + truth.queriesWithoutMatch.map { "\($0)," }
    let output = try run(
      "python3", Self.oraclePath,
      folder.write((["query_id,reference_id,score"] + rows).joined(separator: "\n") + "\n", to: "p.csv"),
      folder.write((["query_id,reference_id"] + truthRows).joined(separator: "\n") + "\n", to: "g.csv"))
    var expected: [String: String] = [:]
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ")
      expected[String(words[0])] = String(words[1])
    }

    let metrics = try evaluate(predictions, against: truth)
    func five(_ value: Double?) -> String { value.map { String(format: "%.5f", $0) } ?? "none" }
    #expect(expected["uAP"] == five(metrics.microAveragePrecision), "seed \(seed)")
    #expect(expected["recall@P90"] == five(metrics.recallAtPrecision90), "seed \(seed)")
    #expect(
      expected["threshold@P90"] == metrics.thresholdAtPrecision90.map { String(format: "%.6g", $0) } ?? "none",
      "seed \(seed)")
    #expect(expected["recall@rank1"] == five(metrics.recallAtRank1), "seed \(seed)")
    #expect(expected["recall@rank10"] == five(metrics.recallAtRank10), "seed \(seed)")
  }
}
