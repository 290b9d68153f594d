import Evaluation
import Options
import TestSupport
import Testing

@testable import Pipeline

@Suite("CombinedScore") struct CombinedScoreTests {
  let folder = TemporaryFolder()
  let queries: FeatureCatalog
  let references: FeatureCatalog

  init() throws {
    queries = try emptyCatalog((0..<5).map { "q\($0)" }, in: folder.file("q.h5"))
    references = try emptyCatalog((0..<40).map { "r\($0)" }, in: folder.file("r.h5"))
  }

  func list(_ text: String) throws -> CandidateList {
    try CandidateList(path: folder.write(text, to: "c"), queries: queries, references: references)
  }

  func combined(_ list: CandidateList, _ rule: CombinedScore, _ scores: [Double]) -> [String] {
    CombinedPredictions(list, rule: rule, scores: scores, queryIDs: queries.ids, referenceIDs: references.ids)
      .map { "\($0.queryID) \($0.referenceID) \(Float($0.score))" }
  }

  @Test("each rule, on a list by hand")
  func rules() throws {
    let scored = try list("q1,r1,0.9\nq1,r2,0.5\nq0,r1,0.7\nq1,r3,0.9\nq0,r2,-4\n")
    // Of q1-r1, q1-r2, q1-r3, q0-r1, q0-r2.
    let scores = [0, 12.5, 0, 0, 3]
    #expect(
      combined(scored, .verifiedFirst, scores) == ["q1 r2 12.5", "q1 r1 0.0", "q1 r3 0.0", "q0 r2 3.0", "q0 r1 -0.25"])
    #expect(combined(scored, .replace, scores) == ["q1 r2 12.5", "q0 r2 3.0"])
    #expect(
      combined(scored, .weighted(10), scores) == ["q1 r2 17.5", "q1 r1 9.0", "q1 r3 9.0", "q0 r1 7.0", "q0 r2 -37.0"])
    let plain = try list("q1 r1\nq1 r2\nq0 r1\nq1 r3\nq0 r2\n")
    #expect(
      combined(plain, .verifiedFirst, scores)
        == ["q1 r2 12.5", "q1 r1 0.0", "q1 r3 -0.6666667", "q0 r2 3.0", "q0 r1 0.0"])
  }

  @Test(
    "verified-first keeps the given order of what is not verified, over all queries, below what is", arguments: 1...20)
  func verifiedFirst(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let hasScores = Bool.random(using: &generator)
    var rows: [(query: Int, reference: Int, score: Double)] = []
    for query in (0..<5).shuffled(using: &generator) {
      for reference in (0..<40).shuffled(using: &generator).prefix(Int.random(in: 1...40, using: &generator)) {
        // Some equal, some far apart.
        let score = Double(Int.random(in: -5...5, using: &generator)) * (Bool.random(using: &generator) ? 1e-9 : 1e30)
        rows.append((query, reference, score))
      }
    }
    let list = try list(rows.map { "q\($0.query),r\($0.reference)" + (hasScores ? ",\($0.score)\n" : "\n") }.joined())
    let scores = rows.map { _ in
      Double.random(in: 0...1, using: &generator) < 0.3 ? Double.random(in: 1e-6...50, using: &generator) : 0
    }
    let found = Array(
      CombinedPredictions(
        list, rule: .verifiedFirst, scores: scores, queryIDs: queries.ids, referenceIDs: references.ids))
    #expect(found.count == rows.count, "seed \(seed)")
    var combined: [String: Double] = [:]
    for prediction in found { combined["\(prediction.queryID) \(prediction.referenceID)"] = prediction.score }
    var places = [Int](repeating: 0, count: 5)
    // Score, given value and combined score of each pair.
    let all = zip(rows, scores).map { row, score in
      defer { places[row.query] += 1 }
      return (
        score: score, given: hasScores ? row.score : -Double(places[row.query]),
        combined: combined["q\(row.query) r\(row.reference)"] ?? .nan
      )
    }
    for pair in all where pair.score > 0 { #expect(pair.combined == pair.score, "seed \(seed)") }
    let rest = all.filter { $0.score == 0 }
    #expect(rest.allSatisfy { $0.combined <= 0 && Float($0.combined) > -1 }, "seed \(seed)")
    for first in rest {
      for second in rest {
        #expect((first.given < second.given) == (first.combined < second.combined), "seed \(seed)")
      }
    }
    for (first, second) in zip(found, found.dropFirst()) where first.queryID == second.queryID {
      #expect(first.score >= second.score, "seed \(seed)")
    }
  }

  @Test("weights need scores, and products that a file can hold")
  func weights() throws {
    let (scored, plain) = (try list("q1,r1,1e30\n"), try list("q1,r1\n"))
    try CombinedScore.weighted(-2).validate(for: scored)
    try CombinedScore.verifiedFirst.validate(for: plain)
    #expect(throws: OptionsError.self) { try CombinedScore.weighted(1).validate(for: plain) }
    for weight in [1e9, .infinity, .nan] {
      #expect(throws: OptionsError.self) { try CombinedScore.weighted(weight).validate(for: scored) }
    }
  }
}
