import CSV
import Copies
import Evaluation
import Features
import Foundation
import Photos
import Runs

/// Whether a pair gets the same score whoever names it and whichever command asks.
enum AgreementBenchmarks {
  static func run(report: (Figure) -> Void) async throws {
    for folder in [BenchmarkPhotos.shared, BenchmarkPhotos.overlays, "fixtures"] {
      guard FileManager.default.fileExists(atPath: folder) else {
        print("\(folder) is missing: the commands' agreement is not measured on it")
        continue
      }
      for extractor in [ExtractorID.orb, .sift] {
        let set = try await SearchedSet(folder, extractor)
        try await withTemporaryFolder { try await run(set, in: $0, report: report) }
      }
    }
  }

  private static func run(_ set: SearchedSet, in folder: String, report: (Figure) -> Void) async throws {
    let (search, candidates) = (folder + "/search.csv", folder + "/candidates.csv")
    let name = "\(set.name), \(set.extraction.options.extractor.name)"
    // A closer look at a query is one at the candidates and views that were named for it, which a list doesn't tell.
    var options = CopyRunOptions()
    options.effort = .fast
    _ = try await set.run(.votes, options).write(to: search, as: "search", candidatesTo: candidates)
    let verified = try await set.run(onPairsOf: candidates).predictions()
    let differing = Set(try readPredictions(search)).symmetricDifference(verified)
    report(
      Figure(
        name: "\(name): rows of verify that search hasn't, or has", unit: "rows", ours: Double(differing.count),
        goal: .atMost(0)))
    try await reportPairs(set, name, candidates: candidates, in: folder, report: report)
    guard set.folder == BenchmarkPhotos.overlays, set.extraction.options.extractor == .sift else { return }
    let metrics = try await set.metrics(try set.run(onPairsOf: search))
    report(
      Figure(
        name: "\(name): verify of what search lists", unit: "µAP", ours: metrics.microAveragePrecision,
        goal: .atLeast(0.89)))
    report(
      Figure(
        name: "\(name): verify of what search lists", unit: "R@P90", ours: metrics.recallAtPrecision90 ?? 0,
        goal: .atLeast(0.83)))
  }

  /// `match` beside `verify` of a list that has one candidate for each query: the best one of each of the first queries.
  private static func reportPairs(
    _ set: SearchedSet, _ name: String, candidates: String, in folder: String, report: (Figure) -> Void
  ) async throws {
    var pairs: [CandidateRow] = []
    try readCandidateRows(candidates) { row in
      if pairs.count < 30, pairs.last?.query != row.query { pairs.append(row) }
    }
    let list = folder + "/pairs.csv"
    try writeCandidates(pairs, to: list)
    var scores: [TruePair: Float] = [:]
    for found in try await set.run(onPairsOf: list).predictions() {
      scores[TruePair(queryID: found.queryID, referenceID: found.referenceID)] = Float(found.score)
    }
    func paths(_ side: String) throws -> [String: String] {
      Dictionary(uniqueKeysWithValues: try listImages(at: "\(set.folder)/\(side)").map { ($0.id, $0.path) })
    }
    let (queries, references) = (try paths("queries"), try paths("references"))
    let judge = try CopyJudge()
    let differing = try pairs.count { pair in
      let match = try matchPair(
        query: queries[pair.query]!, reference: references[pair.reference]!, using: set.extraction, judge: judge,
        looks: CopyRunOptions().effort.closerLooks)
      let score = match.isVerified ? Float(match.report.score) : nil
      return score != scores[TruePair(queryID: pair.query, referenceID: pair.reference)]
    }
    report(
      Figure(
        name: "\(name): scores of match that verify hasn't", unit: "of \(pairs.count)", ours: Double(differing),
        goal: .atMost(0)))
  }
}
