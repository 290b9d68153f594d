import Features
import Geometry
import Matcher

/// A pair of a list and what the verifier found out about it.
struct PairProof: Sendable {
  /// Indices of both photos in the catalog.
  let query: Int
  let reference: Int
  let queryFeatureCount: Int
  let matches: [Match]
  /// Those that the best model explains; none where the pair is not verified.
  let inliers: [Match]
  /// The best model; nil where the pair is not verified.
  let referenceFromQuery: Homography?
}

/// Verifies the pairs of a list as ``verify(_:queries:references:background:using:options:to:isResuming:progress:)`` does, and
/// hands over matches and models in place of scores.
///
/// - Parameter consume: is given the pairs by query, in the order in which the list first names them. Of a pair that is
///   listed in both orders, only the first; of a photo with itself, none.
/// - Returns: the number of pairs that were left out so.
/// - Throws: `OptionsError`, `StoreError`, what `consume` throws, `CancellationError`.
func provePairs(
  of list: CandidateList, stores: ExportedStores, options: VerifyOptions, threads: Int,
  progress: any ProgressReporter, consume: (PairProof) throws -> Void
) async throws -> Int {
  try options.validate()
  let extraction = try Extraction(stores.options, threads: threads)
  let isNeeded = [Bool](repeating: true, count: stores.catalog.count)
  let features = try await stores.catalog.load(
    isNeeded, using: extraction, isMirrorNeeded: options.triesMirrorImage, progress: progress)
  let scorer = try PairScorer(options.verification, seed: options.seed)
  let (queries, skipped) = distinctPairs(of: list)

  progress.begin("verifying", total: queries.reduce(0) { $0 + $1.references.count })
  defer { progress.end() }
  try await mapInOrder(queries, threads: threads) { query in
    let workspace = MatchingWorkspace()
    guard let sides = try features.sides(at: query.index) else { return [] }
    return try query.references.compactMap { reference -> PairProof? in
      guard let other = try features.features(at: reference) else { return nil }
      let report = try scorer.bestReport(
        sides, id: features.ids[query.index], against: SearchableFeatures(other), id: features.ids[reference],
        workspace: workspace)
      return PairProof(
        query: query.index, reference: reference, queryFeatureCount: sides.plain.count,
        matches: report.matching.matches, inliers: report.isVerified ? report.inliers : [],
        referenceFromQuery: report.isVerified ? report.models.first?.referenceFromQuery : nil)
    }
  } consume: { (_, proofs: [PairProof]) in
    for proof in proofs {
      try consume(proof)
      progress.advance()
    }
  }
  return skipped
}

private struct PendingQuery: Sendable {
  let index: Int
  let references: [Int]
}

private func distinctPairs(of list: CandidateList) -> ([PendingQuery], skipped: Int) {
  var seen: Set<SIMD2<Int32>> = []
  var kept = 0
  let queries = list.queries.map { query in
    let references = list.referenceIndices[query.pairs].filter { reference in
      let index = Int32(query.index)
      return index != reference && seen.insert(SIMD2(min(index, reference), max(index, reference))).inserted
    }
    kept += references.count
    return PendingQuery(index: query.index, references: references.map { Int($0) })
  }
  return (queries, list.count - kept)
}
