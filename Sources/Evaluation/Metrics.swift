/// The figures of merit of DISC21 (Douze et al., "The 2021 Image Similarity Dataset and Challenge", 2021, §5).
public struct Metrics: Sendable, Hashable, Codable {
  /// Micro-average precision: the area under the precision–recall curve of all predictions in one list.
  public var microAveragePrecision: Double
  /// The largest recall at a precision of at least 90 %; nil where that precision is never reached.
  public var recallAtPrecision90: Double?
  /// The score of the last prediction counted in `recallAtPrecision90`.
  public var thresholdAtPrecision90: Double?
  /// Share of the true pairs whose reference is the first of its query's predictions.
  public var recallAtRank1: Double
  /// Share of the true pairs whose reference is among the first ten of its query's predictions.
  public var recallAtRank10: Double
  public var truePairCount: Int
  public var predictionCount: Int
}

/// Why predictions can't be scored.
public enum EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  case noTruePairs
  case predictedTwice(queryID: String, referenceID: String)
  case trueTwice(queryID: String, referenceID: String)
  case scoreIsNotFinite(queryID: String, referenceID: String, score: String)

  public var description: String {
    switch self {
    case .noTruePairs:
      "the ground truth holds no pair: recall has no meaning"
    case .predictedTwice(let query, let reference):
      "the pair \(query), \(reference) is predicted more than once: the metric takes each pair once"
    case .trueTwice(let query, let reference):
      "the ground truth lists the pair \(query), \(reference) more than once"
    case .scoreIsNotFinite(let query, let reference, let score):
      "the score of \(query), \(reference) is \(score), but must be a finite number"
    }
  }
}

/// Scores predictions as DISC21 does.
///
/// All predictions are put in one list by falling score; among equal scores the wrong ones come first, so that ties
/// never help. µAP is the sum over the right ones of the precision at their place, divided by the number of true pairs.
/// A true pair's rank counts the other predictions of its query that score at least as much.
/// - Throws: ``EvaluationError`` when there are no true pairs, a pair is given twice, or a score isn't finite.
/// - Complexity: O(`n` log `n`) for `n` predictions.
public func evaluate(_ predictions: [Prediction], against truth: [TruePair]) throws(EvaluationError) -> Metrics {
  let positives = try checkedPositives(truth)
  try check(predictions)

  let ranked =
    predictions
    .map { (score: $0.score, isTrue: positives.contains(TruePair(queryID: $0.queryID, referenceID: $0.referenceID))) }
    .sorted { $0.score != $1.score ? $0.score > $1.score : !$0.isTrue && $1.isTrue }

  let total = Double(truth.count)
  var found = 0
  var area = 0.0
  var operatingPoint: (recall: Double, threshold: Double)?
  for (index, prediction) in ranked.enumerated() {
    if prediction.isTrue { found += 1 }
    let precision = Double(found) / Double(index + 1)
    let recall = Double(found) / total
    if prediction.isTrue { area += precision / total }
    if precision >= 0.9, operatingPoint.map({ recall > $0.recall }) ?? true {
      operatingPoint = (recall, prediction.score)
    }
  }

  let ranks = trueRanks(predictions, truth)
  func share(within rank: Int) -> Double { Double(ranks.count { $0 < rank }) / total }
  return Metrics(
    microAveragePrecision: area, recallAtPrecision90: operatingPoint?.recall,
    thresholdAtPrecision90: operatingPoint?.threshold, recallAtRank1: share(within: 1),
    recallAtRank10: share(within: 10), truePairCount: truth.count, predictionCount: predictions.count)
}

private func checkedPositives(_ truth: [TruePair]) throws(EvaluationError) -> Set<TruePair> {
  guard !truth.isEmpty else { throw .noTruePairs }
  var positives = Set<TruePair>(minimumCapacity: truth.count)
  for pair in truth where !positives.insert(pair).inserted {
    throw .trueTwice(queryID: pair.queryID, referenceID: pair.referenceID)
  }
  return positives
}

private func check(_ predictions: [Prediction]) throws(EvaluationError) {
  var seen = Set<TruePair>(minimumCapacity: predictions.count)
  for prediction in predictions {
    guard prediction.score.isFinite else {
      throw .scoreIsNotFinite(
        queryID: prediction.queryID, referenceID: prediction.referenceID, score: "\(prediction.score)")
    }
    guard seen.insert(TruePair(queryID: prediction.queryID, referenceID: prediction.referenceID)).inserted else {
      throw .predictedTwice(queryID: prediction.queryID, referenceID: prediction.referenceID)
    }
  }
}

/// For each true pair that was predicted, how many other predictions of its query score at least as much.
private func trueRanks(_ predictions: [Prediction], _ truth: [TruePair]) -> [Int] {
  let byQuery = Dictionary(grouping: predictions, by: \.queryID)
  return truth.compactMap { pair in
    guard let rivals = byQuery[pair.queryID],
      let own = rivals.first(where: { $0.referenceID == pair.referenceID })
    else { return nil }
    return rivals.count { $0.score >= own.score } - 1
  }
}
