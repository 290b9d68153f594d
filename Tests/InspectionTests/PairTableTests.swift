import CSV
import Evaluation
import Foundation
import Names
import TestSupport
import Testing

@testable import Inspection

@Suite("PairTable") struct PairTableTests {
  static func pair(_ query: String, _ reference: String) -> TruePair {
    TruePair(queryID: query, referenceID: reference)
  }

  static func predictions(_ rows: [(String, String, Double)]) -> PredictionTable {
    PredictionTable(rows.map { Prediction(queryID: $0.0, referenceID: $0.1, score: $0.2) })
  }

  static let rows = predictions([
    ("q2", "r2", 2), ("q1", "r1", 9), ("q1", "r9", 8), ("q3", "r1", 7), ("q8", "r1", 6), ("q4", "r4", 3),
    ("q4", "r3", 3),
  ])
  static let truth = GroundTruth(
    pairs: [("q1", "r1"), ("q1", "r2"), ("q2", "r2"), ("q4", "r4"), ("q5", "r5")].map { pair($0.0, $0.1) },
    queriesWithoutMatch: ["q3"])

  private func names(_ table: PairTable) -> [String] {
    (0..<table.count).map { "\(table.pair(ofRow: $0).queryID) \(table.pair(ofRow: $0).referenceID)" }
  }

