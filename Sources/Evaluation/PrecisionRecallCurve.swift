/// Precision over recall of one list of predictions, as steps: the area under them is µAP.
public struct PrecisionRecallCurve: Sendable, Hashable, Codable {
  /// A true pair of the list, and the list cut behind it.
  public struct Point: Sendable, Hashable, Codable {
    /// Share of the true pairs found up to here.
    public var recall: Double
    /// Share of the predictions up to here that are right.
    public var precision: Double
    /// The score of this pair.
    public var threshold: Double
  }

  /// By rising recall. From the recall of the point before (at first 0) to its own, the curve has a point's precision.
  public var points: [Point]
  /// The last point with a precision of at least 90 %, which ``Metrics/recallAtPrecision90`` is of; nil where there is
  /// none.
  public var operatingPoint: Point?
  public var microAveragePrecision: Double

  /// - Complexity: O(`n`).
  public init(_ ranked: RankedPredictions) {
    let total = Double(ranked.truth.pairs.count)
    points = []
    for (place, isTrue) in ranked.isTrue.enumerated() where isTrue {
      let found = Double(points.count + 1)
      points.append(
        Point(recall: found / total, precision: found / Double(place + 1), threshold: ranked.score(at: place)))
    }
    operatingPoint = points.last { $0.precision >= Metrics.operatingPrecision }
    microAveragePrecision = ranked.metrics.microAveragePrecision
  }
}
