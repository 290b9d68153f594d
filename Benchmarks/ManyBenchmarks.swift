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
      for set in sets {
        try await reportQuality(
          of: search(set, among: parts, of: pieces), set, pieces: pieceCount, report: report)
      }
    }
  }

  /// What each query finds among the references of its set and two parts that show nothing of it.
  private static func search(
    _ set: SearchedSet, among parts: [any FeatureSource], of pieces: ForeignPieces
  ) async throws -> [Prediction] {
    let known = Set(try SourcePhoto.ofReferences(in: set.folder).values)
    // A whole photo that is a reference of the set is there already.
    let parts = parts.map { part in
      SelectedFeatures(
        part, places: part.ids.indices.filter { !known.contains(String(part.ids[$0].trimmingPrefix("W "))) })
    }
    let sources = try SourcePhoto.ofQueries(in: set.folder)
    let ids = set.queries.ids
    let places = Dictionary(grouping: ids.indices.filter { half.holds(ids[$0]) }) { place in
      pieces.parts(
        foreignTo: [sources[ids[place]]!] + [PhotosBehind.sources["\(set.name) \(ids[place])"]].compactMap { $0 })
    }
    var found: [Prediction] = []
    for (chosen, places) in places.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let large = SearchedSet(
        folder: set.folder, queries: SelectedFeatures(set.queries, places: places),
        references: try JoinedFeatures([set.references] + chosen.map { parts[$0] }), truth: set.truth,
        extraction: set.extraction)
      found += try await large.run().predictions()
    }
    return found
  }

  private static func reportQuality(
    of found: [Prediction], _ set: SearchedSet, pieces pieceCount: Int, report: (Figure) -> Void
  ) async throws {
    let truth = half.of(set.truth)
    let alone = try evaluate(half.of(try await set.run().predictions()), against: truth)
    let among = try evaluate(found, against: truth)
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
