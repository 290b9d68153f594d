import Features
import Options
import Photos
import Recall
import TestSupport
import Testing

@testable import Copies

@Suite("CombinedScore") struct CombinedScoreTests {
  let folder = TemporaryFolder()
  let queries = Self.photos((0..<5).map { "q\($0)" }, path: "q.h5")
  let references = Self.photos((0..<40).map { "r\($0)" }, path: "r.h5")

  /// Photos without features.
  static func photos(_ ids: [String], path: String) -> HeldFeatures {
    let none = randomFeatures(.binary256, count: 0, seed: 0)
    return HeldFeatures(ids: ids, features: ids.map { _ in none }, options: ExtractionOptions(), path: path)
  }

  func list(_ text: String) throws -> CandidateList {
    try CandidateList(path: folder.write(text, to: "c"), queries: queries, references: references)
  }

  /// Combined scores of the queries `q0` to `q4` by their pairs, in the order of the list.
  func combined(
    _ list: CandidateList, _ rule: CombinedScore, _ scores: [String: Double]
  ) -> [(pair: String, score: Double)] {
    let combination = ScoreCombination(rule, of: list)
    return queries.ids.enumerated().flatMap { query, id in
      combination.scores(of: query) { scores["\(id) \(references.ids[$0])"] ?? 0 }.map {
        ("\(id) \(references.ids[$0.reference])", $0.score)
      }
    }
  }

  func text(_ list: CandidateList, _ rule: CombinedScore, _ scores: [String: Double]) -> [String] {
    combined(list, rule, scores).map { "\($0.pair) \(Float($0.score))" }
  }

  @Test("each rule, on a list by hand")
  func rules() throws {
    let scored = try list("q1,r1,0.9\nq1,r2,0.5\nq0,r1,0.7\nq1,r3,0.9\nq0,r2,-4\n")
    let scores = ["q1 r2": 12.5, "q0 r2": 3]
    #expect(
      text(scored, .verifiedFirst, scores) == ["q0 r1 -0.25", "q0 r2 3.0", "q1 r1 0.0", "q1 r2 12.5", "q1 r3 0.0"])
    #expect(text(scored, .replace, scores) == ["q0 r2 3.0", "q1 r2 12.5"])
    #expect(
      text(scored, .weighted(10), scores) == ["q0 r1 7.0", "q0 r2 -37.0", "q1 r1 9.0", "q1 r2 17.5", "q1 r3 9.0"])
    let plain = try list("q1 r1\nq1 r2\nq0 r1\nq1 r3\nq0 r2\n")
    #expect(
      text(plain, .verifiedFirst, scores) == ["q0 r1 0.0", "q0 r2 3.0", "q1 r1 0.0", "q1 r2 12.5", "q1 r3 -0.6666667"])
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
    let own = Dictionary(uniqueKeysWithValues: zip(rows.map { "q\($0.query) r\($0.reference)" }, scores))
    let found = combined(list, .verifiedFirst, own)
    #expect(found.count == rows.count, "seed \(seed)")
    let combined = Dictionary(uniqueKeysWithValues: found.map { ($0.pair, $0.score) })
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
