import Appearance
import CSV
import Evaluation
import Features
import Matcher
import Options
import Recall

/// Settings of ``search(_:in:options:index:background:threads:progress:)``.
public struct SearchOptions: Sendable, Hashable, Codable {
  /// Unlike elsewhere, its `minScore` is 0: whoever reads the list cuts it by score, and what is doubtful comes last.
  public var verification = VerificationOptions.listing
  /// Most references that are verified for a query, those with the most votes, and as many for its mirror image; at least
  /// 1.
  public var candidates = 20
  /// Descriptors that an index over histograms looks at for a query descriptor; at least 1. See `FLANNIndex`.
  public var checks = FLANNIndex.defaultChecks
  /// Whether each query's mirror image is tried, too, where its features are known: see
  /// ``FeatureCollection/canBeMirrored``.
  public var triesMirrorImage = true
  /// Whether matches count for less that other candidates of the query have as well.
  public var weighsDistinctiveness = true
  /// How scores against a background count, where there is one.
  public var normalization = ScoreNormalization()
  /// Seed of all random choices; each pair derives its own from it and from its two names.
  public var seed: UInt64 = 0

  public init() {}

  public func validate() throws(OptionsError) {
    try verification.validate()
    try normalization.validate()
    guard candidates >= 1 else {
      throw OptionsError("SearchOptions.candidates", candidates, mustBe: "at least 1")
    }
    guard checks >= 1 else { throw OptionsError("SearchOptions.checks", checks, mustBe: "at least 1") }
  }
}

extension VerificationOptions {
  /// Those of commands that list pairs by score, with a `minScore` of 0.
  static var listing: VerificationOptions {
    var options = VerificationOptions()
    options.minScore = 0
    return options
  }
}

/// Says for each query which references it may have been made from.
///
/// Votes of local descriptors name the candidates, the verifier proves or refutes each of them. Both see the query and
/// its mirror image; of a reference that is verified with both, the better score counts.
/// - Parameters:
///   - index: of the references; where there is one, it names the nearest neighbours, else exact search does.
///   - background: photos of which neither queries nor references are copies; a query's scores are normalised by those
///     that it has against them.
/// - Returns: the verified pairs, by query in the order given, then by falling score, then in the order of the
///   references. The same for every number of threads.
/// - Throws: `OptionsError` when a setting is out of range, `CancellationError` when the task was cancelled.
/// - Precondition: all collections have the same options.
public func search(
  _ queries: FeatureCollection, in references: FeatureCollection, options: SearchOptions = .init(),
  index: ReferenceIndex? = nil, background: FeatureCollection? = nil, threads: Int,
  progress: any ProgressReporter = NoProgress()
) async throws -> [Prediction] {
  try options.validate()
  precondition(queries.options == references.options, "features of different options can't be compared")
  let search = try ReferenceSearch(references, index: index, options: options)
  let backgroundSearch = try background.map { background in
    precondition(background.options == references.options, "features of different options can't be compared")
    return try ReferenceSearch(background, index: nil, options: options)
  }

  var predictions: [Prediction] = []
  progress.begin("searching", total: queries.count)
  defer { progress.end() }
  try await mapInOrder(Array(0..<queries.count), threads: threads) { query in
    let mirrored = options.triesMirrorImage && queries.canBeMirrored ? queries.mirroredFeatures(at: query) : nil
    let sides = QuerySides(plain: queries.features[query], mirrored: mirrored)
    let scores = try search.scores(of: sides, id: queries.ids[query])
    var reduction = 0.0
    if let backgroundSearch, !scores.isEmpty {
      reduction = options.normalization.reduction(
        for: try backgroundSearch.scores(of: sides, id: queries.ids[query]).values)
    }
    return scores.map {
      Prediction(queryID: queries.ids[query], referenceID: references.ids[$0], score: $1 - reduction)
    }.sorted {
      $0.score != $1.score
        ? $0.score > $1.score
        : isOrdered($0.referenceID, before: $1.referenceID)
    }
  } consume: { _, found in
    predictions += found
    progress.advance()
  }
  return predictions
}

