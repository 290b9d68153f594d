import CSV
import Evaluation
import Features
import OpenCVExtractors
import Pipeline

/// Quality of `search` on photos with ground truth, through the same library calls as the command.
enum QualityBenchmarks {
  /// What each extractor is to reach on the large set, at 500 and at 1,000 features: µAP and recall at precision 90 %. For
  /// OpenCV's features it is what a Python prototype reached with them.
  private static let goals: [ExtractorID: [Int: (precision: Double, recall: Double?)]] = [
    .orb: [500: (0.86, 0.85), 1000: (0.91, 0.90)], .sift: [500: (0.97, 0.96), 1000: (0.985, 0.98)],
    .openCVORB: [500: (0.82, nil), 1000: (0.88, nil)], .openCVSIFT: [500: (0.963, nil), 1000: (0.983, nil)],
  ]

  static func run(_ photos: BenchmarkPhotos, threads: Int, report: (Figure) -> Void) async throws {
    let truth = try readGroundTruth(photos.groundTruth)
    // By both scores, for the mean over the two extractors of ours at both sizes.
    var (falseAlarms, inliers): ([Double], [Double]) = ([], [])
    for (extractor, counts) in [
      (ExtractorID.openCVORB, [500, 1000]), (.openCVFASTBRIEF, [500]), (.openCVSIFT, [500, 1000]),
      (.orb, [500, 1000]), (.fastBRIEF, [500]), (.sift, [500, 1000]),
    ] {
      for count in counts {
        var options = ExtractionOptions()
        options.extractor = extractor
        options.maxFeatures = count
        let extraction = try Extraction(options, extractors: .withOpenCV, threads: threads)
        let references = try await FeatureSource(path: photos.folder + "/references").load(using: extraction)
        let queries = try await FeatureSource(path: photos.folder + "/queries").load(
          using: extraction, isMirrorNeeded: true)
        func metrics(_ options: SearchOptions) async throws -> Metrics {
          try evaluate(try await search(queries, in: references, options: options, threads: threads), against: truth)
        }
        let found = try await metrics(SearchOptions())
        let goal = photos.folder == BenchmarkPhotos.shared ? goals[extractor]?[count] : nil
        let name = "search, \(extractor.name), \(count) features"
        report(
          Figure(name: name, unit: "µAP", ours: found.microAveragePrecision, goal: goal.map { .atLeast($0.precision) }))
        report(
          Figure(
            name: name, unit: "R@P90", ours: found.recallAtPrecision90 ?? 0,
            goal: goal.flatMap { goal in goal.recall.map { .atLeast($0) } }))
        guard extractor == .orb || extractor == .sift else { continue }
        var counting = SearchOptions()
        counting.verification.score = .inliers
        let counted = try await metrics(counting)
        falseAlarms.append(found.microAveragePrecision)
        inliers.append(counted.microAveragePrecision)
        report(
          Figure(
            name: name + ", --score inliers", unit: "µAP", ours: counted.microAveragePrecision,
            goal: .atMost(found.microAveragePrecision + 0.005)))
      }
    }
    let count = Double(falseAlarms.count)
    report(
      Figure(
        name: "search, mean of these four, by false alarms", unit: "µAP", ours: falseAlarms.reduce(0, +) / count,
        peerName: "--score inliers", peer: inliers.reduce(0, +) / count, goal: .atLeastPeer(times: 1)))
  }
}
