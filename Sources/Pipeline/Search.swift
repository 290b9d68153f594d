import Evaluation
import Features
import Matcher
import Options
import Recall

/// Settings of ``search(_:in:options:threads:progress:)``.
public struct SearchOptions: Sendable, Hashable, Codable {
  public var verification = VerificationOptions()
  /// Most references that are verified for a query, those with the most votes; at least 1.
  public var candidates = 20
  /// Seed of all random choices; each pair derives its own from it and from its two names.
  public var seed: UInt64 = 0

  public init() {}

  public func validate() throws(OptionsError) {
    try verification.validate()
    guard candidates >= 1 else {
      throw OptionsError("SearchOptions.candidates", candidates, mustBe: "at least 1")
    }
  }
}

/// Says for each query which references it may have been made from.
///
/// Votes of local descriptors name the candidates, the verifier proves or refutes each of them.
/// - Returns: the verified pairs, by query in the order given, then by falling score, then in the order of the
///   references. The same for every number of threads.
/// - Throws: `OptionsError` when a setting is out of range, `CancellationError` when the task was cancelled.
/// - Precondition: both collections have the same options.
public func search(
  _ queries: FeatureCollection, in references: FeatureCollection, options: SearchOptions = .init(), threads: Int,
  progress: any ProgressReporter = NoProgress()
) async throws -> [Prediction] {
  try options.validate()
  precondition(queries.options == references.options, "features of different options can't be compared")
  let recall = VoteRecall(
    references: references.features.map(\.descriptors), kind: references.options.extractor.descriptorKind)
  let verifier = try Verifier(options.verification)

  var predictions: [Prediction] = []
  progress.begin("searching", total: queries.count)
  defer { progress.end() }
  try await mapInOrder(Array(0..<queries.count), threads: threads) { query in
    let features = queries.features[query]
    var verified: [Prediction] = []
    for candidate in recall.candidates(for: features.descriptors, limit: options.candidates) {
      let (queryID, referenceID) = (queries.ids[query], references.ids[candidate.reference])
      let report = try verifier.verify(
        query: features, reference: references.features[candidate.reference],
        seed: pairSeed(queryID, referenceID, options.seed))
      guard report.isVerified else { continue }
      verified.append(Prediction(queryID: queryID, referenceID: referenceID, score: report.score))
    }
    return verified.sorted {
      $0.score != $1.score
        ? $0.score > $1.score
        : $0.referenceID.unicodeScalars.lexicographicallyPrecedes($1.referenceID.unicodeScalars)
    }
  } consume: { _, found in
    predictions += found
    progress.advance()
  }
  return predictions
}
