import CSV
import Evaluation
import Features
import Files
import Foundation

/// Pages of invented apps (``PageSet``): quality of `search`, queries that have a wrong reference with a score that is
/// believed, and pairs of pages of one app that `verify` believes.
enum PageBenchmarks {
  /// What is believed, and what is believed firmly.
  private static let believed = [2.0, 10]
  /// So many queries may have a wrong reference at 2 and at 10.
  private static let mostMisled = [3.0, 0]

  static func run(report: (Figure) -> Void) async throws {
    guard FileManager.default.fileExists(atPath: BenchmarkPhotos.shared) else {
      print("\(BenchmarkPhotos.data) is missing: there are no photos for the pages")
      return
    }
    try await withTemporaryFolder { folder in
      let pages = folder + "/pages"
      _ = try PageSet.make(from: BenchmarkPhotos.data, into: pages)
      for extractor in [ExtractorID.orb, .sift] {
        let set = try await SearchedSet(pages, extractor)
        try await reportQueries(set, report: report)
        try await reportPairs(set, listedIn: folder + "/pairs.csv", report: report)
      }
    }
  }

  private static func reportQueries(_ set: SearchedSet, report: (Figure) -> Void) async throws {
    let found = try await set.run().predictions()
    let name = "pages, \(set.extraction.options.extractor.name)"
    let pairs = Set(set.truth.pairs)
    let wrong = found.filter { !pairs.contains(TruePair(queryID: $0.queryID, referenceID: $0.referenceID)) }
    for half in QueryHalf.allCases {
      let metrics = try evaluate(half.of(found), against: half.of(set.truth))
      report(Figure(name: name + half.suffix, unit: "µAP", ours: metrics.microAveragePrecision))
      report(Figure(name: name + half.suffix, unit: "R@P90", ours: metrics.recallAtPrecision90 ?? 0))
    }
    for (bound, most) in zip(believed, mostMisled) {
      func misled(_ wrong: [Prediction]) -> Double {
        Double(Set(wrong.filter { $0.score >= bound }.map(\.queryID)).count)
      }
      let name = "\(name), a wrong reference at ≥ \(Int(bound))"
      for half in QueryHalf.allCases {
        report(Figure(name: name + half.suffix, unit: "queries", ours: misled(half.of(wrong))))
      }
      report(Figure(name: name, unit: "queries", ours: misled(wrong), goal: .atMost(most)))
    }
  }

  /// Every two pages of one app, which differ in all but the frame.
  private static func reportPairs(
    _ set: SearchedSet, listedIn path: String, report: (Figure) -> Void
  ) async throws {
    let ids = set.references.ids
    let apps = try PageSet.apps(in: set.folder)
    let pairs = ids.indices.flatMap { first in
      ids[..<first].filter { apps[$0] != nil && apps[$0] == apps[ids[first]] }.map { "\(ids[first]),\($0)\n" }
    }
    try writeFile(Array(pairs.joined().utf8), to: path)
    let itself = SearchedSet(
      folder: set.folder, queries: set.references, references: set.references, truth: set.truth,
      extraction: set.extraction)
    let listed = try await itself.run(onPairsOf: path).predictions()
    for bound in believed {
      report(
        Figure(
          name: "pages of one app verified, \(set.extraction.options.extractor.name), at ≥ \(Int(bound))",
          unit: "of \(pairs.count)", ours: Double(listed.count { $0.score >= bound })))
    }
  }
}
