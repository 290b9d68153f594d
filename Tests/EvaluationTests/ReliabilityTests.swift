import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("Reliability") struct ReliabilityTests {
  /// So many predictions of a score, the first `right` of which are right; the pairs of the truth are as many as those.
  func ranked(_ groups: [(score: Double, right: Int, wrong: Int)]) throws -> RankedPredictions {
    var (pairs, rows): ([TruePair], [Prediction]) = ([], [])
    for (group, (score, right, wrong)) in groups.enumerated() {
      for index in 0..<right + wrong {
        let query = "q\(group)-\(index)"
        if index < right { pairs.append(TruePair(queryID: query, referenceID: "r")) }
        rows.append(Prediction(queryID: query, referenceID: index < right ? "r" : "s", score: score))
      }
    }
    return try RankedPredictions(PredictionTable(rows), against: GroundTruth(pairs: pairs))
  }

  @Test("puts predictions in bins by score and counts what is right")
  func bins() throws {
    let reliability = Reliability(
      try ranked([(-7, 1, 99), (1.7, 1, 3), (2, 1, 1), (2.4, 4, 0), (2.5, 30, 1), (1e300, 5, 0)]))
    #expect(reliability.bins.map(\.from) == [nil, 0.5, 1, 1.5, 2, 2.5, 3, 3.5])
    #expect(reliability.bins.map(\.to) == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, nil])
    #expect(reliability.bins.map(\.right.total) == [100, 0, 0, 4, 6, 31, 0, 5])
    #expect(reliability.bins.map(\.right.count) == [1, 0, 0, 1, 5, 30, 0, 5])
    #expect(reliability.bins[3].right.share == 0.25)
    #expect(reliability.bins[1].right.share == nil && reliability.bins[1].expected == nil)
  }

  @Test("a score promises a share: nothing at 0 and below, nine of ten at 1")
  func expected() throws {
    let reliability = Reliability(try ranked([(0, 0, 1), (1, 9, 1), (-400, 0, 1), (400, 1, 0)]))
    let expected = reliability.bins.compactMap(\.expected)
    #expect(expected.count == 3)
    for (found, told) in zip(expected, [0, 0.9, 1]) { #expect(abs(found - told) < 1e-12) }
    #expect(abs(try #require(reliability.expectedCalibrationError)) < 1e-12, "each bin keeps its promise")
  }

  @Test("the calibration error is the mean over the predictions of what bins are off")
  func calibrationError() throws {
    // Eight predictions promise 0.9 and half of them are right; two promise nothing, and both are right.
    let error = try #require(Reliability(try ranked([(1, 4, 4), (0, 2, 0)])).expectedCalibrationError)
    #expect(abs(error - (8 * (0.9 - 0.5) + 2) / 10) < 1e-12)
  }

  @Test("counts what is wrong from score 2 on, and nothing below")
  func believed() throws {
    let believed = Reliability(try ranked([(2, 7, 1), (50, 40, 2), (1.999, 3, 9)])).believed
    #expect(believed.threshold == 2)
    #expect(believed.wrong.count == 3 && believed.wrong.total == 50 && believed.wrong.share == 0.06)
    // scipy.stats.binomtest(3, 50).proportion_ci(method="wilson")
    #expect(abs(believed.wrong.lower - 0.020615) < 1e-6 && abs(believed.wrong.upper - 0.162171) < 1e-6)
  }

  @Test("an interval ends at 0 where nothing is wrong and at 1 where all is, and is everything without predictions")
  func interval() throws {
    let right = Reliability(try ranked([(3, 10, 0), (0, 1, 0), (1, 0, 4)]))
    #expect(right.believed.wrong.lower == 0)
    #expect(abs(right.believed.wrong.upper - 0.277533) < 1e-6)
    let none = try #require(right.bins.first { $0.from == 1 }).right
    #expect(none.lower == 0 && none.upper > 0.4 && none.upper < 0.5)
    let all = try #require(right.bins.first { $0.from == nil }).right
    #expect(all.upper == 1 && all.lower > 0.2)
    let empty = Reliability(
      try RankedPredictions(
        PredictionTable([Prediction]()), against: GroundTruth(pairs: [TruePair(queryID: "q", referenceID: "r")])))
    #expect(empty.expectedCalibrationError == nil && empty.believed.wrong.share == nil)
    #expect(empty.believed.wrong.lower == 0 && empty.believed.wrong.upper == 1)
  }

  @Test("the plot has a ring and an interval for each bin with predictions, and says what is wrong")
  func plot() throws {
    let reliability = Reliability(try ranked([(1.999_999, 1, 1), (1, 10, 1), (700, 40, 2)]))
    let svg = ReliabilityPlot([.init(name: "a<b.csv", reliability: reliability)]).svg
    // One on the line for each of three bins, one in the legend.
    #expect(svg.components(separatedBy: "<circle").count == 1 + 4)
    // Half is right in the bin from 1.5 to 2.
    #expect(svg.contains(#"<circle cx="380" cy="220""#), "\(svg)")
    // Of two one is right: 9.45 to 90.55 %.
    #expect(svg.contains("M380,382.2V57.8"))
    #expect(svg.contains("a&lt;b.csv"))
    #expect(svg.contains("wrong from score 2 on: 2 of 42, 4.8 % (1.3 to 15.8 %)"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    #expect(ReliabilityPlot([]).svg.contains("−log10"))
  }
}
