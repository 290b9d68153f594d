import Copies
import Evaluation
import Features
import Foundation
import Photos
import Runs

/// Small situations from public bug reports, row by row: what should be believed is, and what shouldn't isn't.
enum CaseBenchmarks {
  private static let cases = BenchmarkPhotos.data + "/cases"

  /// Pairs that `match` is to believe: files of a case's folder.
  private static let pairs: [(folder: String, query: String, reference: String)] =
    ["object0", "object3"].flatMap { object in
      ["black", "grey", "white"].map { ("01-cutout-on-dark", "\(object)_on_\($0).jpg", "\(object).webp") }
    } + [("10-part-of-long-strip", "part.jpg", "strip.jpg")]

  /// Folders with queries in `q` and references in `r`, and the reference that a query is a copy of, by its id.
  private static let searches: [(folder: String, original: @Sendable (String) -> String?)] = [
    ("02-digital-pages-of-one-template", { $0.hasPrefix("copy") ? "receipt" + $0.suffix(1) : nil }),
    ("03-low-contrast", { String($0.suffix(2)) }),
    ("04-small-copy", { String($0.suffix(2)) }),
  ]

  static func run(report: (Figure) -> Void) async throws {
    guard FileManager.default.fileExists(atPath: cases) else {
      print("\(cases) is missing: cases are not tried")
      return
    }
    for extractor in [ExtractorID.orb, .sift] {
      let extraction = try SearchedSet.extraction(extractor)
      let judge = try CopyJudge()
      for (folder, query, reference) in pairs {
        let match = try matchPair(
          query: "\(cases)/\(folder)/\(query)", reference: "\(cases)/\(folder)/\(reference)", using: extraction,
          judge: judge, looks: CopyRunOptions().effort.closerLooks)
        report(
          Figure(
            name: "case \(folder.prefix(2)), \(extractor.name), \(query)", unit: "score",
            ours: match.isVerified ? match.report.score : 0, goal: .atLeast(JudgeOptions.reliableScore)))
      }
      for (folder, original) in searches {
        try await reportSearch(folder, original, extraction, report: report)
      }
    }
  }

  /// A copy's original is to be believed and to come first, by more than any other; a stranger's best is not to be believed.
  private static func reportSearch(
    _ folder: String, _ original: (String) -> String?, _ extraction: Extraction, report: (Figure) -> Void
  ) async throws {
    let path = "\(cases)/\(folder)"
    let queries = try await SearchedSet.held(path + "/q", by: extraction, mirrored: true)
    let set = SearchedSet(
      folder: path, queries: queries,
      references: try await SearchedSet.held(path + "/r", by: extraction, mirrored: false),
      truth: GroundTruth(pairs: []), extraction: extraction)
    let found = Dictionary(grouping: try await set.run().predictions(), by: \.queryID)
    let name = "case \(folder.prefix(2)), \(extraction.options.extractor.name)"
    var (copyCount, firstCount) = (0, 0)
    for id in queries.ids.sorted() {
      let listed = found[id] ?? []
      let best = listed.map(\.score).max() ?? 0
      guard let original = original(id) else {
        report(
          Figure(
            name: "\(name), \(id), a stranger", unit: "score", ours: best,
            goal: .atMost(JudgeOptions.reliableScore.nextDown)))
        continue
      }
      let own = listed.first { $0.referenceID == original }?.score
      copyCount += 1
      if let own, !listed.contains(where: { $0.referenceID != original && $0.score >= own }) { firstCount += 1 }
      report(
        Figure(name: "\(name), \(id)", unit: "score", ours: own ?? 0, goal: .atLeast(JudgeOptions.reliableScore)))
    }
    report(
      Figure(
        name: "\(name): copies with their original first", unit: "of \(copyCount)", ours: Double(firstCount),
        goal: .atLeast(Double(copyCount))))
  }
}
