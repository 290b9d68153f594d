import Evaluation
import Features
import Locks
import Photos
import Storage
import TestSupport

@testable import Runs

/// Features of the fixtures: in memory, where they are found once for all tests; in stores; and to be found in the photos.
enum FixtureFeatures {
  private struct Key: Hashable {
    let set: String
    let options: ExtractionOptions
  }

  private static let found = Guarded<[Key: HeldFeatures]>([:])

  /// Few features, so that tests are quick.
  static func options(_ extractor: ExtractorID, count: Int = 200) -> ExtractionOptions {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = count
    return options
  }

  /// - Parameter set: `queries` or `references`.
  static func held(_ set: String, by options: ExtractionOptions) throws -> HeldFeatures {
    try found.withLock { found in
      let key = Key(set: set, options: options)
      if let features = found[key] { return features }
      let extraction = try Extraction(options, threads: 1)
      let entries = try listImages(at: Photos.fixtures + "/" + set)
      let views = try entries.map { try extraction.views(of: $0) }
      let features = HeldFeatures(
        ids: entries.map(\.id), features: views.map(\.plain), mirrored: views.compactMap(\.mirrored), options: options,
        path: set)
      found[key] = features
      return features
    }
  }

  static func stored(_ set: String, by options: ExtractionOptions, in folder: TemporaryFolder) throws -> StoredFeatures
  {
    let held = try held(set, by: options)
    let path = folder.file(set + ".h5")
    let writer = try FeatureStoreWriter(
      path: path, descriptorKind: options.extractor.descriptorKind, options: FeatureStore.encodeOptions(options))
    for (index, id) in held.ids.enumerated() {
      guard let views = try held.read(index, mirrored: false).views else { continue }
      try writer.append(name: id, features: views.plain)
    }
    try writer.finish()
    return try StoredFeatures(path: path)
  }

  static func photos(_ set: String, by options: ExtractionOptions) throws -> any FeatureSource {
    try PhotoSet(path: Photos.fixtures + "/" + set).features(by: Extraction(options, threads: 2))
  }

  /// A run of the fixtures' queries over their references, in memory.
  static func run(_ extractor: ExtractorID, count: Int = 200, recall: RecallPlan = .votes) throws -> CopyRun {
    let options = options(extractor, count: count)
    var run = CopyRun(
      queries: try held("queries", by: options), references: try held("references", by: options), recall: recall)
    run.options.threads = 2
    return run
  }
}

extension CopyRun {
  /// The pairs that it lists, in the order of the judgements.
  func listed() async throws -> [Prediction] {
    var found: [Prediction] = []
    for try await judgement in judgements() {
      found += judgement.verdicts.filter(\.isListed).map {
        Prediction(
          queryID: queries.ids[judgement.query], referenceID: references.ids[$0.reference], score: $0.score)
      }
    }
    return found
  }
}

extension Prediction {
  var pair: TruePair { TruePair(queryID: queryID, referenceID: referenceID) }
}
