import Evaluation
import Features
import OpenCVExtractors
import Runs

/// Quality of `search` on photos with ground truth, through the same library calls as the command.
enum QualityBenchmarks {
  private struct Reached {
    let precision: Double
    var recall: Double?
  }

  /// What `search` reached when each feature voted for the nearest photo alone, at 500 and at 1,000 features: µAP and recall
  /// at precision 90 %. The goal is to lose no more than ``tolerance`` of it.
  private static let before: [String: [ExtractorID: [Int: Reached]]] = [
    "dev": [
      .orb: [500: Reached(precision: 0.914, recall: 0.900), 1000: Reached(precision: 0.950, recall: 0.950)],
      .sift: [500: Reached(precision: 0.983, recall: 0.983), 1000: Reached(precision: 0.983, recall: 0.983)],
    ],
    "overlays": [
      .orb: [500: Reached(precision: 0.835, recall: 0.800), 1000: Reached(precision: 0.864, recall: 0.813)],
      .sift: [500: Reached(precision: 0.891, recall: 0.838), 1000: Reached(precision: 0.896, recall: 0.838)],
    ],
  ]
  private static let tolerance = 0.005

  /// What a Python prototype reached with OpenCV's features on `dev`.
  private static let prototype: [ExtractorID: [Int: Reached]] = [
    .openCVORB: [500: Reached(precision: 0.82), 1000: Reached(precision: 0.88)],
    .openCVSIFT: [500: Reached(precision: 0.963), 1000: Reached(precision: 0.983)],
  ]

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    try await reportPeers(photos, report: report)
    // By both scores, for the mean over the two extractors of ours at both sizes.
    var means: [(falseAlarms: Double, inliers: Double)] = []
    for extractor in [ExtractorID.orb, .sift] {
      for count in [500, 1000] {
        let set = try await SearchedSet(photos.folder, extractor, features: count)
        let found = try await set.metrics(set.run())
        reportFound(found, in: set, count, goal: goal(of: set, extractor, count), report: report)
        var counting = CopyRunOptions()
        counting.judge.verification.score = .inliers
        let counted = try await set.metrics(set.run(.votes, counting))
        means.append((found.microAveragePrecision, counted.microAveragePrecision))
        report(
          Figure(
            name: "search \(set.name), \(extractor.name), \(count), --score inliers", unit: "µAP",
            ours: counted.microAveragePrecision, goal: .atMost(found.microAveragePrecision + 0.005)))
      }
    }
    let count = Double(means.count)
    report(
      Figure(
        name: "search, mean of these four, by false alarms", unit: "µAP",
        ours: means.reduce(0) { $0 + $1.falseAlarms } / count, peerName: "--score inliers",
        peer: means.reduce(0) { $0 + $1.inliers } / count, goal: .atLeastPeer(times: 1)))
    guard photos.folder == BenchmarkPhotos.shared else { return }
    for extractor in [ExtractorID.orb, .sift] {
      for count in [500, 1000] {
        let set = try await SearchedSet(BenchmarkPhotos.overlays, extractor, features: count)
        reportFound(
          try await set.metrics(set.run()), in: set, count, goal: goal(of: set, extractor, count), report: report)
      }
    }
  }

  /// The same search with OpenCV's features and without turning.
  private static func reportPeers(_ photos: BenchmarkPhotos, report: (Figure) -> Void) async throws {
    for (extractor, counts) in [
      (ExtractorID.openCVORB, [500, 1000]), (.openCVFASTBRIEF, [500]), (.openCVSIFT, [500, 1000]), (.fastBRIEF, [500]),
    ] {
      for count in counts {
        let set = try await SearchedSet(photos.folder, extractor, features: count)
        let goal = photos.folder == BenchmarkPhotos.shared ? prototype[extractor]?[count] : nil
        reportFound(try await set.metrics(set.run()), in: set, count, goal: goal, report: report)
      }
    }
  }

  private static func goal(of set: SearchedSet, _ extractor: ExtractorID, _ count: Int) -> Reached? {
    before[set.name]?[extractor]?[count].map {
      Reached(precision: $0.precision - tolerance, recall: $0.recall.map { $0 - tolerance })
    }
  }

  private static func reportFound(
    _ found: Metrics, in set: SearchedSet, _ count: Int, goal: Reached?, report: (Figure) -> Void
  ) {
    let name = "search \(set.name), \(set.extraction.options.extractor.name), \(count) features"
    report(
      Figure(name: name, unit: "µAP", ours: found.microAveragePrecision, goal: goal.map { .atLeast($0.precision) }))
    report(
      Figure(
        name: name, unit: "R@P90", ours: found.recallAtPrecision90 ?? 0,
        goal: goal.flatMap { $0.recall.map { .atLeast($0) } }))
  }
}
