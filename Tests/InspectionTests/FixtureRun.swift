import CSV
import Evaluation
import Features
import Foundation
import Photos
import Runs
import TestSupport

@testable import Inspection

/// A run over the fixtures with few features, what it has written, and who tells of its pairs.
struct FixtureRun {
  let run: CopyRun
  let table: PairTable
  let explainer: PairExplainer

  static func extraction(_ extractor: ExtractorID) throws -> Extraction {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = 300
    return try Extraction(options, threads: 2)
  }

  /// - Parameters:
  ///   - tags: of the queries, by this column.
  ///   - isCompared: whether the other extractor's predictions are beside.
  init(_ extractor: ExtractorID, tags column: String? = nil, isCompared: Bool = false, in folder: TemporaryFolder)
    async throws
  {
    let extraction = try Self.extraction(extractor)
    func photos(_ set: String) throws -> any FeatureSource {
      try PhotoSet(path: Photos.fixtures + "/" + set).features(by: extraction)
    }
    var run = CopyRun(queries: try photos("queries"), references: try photos("references"))
    run.options.threads = 2
    let path = folder.file("\(extractor.name).csv")
    _ = try await run.write(to: path, as: "search")
    let truth = try readGroundTruth(Photos.fixtures + "/ground_truth.csv")
    table = try PairTable(
      try readPredictions(path), truth: truth,
      tags: try column.map { try readQueryTags(Photos.fixtures + "/queries.csv", columns: [$0], for: truth) } ?? [],
      compared: isCompared ? try readPredictions(Photos.fixtures + "/predictions/sift.csv") : nil)
    let (queries, references) = (run.queries.ids.places, run.references.ids.places)
    let table = table
    explainer = try await PairExplainer(
      run,
      listed: (0..<table.listedCount).map { row in
        let pair = table.pair(ofRow: row)
        return (queries[.init(pair.queryID)]!, references[.init(pair.referenceID)]!)
      })
    self.run = run
  }

  func stories(kept: Int = 128) -> PairStories {
    PairStories(table: table, explainer: explainer, extraction: run.queries.options, kept: kept)
  }
}
