import CSV
import Evaluation
import Features
import Files
import Runs
import Scoring

/// Writes what is known of every pair that geometry proves, with whether it is a copy: what the table of the score is learnt from.
enum EvidenceFiles {
  /// One file a set and extractor, `SET-EXTRACTOR.csv`: query_id, reference_id, is_copy (1 or 0) and ``Evidence/columns``, a row
  /// a model.
  static func write(into folder: String) async throws {
    try makeFolder(folder)
    try await withTemporaryFolder { temporary in
      let pages = temporary + "/pages"
      _ = try PageSet.make(from: BenchmarkPhotos.data, into: pages)
      let library = try CopyLibrary.make(from: BenchmarkPhotos.data, into: temporary + "/library")
      for extractor in [ExtractorID.sift, .orb] {
        for set in [BenchmarkPhotos.trials, BenchmarkPhotos.overlays, BenchmarkPhotos.shared, pages] {
          let searched = try await SearchedSet(set, extractor)
          let copies = Set(searched.truth.pairs)
          let count = try await write(searched, searched.run(), into: folder) { copies.contains($0) }
          print("\(searched.name), \(extractor.name): \(count) models")
        }
        let count = try await write(library, extractor, into: folder)
        print("library, \(extractor.name): \(count) models")
      }
    }
  }

  /// A library's photos in themselves. Of two pieces of one photo nobody says whether they are copies.
  private static func write(_ library: CopyLibrary, _ extractor: ExtractorID, into folder: String) async throws -> Int {
    let extraction = try SearchedSet.extraction(extractor)
    let photos = try await SearchedSet.held(library.photos, by: extraction, mirrored: true)
    let set = SearchedSet(
      folder: library.folder, queries: photos, references: photos, truth: GroundTruth(pairs: library.pairs),
      extraction: extraction)
    var run = CopyRun(within: photos)
    run.options.threads = SearchedSet.threads
    let originals = Dictionary(uniqueKeysWithValues: library.copies.map { ($0.photoID, $0.sourceID) })
    return try await write(set, run, into: folder) { pair in
      let (query, reference) = (pair.queryID, pair.referenceID)
      if originals[query] ?? query == originals[reference] ?? reference { return true }
      return library.sources[query] == library.sources[reference] ? nil : false
    }
  }

  /// A model of a pair that geometry proves.
  private struct Row {
    let query: Int
    let reference: Int
    let isCopy: Bool
    let model: ModelEvidence
  }

  /// - Parameter isCopy: nil where nobody says.
  private static func write(
    _ set: SearchedSet, _ run: CopyRun, into folder: String, isCopy: (TruePair) -> Bool?
  ) async throws -> Int {
    let rows = try await rows(of: set, run, isCopy: isCopy)
    // In a set that is searched in itself, nothing counts as shared.
    let regions = SharedRegions(
      run.options.excludesSelf
        ? []
        : rows.compactMap { row in row.model.cells.map { (query: row.query, reference: row.reference, cells: $0) } }
    )
    let file = try CSVWriter(path: "\(folder)/\(set.name)-\(set.extraction.options.extractor.name).csv")
    try file.append(["query_id", "reference_id", "is_copy"] + Evidence.columns)
    for row in rows {
      let model = row.model.weighed(by: regions, query: row.query, reference: row.reference)
      try file.append(
        [set.queries.ids[row.query], set.references.ids[row.reference], row.isCopy ? "1" : "0"]
          + model.evidence.numbers.map { "\($0)" })
    }
    try file.finish()
    return rows.count
  }

  private static func rows(
    of set: SearchedSet, _ run: CopyRun, isCopy: (TruePair) -> Bool?
  ) async throws -> [Row] {
    var rows: [Row] = []
    for try await judgement in run.judgements() {
      for verdict in judgement.verdicts {
        let pair = TruePair(
          queryID: set.queries.ids[judgement.query], referenceID: set.references.ids[verdict.reference])
        guard let isCopy = isCopy(pair) else { continue }
        rows += verdict.report.models.map {
          Row(query: judgement.query, reference: verdict.reference, isCopy: isCopy, model: ModelEvidence($0))
        }
      }
    }
    return rows
  }
}
