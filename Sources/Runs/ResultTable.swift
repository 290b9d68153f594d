import CSV
import Copies
import Evaluation
import Names
import Photos
import Recall

/// The results of a run as the rows of its predictions.
struct ResultTable {
  /// A pair that is listed.
  struct Row {
    let query: Int
    let reference: Int
    /// In single precision, which is what predictions are written in and sorted by: so the parts of a run that are joined
    /// afterwards are sorted alike.
    let score: Float
    /// Whether the verification alone gave a score to rely on.
    let isVerified: Bool
    let isMirrored: Bool
  }

  private let queryIDs: [String]
  private let referenceIDs: [String]
  private let combination: ScoreCombination?
  private let excludesSelf: Bool
  private let results: [QueryResult]

  /// - Parameter results: in the order of the queries' ids.
  init(_ run: CopyRun, results: [QueryResult]) {
    self.init(run, combination: Self.combination(of: run), results: results)
  }

  /// How scores of the run's list and ours become one; nil where there is no list.
  static func combination(of run: CopyRun) -> ScoreCombination? {
    run.recall.list.map { ScoreCombination(run.options.combination, of: $0) }
  }

  /// - Parameter combination: that of the run, made once for many tables.
  init(_ run: CopyRun, combination: ScoreCombination?, results: [QueryResult]) {
    queryIDs = run.queries.ids
    referenceIDs = run.references.ids
    self.combination = combination
    excludesSelf = run.options.excludesSelf
    self.results = results
  }

  /// By query id, then by falling score, then by reference id; of a set that is searched in itself, each pair once.
  func rows() -> [Row] {
    let rows = results.flatMap { result in
      (combination.map { combined(result, by: $0) } ?? listed(result)).sorted {
        $0.score != $1.score
          ? $0.score > $1.score : ExactName(referenceIDs[$0.reference]) < ExactName(referenceIDs[$1.reference])
      }
    }
    guard excludesSelf else { return rows }
    let kept = eachPairOnce(predictions(of: rows))
    return zip(rows, kept).filter(\.1).map(\.0)
  }

  func predictions(of rows: [Row]) -> some Sequence<Prediction> {
    rows.lazy.map {
      Prediction(queryID: queryIDs[$0.query], referenceID: referenceIDs[$0.reference], score: Double($0.score))
    }
  }

  /// What recall has named, in its order.
  func candidates() -> some Sequence<CandidateRow> {
    results.lazy.flatMap { result in
      result.candidates.lazy.map {
        CandidateRow(query: queryIDs[result.query], reference: referenceIDs[$0.reference], score: $0.score)
      }
    }
  }

  /// What another shard needs to know of these results.
  ///
  /// - Parameter proved: of the same queries, with all pairs that are proved.
  func evidence(_ proved: [QueryResult]) -> some Sequence<ProvedPair> {
    proved.lazy.flatMap { result in
      let unproved = Dictionary(
        uniqueKeysWithValues: combination?.scores(of: result.query, own: { _ in 0 }).map { ($0.reference, $0.score) }
          ?? [])
      return result.pairs.lazy.map { pair in
        let fallback = unproved[pair.reference]
        return ProvedPair(
          queryID: queryIDs[result.query], referenceID: referenceIDs[pair.reference], unprovedScore: fallback,
          addedScore: combination?.addsScores == true ? fallback ?? combination?.addedToOthers ?? 0 : 0,
          models: pair.models)
      }
    }
  }

  private func listed(_ result: QueryResult) -> [Row] {
    result.pairs.map { row(of: $0, query: result.query) }
  }

  private func row(of pair: QueryResult.Pair, query: Int, adding more: Double = 0) -> Row {
    Row(
      query: query, reference: pair.reference, score: Float(pair.score + more),
      isVerified: pair.score >= JudgeOptions.reliableScore, isMirrored: pair.isMirrored)
  }

  /// The pairs of a list's query with their combined scores, and what others than the list have named.
  private func combined(_ result: QueryResult, by combination: ScoreCombination) -> [Row] {
    var others = Dictionary(uniqueKeysWithValues: result.pairs.map { ($0.reference, $0) })
    let own = others
    let rows = combination.scores(of: result.query, own: { own[$0]?.score ?? 0 }).compactMap {
      reference, score -> Row? in
      others[reference] = nil
      // A list may name a photo beside itself.
      if excludesSelf, ExactName(referenceIDs[reference]) == ExactName(queryIDs[result.query]) { return nil }
      return Row(
        query: result.query, reference: reference, score: Float(score),
        isVerified: own[reference].map { $0.score >= JudgeOptions.reliableScore } ?? false,
        isMirrored: own[reference]?.isMirrored ?? false)
    }
    return rows + others.values.map { row(of: $0, query: result.query, adding: combination.addedToOthers) }
  }
}

/// Of pairs that are there in both directions, which to keep: that of the better score, among equals the one that comes
/// first.
///
/// - Returns: for each prediction whether it is kept.
func eachPairOnce(_ predictions: some Sequence<Prediction>) -> [Bool] {
  var best: [TruePair: (index: Int, score: Double)] = [:]
  var kept: [Bool] = []
  for (index, prediction) in predictions.enumerated() {
    let isForward = ExactName(prediction.queryID) < ExactName(prediction.referenceID)
    let pair =
      isForward
      ? TruePair(queryID: prediction.queryID, referenceID: prediction.referenceID)
      : TruePair(queryID: prediction.referenceID, referenceID: prediction.queryID)
    if let other = best[pair] {
      kept.append(prediction.score > other.score)
      guard prediction.score > other.score else { continue }
      kept[other.index] = false
    } else {
      kept.append(true)
    }
    best[pair] = (index, prediction.score)
  }
  return kept
}
