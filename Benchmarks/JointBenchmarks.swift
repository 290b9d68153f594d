import CSV
import Evaluation
import Features

/// Whether `orb` and `sift` together find more than either: the pairs that either lists, by the better of their scores, which are
/// of one scale.
enum JointBenchmarks {
  static func run(report: (Figure) -> Void) async throws {
    for folder in [BenchmarkPhotos.shared, BenchmarkPhotos.overlays, BenchmarkPhotos.trials] {
      var best: [TruePair: Double] = [:]
      var alone: [[Prediction]] = []
      for extractor in [ExtractorID.orb, .sift] {
        let found = try await SearchedSet(folder, extractor).run().predictions()
        alone.append(found)
        for row in found {
          let pair = TruePair(queryID: row.queryID, referenceID: row.referenceID)
          best[pair] = max(best[pair] ?? 0, row.score)
        }
      }
      let joint = best.map { Prediction(queryID: $0.queryID, referenceID: $0.referenceID, score: $1) }
      let truth = try readGroundTruth(folder + "/ground_truth.csv")
      let name = folder.split(separator: "/").last ?? ""
      for half in QueryHalf.allCases {
        for (way, found) in zip(["orb", "sift", "either"], alone + [joint]) {
          let metrics = try evaluate(half.of(found), against: half.of(truth))
          report(Figure(name: "\(name), \(way)\(half.suffix)", unit: "µAP", ours: metrics.microAveragePrecision))
          report(Figure(name: "\(name), \(way)\(half.suffix)", unit: "R@P90", ours: metrics.recallAtPrecision90 ?? 0))
        }
      }
    }
  }
}
