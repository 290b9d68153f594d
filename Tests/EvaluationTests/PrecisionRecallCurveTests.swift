import Evaluation
import TestSupport
import Testing

@Suite("PrecisionRecallCurve") struct PrecisionRecallCurveTests {
  @Test("has a point for each true pair that was found")
  func points() throws {
    let predictions = list([("q1", "r1", 9), ("q1", "r2", 7), ("q2", "r2", 5), ("q3", "r1", 1)])
    let curve = PrecisionRecallCurve(try RankedPredictions(PredictionTable(predictions), against: smallTruth))
    #expect(curve.points.map(\.recall) == [0.5, 1])
    #expect(curve.points.map(\.precision) == [1, 2.0 / 3])
    #expect(curve.points.map(\.threshold) == [9, 5])
    #expect(curve.operatingPoint == curve.points[0])
  }

  @Test(
    "the area under its steps is µAP, its operating point the metric's",
    arguments: RandomLists.Scores.allCases, 1...4 as ClosedRange<UInt64>)
  func area(scores: RandomLists.Scores, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let truth = RandomLists.truth(using: &generator)
    let predictions = RandomLists.predictions(scores, of: truth, using: &generator)
    let ranked = try RankedPredictions(PredictionTable(predictions), against: truth)
    let curve = PrecisionRecallCurve(ranked)
    var area = 0.0
    var recall = 0.0
    for point in curve.points {
      area += (point.recall - recall) * point.precision
      recall = point.recall
    }
    #expect(abs(area - ranked.metrics.microAveragePrecision) < 1e-12, "seed \(seed)")
    #expect(curve.operatingPoint?.recall == ranked.metrics.recallAtPrecision90, "seed \(seed)")
    #expect(curve.operatingPoint?.threshold == ranked.metrics.thresholdAtPrecision90, "seed \(seed)")
  }
}
