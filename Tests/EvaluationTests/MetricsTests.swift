import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("evaluate") struct MetricsTests {
  static let truth = [("q1", "r1"), ("q2", "r2")].map { TruePair(queryID: $0.0, referenceID: $0.1) }

  static func predictions(_ rows: [(String, String, Double)]) -> [Prediction] {
    rows.map { Prediction(queryID: $0.0, referenceID: $0.1, score: $0.2) }
  }

  @Test("a perfect list scores 1 everywhere")
  func perfect() throws {
    let metrics = try evaluate(Self.predictions([("q1", "r1", 9), ("q2", "r2", 5)]), against: Self.truth)
    #expect(metrics.microAveragePrecision == 1)
    #expect(metrics.recallAtPrecision90 == 1)
    #expect(metrics.thresholdAtPrecision90 == 5)
    #expect(metrics.recallAtRank1 == 1)
  }

  @Test("a confident false positive costs more than a timid one")
  func falsePositives() throws {
    let confident = try evaluate(
      Self.predictions([("q9", "r1", 10), ("q1", "r1", 9), ("q2", "r2", 5)]), against: Self.truth)
    let timid = try evaluate(
      Self.predictions([("q9", "r1", 1), ("q1", "r1", 9), ("q2", "r2", 5)]), against: Self.truth)
    #expect(abs(confident.microAveragePrecision - (1.0 / 2 + 2.0 / 3) / 2) < 1e-12)
    #expect(confident.recallAtPrecision90 == nil)
    #expect(timid.microAveragePrecision == 1)
  }

  @Test("among equal scores the wrong answers come first")
  func ties() throws {
    let metrics = try evaluate(Self.predictions([("q1", "r1", 3), ("q1", "r2", 3)]), against: Self.truth)
    #expect(metrics.microAveragePrecision == 0.25)
    #expect(metrics.recallAtRank1 == 0)
    #expect(metrics.recallAtRank10 == 0.5)
  }

  @Test("the denominator is the number of true pairs, predicted or not")
  func denominator() throws {
    let metrics = try evaluate(Self.predictions([("q1", "r1", 3)]), against: Self.truth)
    #expect(metrics.microAveragePrecision == 0.5)
    #expect(try evaluate([], against: Self.truth).microAveragePrecision == 0)
  }

  @Test("refuses what the metric has no meaning for")
  func refusals() {
    #expect(throws: EvaluationError.noTruePairs) { try evaluate([], against: []) }
    #expect(throws: EvaluationError.predictedTwice(queryID: "q1", referenceID: "r1")) {
      try evaluate(Self.predictions([("q1", "r1", 3), ("q1", "r1", 2)]), against: Self.truth)
    }
    #expect(throws: EvaluationError.trueTwice(queryID: "q1", referenceID: "r1")) {
      try evaluate([], against: Self.truth + Self.truth)
    }
    #expect(throws: EvaluationError.self) {
      try evaluate(Self.predictions([("q1", "r1", .nan)]), against: Self.truth)
    }
  }

  enum Scores: CaseIterable { case distinct, tied, allEqual, noneTrue, none }

  static let oraclePath = Photos.package + "/../shared/tools/score.py"

  @Test(
    "agrees with the metric's oracle on random predictions",
    .enabled(if: FileManager.default.fileExists(atPath: oraclePath), "needs ../shared/tools/score.py"),
    arguments: Scores.allCases, 1...4 as ClosedRange<UInt64>)
  func agreesWithOracle(scores: Scores, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let truth = (0..<40).map { TruePair(queryID: "q\($0)", referenceID: "r\($0 % 25)") }
    var predictions: [Prediction] = []
    for query in 0..<70 {
      for reference in 0..<25 where Int.random(in: 0..<4, using: &generator) == 0 {
        let isTrue = query < 40 && query % 25 == reference
        let score: Double
        switch scores {
        case .distinct: score = Double.random(in: 0..<10, using: &generator) + (isTrue ? 5 : 0)
        case .tied: score = Double(Int.random(in: 0..<4, using: &generator) + (isTrue ? 2 : 0))
        case .allEqual: score = 1.5
        case .noneTrue: score = Double.random(in: 0..<10, using: &generator)
        case .none: continue
        }
        if scores == .noneTrue && isTrue { continue }
        predictions.append(Prediction(queryID: "q\(query)", referenceID: "r\(reference)", score: score))
      }
    }

    let folder = TemporaryFolder()
    let rows = predictions.map { "\($0.queryID),\($0.referenceID),\($0.score)" }
    let truthRows = truth.map { "\($0.queryID),\($0.referenceID)" } + (40..<70).map { "q\($0)," }
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
