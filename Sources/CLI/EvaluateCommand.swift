import ArgumentParser
import Evaluation
import Foundation
import Pipeline

extension Facsimile {
  struct Evaluate: ParsableCommand, ExemplaryCommand {
    static let example = "facsimile evaluate predictions.csv ground_truth.csv"
    static let configuration = CommandConfiguration(
      abstract: "Score predictions as DISC21 does.",
      discussion: """
        All pairs in one list by falling score, wrong ones first among equals. \
        Predictions are query_id,reference_id,score; the ground truth is query_id,reference_id with an empty reference \
        for queries without a match. Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Predictions (CSV).", completion: .file(extensions: ["csv"]))
    var predictions: String

    @Argument(help: "Ground truth (CSV).", completion: .file(extensions: ["csv"]))
    var groundTruth: String

    @OptionGroup var printing: JSONArguments

    func run() throws {
      let metrics = try evaluate(readPredictions(predictions), against: readGroundTruth(groundTruth))
      try printing.print(metrics, orText: Self.table(metrics))
    }

    private static func table(_ metrics: Metrics) -> String {
      func five(_ value: Double?) -> String { value.map { String(format: "%.5f", $0) } ?? "never reached" }
      let threshold = metrics.thresholdAtPrecision90.map { String(format: "%.6g", $0) } ?? "none"
      return """
        micro-average precision    \(five(metrics.microAveragePrecision))
        recall at precision 90 %   \(five(metrics.recallAtPrecision90))
          at the threshold         \(threshold)
        recall at rank 1           \(five(metrics.recallAtRank1))
        recall at rank 10          \(five(metrics.recallAtRank10))
        true pairs                 \(metrics.truePairCount)
        predictions                \(metrics.predictionCount)
        """
    }
  }
}
