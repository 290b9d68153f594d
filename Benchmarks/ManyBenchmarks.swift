import Copies
import Evaluation
import Features
import Foundation
import Photos
import Runs

/// Whether scores hold among many references: the queries of `trials` and `dev` against the references of their own set,
/// and against these with whole photos and thousands of pieces of photos of all sets beside them. Odd queries alone: among so
/// many descriptors each takes a second of processor.
enum ManyBenchmarks {
  private static let half = QueryHalf.odd
  /// µAP may fall by so much.
  private static let mostLost = 0.02

  static func run(pieces pieceCount: Int, report: (Figure) -> Void) async throws {
    let folders = ["trials", "dev"].map { "\(BenchmarkPhotos.data)/\($0)" }
    guard folders.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else {
      print("\(BenchmarkPhotos.data) is missing: there are no photos to make many references of")
      return
    }
    let pieces = try ForeignPieces(from: BenchmarkPhotos.data)
    for extractor in [ExtractorID.sift, .orb] {
      var sets: [SearchedSet] = []
      for folder in folders { sets.append(try await SearchedSet(folder, extractor)) }
      var parts: [any FeatureSource] = []
      for part in 0..<ForeignPieces.partCount {
        parts.append(
          try await pieces.features(
            ofPart: part, count: pieceCount / 2, options: sets[0].extraction.options))
      }
      for set in sets.map(half.of) {
        try await reportQuality(
          of: run(of: set, among: parts, of: pieces).predictions(), set, pieces: pieceCount, report: report)
      }
    }
  }

  /// The run of a set's queries in which each is searched among the references of its set and two parts that show nothing of it.
  private static func run(
    of set: SearchedSet, among parts: [any FeatureSource], of pieces: ForeignPieces
  ) throws -> CopyRun {
    let known = Set(try SourcePhoto.ofReferences(in: set.folder).values)
    // A whole photo that is a reference of the set is there already.
    let parts = parts.map { part in
      SelectedFeatures(
        part, places: part.ids.indices.filter { !known.contains(String(part.ids[$0].trimmingPrefix("W "))) })
    }
    let partOfReference =
      [Int?](repeating: nil, count: set.references.count)
      + parts.enumerated().flatMap { [Int?](repeating: $0.offset, count: $0.element.count) }
    let choices = Dictionary(
      uniqueKeysWithValues: try SourcePhoto.ofQueries(in: set.folder).map { query, source in
        (query, pieces.parts(foreignTo: [source] + [PhotosBehind.sources["\(set.name) \(query)"]].compactMap { $0 }))
      })
    let large = SearchedSet(
      folder: set.folder, queries: set.queries, references: try JoinedFeatures([set.references] + parts),
      truth: set.truth, extraction: set.extraction)
    return large.run(
      RecallPlan(identity: "votes among foreign pieces") { _, references, threads, _ in
        try await ForeignVotes(over: references, parts: partOfReference, choiceOfQuery: choices, threads: threads)
      })
  }

  private static func reportQuality(
    of found: [Prediction], _ set: SearchedSet, pieces pieceCount: Int, report: (Figure) -> Void
  ) async throws {
    let alone = try await set.metrics(set.run())
    let among = try evaluate(found, against: set.truth)
    let name = "\(set.name) among \(pieceCount) pieces, \(set.extraction.options.extractor.name)\(half.suffix)"
    func reportBoth(_ unit: String, mostLost: Double? = nil, _ value: (Metrics) -> Double) {
      report(
        Figure(
          name: name, unit: unit, ours: value(among), peerName: "its own references", peer: value(alone),
          goal: mostLost.map { .atLeast(value(alone) - $0) }))
    }
    reportBoth("µAP", mostLost: mostLost) { $0.microAveragePrecision }
    reportBoth("R@P90") { $0.recallAtPrecision90 ?? 0 }
    let misled = found.filter {
      $0.score >= JudgeOptions.reliableScore && !set.references.ids.contains($0.referenceID)
    }
    report(
      Figure(name: name + ", a piece at ≥ 2", unit: "queries", ours: Double(Set(misled.map(\.queryID)).count)))
    // To be looked at: what is behind a query may be a photo that PhotosBehind doesn't know.
    for pair in misled { print("  \(pair.queryID) and \(pair.referenceID): \(pair.score)") }
  }
}
