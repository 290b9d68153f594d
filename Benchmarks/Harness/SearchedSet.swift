import CSV
import Evaluation
import Features
import Foundation
import OpenCVExtractors
import Photos
import Recall
import Runs

/// Queries and references with ground truth, their features found once and held, for runs through the same library calls
/// as the commands.
struct SearchedSet {
  let folder: String
  let queries: any FeatureSource
  let references: any FeatureSource
  let truth: GroundTruth
  let extraction: Extraction

  static let threads = ProcessInfo.processInfo.activeProcessorCount

  /// - Parameters:
  ///   - folder: has `queries`, `references` and `ground_truth.csv`.
  ///   - features: of a photo; nil for the default.
  init(_ folder: String, _ extractor: ExtractorID, features: Int? = nil) async throws {
    let extraction = try Self.extraction(extractor, features: features)
    self.init(
      folder: folder, queries: try await Self.held(folder + "/queries", by: extraction, mirrored: true),
      references: try await Self.held(folder + "/references", by: extraction, mirrored: false),
      truth: try readGroundTruth(folder + "/ground_truth.csv"), extraction: extraction)
  }

  init(
    folder: String, queries: any FeatureSource, references: any FeatureSource, truth: GroundTruth,
    extraction: Extraction
  ) {
    self.folder = folder
    self.queries = queries
    self.references = references
    self.truth = truth
    self.extraction = extraction
  }

  static func extraction(_ extractor: ExtractorID, features: Int? = nil) throws -> Extraction {
    var options = ExtractionOptions()
    options.extractor = extractor
    if let features { options.maxFeatures = features }
    return try Extraction(options, extractors: .withOpenCV, threads: threads)
  }

  /// The features of all photos of a folder, in memory.
  static func held(_ path: String, by extraction: Extraction, mirrored: Bool) async throws -> any FeatureSource {
    try await PhotoSet(path: path).features(by: extraction).held(
      where: { _ in true }, mirrored: mirrored, threads: threads, progress: NoProgress())
  }

  /// "dev" of "../shared/data/dev".
  var name: String { folder.split(separator: "/").last.map(String.init) ?? folder }

  /// A run over all queries.
  func run(_ recall: RecallPlan = .votes, _ options: CopyRunOptions = .init()) -> CopyRun {
    var run = CopyRun(queries: queries, references: references, recall: recall, options: options)
    run.options.threads = Self.threads
    return run
  }

  /// A run over the pairs of a file by one look at each, which lists those alone that are verified.
  func run(onPairsOf path: String) throws -> CopyRun {
    var options = CopyRunOptions()
    options.combination = .replace
    options.effort = .fast
    return run(.list(try CandidateList(path: path, queries: queries, references: references)), options)
  }

  func metrics(_ run: CopyRun) async throws -> Metrics { try evaluate(try await run.predictions(), against: truth) }
}

extension CopyRun {
  /// What the run writes, read again.
  func predictions() async throws -> [Prediction] {
    try await withTemporaryFolder { folder in
      let path = folder + "/predictions.csv"
      _ = try await write(to: path, as: "search")
      return Array(try readPredictions(path))
    }
  }
}
