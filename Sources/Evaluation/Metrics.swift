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

  /// The precision of the operating point.
  static let operatingPrecision = 0.9
}

/// Scores predictions as DISC21 does.
///
/// All predictions are put in one list by falling score; among equal scores the wrong ones come first, so that ties
/// never help. µAP is the sum over the right ones of the precision at their place, divided by the number of true pairs.
/// A true pair's rank counts the other predictions of its query that score at least as much.
/// ``RankedPredictions`` tells more.
/// - Throws: ``EvaluationError`` when there are no true pairs, a pair is given twice, or a score isn't finite.
/// - Complexity: O(`n` log `n`) for `n` predictions.
public func evaluate(_ predictions: [Prediction], against truth: GroundTruth) throws(EvaluationError) -> Metrics {
  try RankedPredictions(PredictionTable(predictions), against: truth).metrics
}

extension Metrics {
  /// - Parameters:
  ///   - isTrue: by place in the sorted list.
  ///   - standings: of the true pairs.
  ///   - score: of the prediction at a place.
  init(isTrue: [Bool], standings: [RankedPredictions.Standing?], score: (_ place: Int) -> Double) {
    let total = Double(standings.count)
    var found = 0
    // Divided once, at the end: of a perfect list the sum is exact, and the share 1.
    var area = 0.0
    var operatingPoint: (recall: Double, place: Int)?
    for (place, isTrue) in isTrue.enumerated() where isTrue {
      // Recall grows nowhere else.
      found += 1
      let precision = Double(found) / Double(place + 1)
      area += precision
      if precision >= Self.operatingPrecision { operatingPoint = (Double(found) / total, place) }
    }
    func share(within rank: Int) -> Double {
      Double(standings.count { $0.map { $0.rivals < rank } ?? false }) / total
    }
    self.init(
      microAveragePrecision: area / total, recallAtPrecision90: operatingPoint?.recall,
      thresholdAtPrecision90: operatingPoint.map { score($0.place) }, recallAtRank1: share(within: 1),
      recallAtRank10: share(within: 10), truePairCount: standings.count, predictionCount: isTrue.count)
  }
}
