import Copies
import Features
import Geometry
import Matcher
import Photos
import Recall
import Runs

/// A pair of a list and what the judge found out about it.
struct PairProof: Sendable {
  /// Indices of both photos in the stores.
  let query: Int
  let reference: Int
  let queryFeatureCount: Int
  let matches: [Match]
  /// Those that the best model explains; none where the pair is not verified.
  let inliers: [Match]
  /// The best model; nil where the pair is not verified.
  let referenceFromQuery: Homography?
}

/// Judges the pairs of a list as `verify` does, and hands over matches and models in place of scores.
///
/// - Parameter consume: is given the pairs by query, in the order of the ids, those of a query in the order of the list. Of
///   a pair that is listed in both orders, only the one that is handed over first; of a photo with itself, none.
/// - Returns: the number of pairs that were left out so.
/// - Throws: `OptionsError`, `StoreError`, what `consume` throws, `CancellationError`.
func provePairs(
  of list: CandidateList, stores: ExportedStores, options: CopyRunOptions, progress: any ProgressReporter,
  consume: (PairProof) throws -> Void
) async throws -> Int {
  let run = CopyRun(
    queries: stores.features, references: stores.features, recall: .list(list), options: options)
  var seen: Set<SIMD2<Int>> = []
  var skipped = 0
  for try await judgement in run.judgements(keepsRefuted: true, progress: progress) {
    let query = judgement.query
    let verdicts = Dictionary(uniqueKeysWithValues: judgement.verdicts.map { ($0.reference, $0) })
    for candidate in judgement.candidates {
      let reference = candidate.reference
      guard query != reference, seen.insert(SIMD2(min(query, reference), max(query, reference))).inserted else {
        skipped += 1
        continue
      }
      guard let verdict = verdicts[reference] else { continue }
      let isVerified = verdict.isListed && verdict.report.score >= JudgeOptions.reliableScore
      try consume(
        PairProof(
          query: query, reference: reference, queryFeatureCount: judgement.featureCount,
          matches: verdict.report.matching.matches, inliers: isVerified ? verdict.report.inliers : [],
          referenceFromQuery: isVerified ? verdict.report.models.first?.referenceFromQuery : nil))
    }
  }
  return skipped
}
