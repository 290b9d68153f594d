import Evaluation
import Features
import Files
import Foundation

/// Whether scores are −log10 of the probability of being wrong: pairs of all sets by score with the share that is right, and what is
/// wrong of those that are relied on. Odd queries alone, as scores are learnt on the others.
enum CalibrationBenchmarks {
  private static let plot = ".build/reliability.svg"
  private static let mostWrong = 0.02

  static func run(report: (Figure) -> Void) async throws {
    let folders = ["trials", "dev", "overlays"].map { "\(BenchmarkPhotos.data)/\($0)" }
    guard folders.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else {
      print("\(BenchmarkPhotos.data) is missing: calibration is not measured")
      return
    }
    var entries: [ReliabilityPlot.Entry] = []
    try await withTemporaryFolder { folder in
      _ = try PageSet.make(from: BenchmarkPhotos.data, into: folder + "/pages")
      for extractor in [ExtractorID.sift, .orb] {
        var (predictions, pairs): ([Prediction], [TruePair]) = ([], [])
        for path in folders + [folder + "/pages"] {
          let set = try await SearchedSet(path, extractor)
          let (found, truth) = (QueryHalf.odd.of(try await set.run().predictions()), QueryHalf.odd.of(set.truth))
          let ranked = try RankedPredictions(PredictionTable(found), against: truth)
          reportWrong(Reliability(ranked), "\(set.name), \(extractor.name)", report: report)
          // Sets call their queries alike.
          predictions += found.map {
            Prediction(queryID: "\(set.name) \($0.queryID)", referenceID: $0.referenceID, score: $0.score)
          }
          pairs += truth.pairs.map { TruePair(queryID: "\(set.name) \($0.queryID)", referenceID: $0.referenceID) }
        }
        let reliability = Reliability(
          try RankedPredictions(PredictionTable(predictions), against: GroundTruth(pairs: pairs)))
        reportBins(reliability, extractor, report: report)
        reportWrong(reliability, "all sets, \(extractor.name)", goal: .atMost(mostWrong), report: report)
        entries.append(.init(name: "\(extractor.name), odd queries of all sets", reliability: reliability))
      }
    }
    try writeFile(Array(ReliabilityPlot(entries).svg.utf8), to: plot)
    print("drawn in \(plot)")
  }

  private static func reportBins(_ reliability: Reliability, _ extractor: ExtractorID, report: (Figure) -> Void) {
    for bin in reliability.bins {
      guard let share = bin.right.share else { continue }
      let range = [
        bin.from.map { String(format: "from %.1f", $0) }, bin.to.map { String(format: "below %.1f", $0) },
      ].compactMap { $0 }
      report(
        Figure(
          name: "right, \(extractor.name), score " + range.joined(separator: " "), unit: "of \(bin.right.total)",
          ours: share, oursSpread: [bin.right.lower, bin.right.upper], peerName: "promised", peer: bin.expected))
    }
    if let error = reliability.expectedCalibrationError {
      report(Figure(name: "calibration error, \(extractor.name)", unit: "", ours: error))
    }
  }

  private static func reportWrong(
    _ reliability: Reliability, _ name: String, goal: Goal? = nil, report: (Figure) -> Void
  ) {
    let wrong = reliability.believed.wrong
    let interval = [wrong.lower, wrong.upper].map { String(format: "%.3f", $0) }.joined(separator: "–")
    report(
      Figure(
        name: "wrong from 2 on, \(name) (\(interval))", unit: "of \(wrong.total)", ours: wrong.share ?? 0,
        oursSpread: [wrong.lower, wrong.upper], goal: goal))
  }
}