  @Test("by falling score, wrong ones first among equals, then true pairs that were never listed")
  func order() throws {
    let table = try PairTable(Self.rows, truth: Self.truth)
    #expect(
      names(table) == ["q1 r1", "q1 r9", "q3 r1", "q8 r1", "q4 r3", "q4 r4", "q2 r2", "q1 r2", "q5 r5"])
    #expect(table.score == [9, 8, 7, 6, 3, 3, 2, nil, nil] && table.listedCount == 7)
    #expect(table.truth == [true, false, false, nil, false, true, true, true, true])
    #expect(table.truePairCount == 5 && table.metrics?.predictionCount == 7)
    #expect(table.otherScore == nil && table.tags.isEmpty)
    #expect(
      Set(table.queryIDs).count == table.queryIDs.count && Set(table.referenceIDs).count == table.referenceIDs.count)
    #expect(table.expectedReferenceIDs(ofRow: 1) == ["r1", "r2"] && table.expectedReferenceIDs(ofRow: 8) == ["r5"])
    #expect(table.expectedReferenceIDs(ofRow: 2).isEmpty && table.expectedReferenceIDs(ofRow: 3).isEmpty)
  }

  @Test("without a ground truth equal ones stay as they come, and nothing is known to be right")
  func withoutTruth() throws {
    let table = try PairTable(Self.rows)
    #expect(names(table) == ["q1 r1", "q1 r9", "q3 r1", "q8 r1", "q4 r4", "q4 r3", "q2 r2"])
    #expect(table.truth == nil && table.metrics == nil && table.truePairCount == nil && table.startThreshold == 2)
    #expect(table.expectedReferenceIDs(ofRow: 0).isEmpty)
    let none = try PairTable(PredictionTable())
    #expect(none.count == 0 && none.row(of: Self.pair("q", "r")) == nil)
    #expect(
      String(decoding: none.json(), as: UTF8.self)
        == #"{"query_ids":[],"reference_ids":[],"query":[],"reference":[],"score":[]}"#)
  }

  @Test("every pair finds its row, names being equal by their bytes alone")
  func rowOfPair() throws {
    let table = try PairTable(Self.rows, truth: Self.truth)
    for row in 0..<table.count { #expect(table.row(of: table.pair(ofRow: row)) == row) }
    #expect(table.row(of: Self.pair("q2", "r1")) == nil && table.row(of: Self.pair("nobody", "r1")) == nil)
    let accents = try PairTable(Self.predictions([("\u{e9}", "r", 2), ("e\u{301}", "r", 1)]))
    #expect(accents.count == 2 && accents.queryIDs.count == 2)
    #expect(accents.row(of: Self.pair("e\u{301}", "r")) == 1)
  }

  @Test("scores of other predictions stand beside the pairs of these")
  func compared() throws {
    let other = Self.predictions([("q5", "r5", 1.5), ("q1", "r1", -4), ("q1", "elsewhere", 3), ("q77", "r1", 3)])
    let table = try PairTable(Self.rows, truth: Self.truth, compared: other)
    let others = try #require(table.otherScore)
    #expect(others.count == table.count && others.compactMap { $0 } == [-4, 1.5])
    #expect(others[0] == -4 && others[8] == 1.5)
  }

  @Test("each query id has its tags, or none")
  func tags() throws {
    let tags = QueryTags(name: "kind", tags: ["q1": ["crop", "jpeg"], "q2": ["(none)"], "q5": ["blur"]])
    let table = try PairTable(Self.rows, truth: Self.truth, tags: [tags])
    #expect(table.tags.map(\.name) == ["kind"])
    let values = Dictionary(uniqueKeysWithValues: zip(table.queryIDs, table.tags[0].values))
    #expect(
      values == ["q1": "crop+jpeg", "q2": "(none)", "q3": "(none)", "q4": "(none)", "q5": "blur", "q8": "(none)"])
  }

  @Test("what `evaluate` refuses is refused: a pair twice, a score that is no number, a truth without pairs")
  func refused() {
    let twice = Self.predictions([("q", "r", 1), ("q", "r", 2)])
    #expect(throws: EvaluationError.self) { try PairTable(twice) }
    #expect(throws: EvaluationError.self) { try PairTable(twice, truth: Self.truth) }
    #expect(throws: EvaluationError.self) { try PairTable(Self.predictions([("q", "r", .nan)])) }
    #expect(throws: EvaluationError.self) {
      try PairTable(Self.rows, compared: Self.predictions([("q", "r", .infinity)]))
    }
    #expect(throws: EvaluationError.self) { try PairTable(Self.rows, compared: twice) }
    #expect(throws: EvaluationError.self) { try PairTable(Self.rows, truth: GroundTruth(pairs: [])) }
  }

  @Test("precision and recall of its columns are those of `evaluate`", arguments: ["orb", "sift"])
  func rates(extractor: String) throws {
    let predictions = try readPredictions(Photos.fixtures + "/predictions/\(extractor).csv")
    let truth = try readGroundTruth(Photos.fixtures + "/ground_truth.csv")
    let table = try PairTable(predictions, truth: truth)
    let ranked = try RankedPredictions(predictions, against: truth)
    #expect(table.metrics == ranked.metrics && table.truePairCount == ranked.metrics.truePairCount)
    #expect(table.startThreshold == ranked.metrics.thresholdAtPrecision90 ?? 2)
    let flags = try #require(table.truth)
    for threshold in [-1, 0, 0.5, 2, table.startThreshold, 10, 1000] {
      let mistakes = ranked.mistakes(atThreshold: threshold)
      let believed = (0..<table.count).filter { (table.score[$0] ?? -.infinity) >= threshold }
      let wrong = believed.filter { flags[$0] != true }
      #expect(wrong.count == mistakes.count { $0.kind == .falsePositive })
      #expect(
        wrong.map { table.pair(ofRow: $0) }
          == mistakes.filter { $0.kind == .falsePositive }.map { Self.pair($0.queryID, $0.referenceID) })
      let missed = (0..<table.count).filter { flags[$0] == true && (table.score[$0] ?? -.infinity) < threshold }
      #expect(
        missed.map { table.pair(ofRow: $0) }
          == mistakes.filter { $0.kind == .missed }.map { Self.pair($0.queryID, $0.referenceID) })
      #expect(truth.pairs.count - missed.count == believed.count - wrong.count)
    }
  }

  private struct Columns: Decodable, Equatable {
    var queryIds: [String]
    var referenceIds: [String]
    var query: [Int32]
    var reference: [Int32]
    var score: [Double?]
    var truth: [Int?]?
    var otherScore: [Double?]?
    var tags: [String: [String]]?

    init(_ table: PairTable) {
      queryIds = table.queryIDs
      referenceIds = table.referenceIDs
      query = table.query
      reference = table.reference
      score = table.score
      truth = table.truth?.map { $0.map { $0 ? 1 : 0 } }
      otherScore = table.otherScore
      tags = table.tags.isEmpty ? nil : Dictionary(uniqueKeysWithValues: table.tags.map { ($0.name, $0.values) })
    }
  }

  private func expectSameJSON(_ table: PairTable) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let read = try decoder.decode(Columns.self, from: Data(table.json()))
    #expect(read == Columns(table))
    // "é" in two ways is one text to Swift.
    #expect(read.queryIds.map { Array($0.utf8) } == table.queryIDs.map { Array($0.utf8) })
  }

  @Test("whatever names hold, its JSON gives them back")
  func names() throws {
    let odd = [
      "<img src=x onerror=alert(1)>", "a\"b", "back\\slash", "two\nlines\r\n", "tab\t", "\u{0}\u{1f}\u{10}\u{7f}",
      "\u{e9}",
      "e\u{301}", "照片 📷", "</script>", "a,b", "\u{2028}", " ", "{}", "",
    ]
    let predictions = Self.predictions(odd.enumerated().map { ($1, odd[(3 * $0 + 1) % odd.count], Double($0) / 3 - 2) })
    let tags = QueryTags(
      name: "a \"kind\"", tags: Dictionary(uniqueKeysWithValues: odd.map { (ExactName($0), [$0, "\\"]) }))
    let truth = GroundTruth(pairs: [Self.pair(odd[2], odd[0]), Self.pair("never\u{1}listed", "\"")])
    try expectSameJSON(try PairTable(predictions, truth: truth, tags: [tags], compared: predictions))
  }

  @Test("scores of all sizes come back as they were")
  func scores() throws {
    let scores: [Double] = [
      0, -0.25, 1e-5, 1e-12, 12.093493, 3.4e38, -1.7e-30, 1 / 3, .leastNonzeroMagnitude, 1e21, 123_456_789,
    ]
    let table = try PairTable(Self.predictions(scores.enumerated().map { ("q\($0)", "r", $1) }))
    try expectSameJSON(table)
  }

  @Test("half a million rows come back as they were")
  func many() throws {
    var generator = SeededGenerator(seed: 19)
    var predictions = PredictionTable()
    var other = PredictionTable()
    for row in 0..<500_000 {
      var prediction = Prediction(
        queryID: "Q\(row / 25)", referenceID: "R\((row * 7919) % 99_991)",
        score: Double(Float.random(in: -1...40, using: &generator)))
      predictions.append(prediction)
      prediction.score += 1
      if row % 3 == 0 { other.append(prediction) }
    }
    let truth = GroundTruth(
      pairs: (0..<20_000).map { Self.pair("Q\($0)", "R\(($0 * 25 * 7919) % 99_991)") } + [Self.pair("new", "old")],
      queriesWithoutMatch: ["Q20000000"])
    let table = try PairTable(predictions, truth: truth, compared: other)
    #expect(table.count == 500_001 && table.otherScore?.count { $0 != nil } == 166_667)
    try expectSameJSON(table)
  }
}