/// Writes what a search has found, with a manifest and the list of failures beside it.
///
/// - Returns: what was skipped, and the path of the list of that; nil where nothing was.
public func writeSearch(
  _ predictions: [Prediction], of queries: FeatureCollection, in references: FeatureCollection,
  background: FeatureCollection? = nil, options: SearchOptions, to output: String
) throws -> (failures: [Failure], list: String?) {
  let failures = references.failures + (background?.failures ?? []) + queries.failures
  var inputs = ["queries": RunManifest.Input(ids: queries.ids), "references": RunManifest.Input(ids: references.ids)]
  if let background { inputs["background"] = RunManifest.Input(ids: background.ids) }
  try writePredictions(predictions, to: output)
  try RunManifest(
    command: "search", extraction: references.options,
    verification: RunManifest.Verification(
      options: options.verification, mirror: options.triesMirrorImage, seed: options.seed,
      candidates: options.candidates, distinctiveness: options.weighsDistinctiveness,
      normalization: background == nil ? nil : options.normalization),
    inputs: inputs,
    counts: ["verified_pairs": predictions.count], failures: failures
  ).write(besideOutput: output)
  return (failures, try writeFailures(failures, besideOutput: output))
}

/// The references, ready to be searched.
private struct ReferenceSearch: Sendable {
  let ids: [String]
  let recall: VoteRecall
  /// Laid out once: each is matched with many queries.
  let features: [SearchableFeatures]
  let scorer: PairScorer
  let options: SearchOptions

  init(_ references: FeatureCollection, index: ReferenceIndex?, options: SearchOptions) throws {
    ids = references.ids
    recall =
      if let index {
        VoteRecall(counts: references.features.map(\.count), index: index.neighbors, checks: options.checks)
      } else {
        VoteRecall(
          references: references.features.map(\.descriptors), kind: references.options.extractor.descriptorKind)
      }
    features = references.features.map(SearchableFeatures.init)
    scorer = try PairScorer(options.verification, seed: options.seed)
    self.options = options
  }

  private func isTwin(_ one: Int, of other: Int) -> Bool {
    guard let shown = features[one].features.thumbnail, let otherShown = features[other].features.thumbnail else {
      return false
    }
    return showTheSamePhoto(shown, otherShown)
  }

  /// The scores of the references that are verified, by their index: of a query's two sides the better one.
  func scores(of query: QuerySides, id: String) throws -> [Int: Double] {
    var scores = try scores(of: query.plain, id: id, isMirrored: false)
    if let mirrored = query.mirrored {
      scores.merge(try self.scores(of: mirrored, id: id, isMirrored: true)) { max($0, $1) }
    }
    return scores
  }

  private func scores(of query: FeatureSet, id: String, isMirrored: Bool) throws -> [Int: Double] {
    let workspace = MatchingWorkspace()
    var distinctiveness = Distinctiveness(kind: query.descriptors.kind, queryCount: query.count)
    var proved: [(reference: Int, report: VerificationReport)] = []
    for candidate in recall.candidates(for: query.descriptors, limit: options.candidates) {
      let reference = candidate.reference
      let report = try scorer.report(
        query, id: id, isMirrored: isMirrored, against: features[reference], id: ids[reference], workspace: workspace)
      if options.weighsDistinctiveness { distinctiveness.note(workspace, reference: reference) }
      if !report.models.isEmpty { proved.append((reference, report)) }
    }
    var scores: [Int: Double] = [:]
    for (reference, report) in proved {
      let weighted = report.weighted { inliers in
        let share = distinctiveness.share(of: inliers, in: reference)
        guard share < 0.5 else { return share }
        // A photo that is among the references twice shares everything with itself.
        let twins = proved.map(\.reference).filter { $0 != reference && isTwin($0, of: reference) }
        guard !twins.isEmpty else { return share }
        return distinctiveness.share(of: inliers, in: reference) { !twins.contains($0) }
      }
      if weighted.isVerified { scores[reference] = weighted.score }
    }
    return scores
  }
}
