import Evaluation
import Features
import Pipeline

/// Quality of `search` on photos with ground truth, through the same library calls as the command.
enum QualityBenchmarks {
  static func run(_ photos: BenchmarkPhotos, threads: Int, report: (Figure) -> Void) async throws {
    // The baselines first: ours are to be better than they are.
    let extractors: [ExtractorName] = [.openCVORB, .openCVFASTBRIEF, .openCVSIFT, .orb, .fastBRIEF, .sift]
    var goals: [ExtractorName: Goal] = photos.folder == BenchmarkPhotos.shared ? [.openCVORB: .atLeast(0.67)] : [:]
    for extractor in extractors {
      var options = ExtractionOptions()
      options.extractor = extractor
      let extraction = try Extraction(options, threads: threads)
      let references = try await FeatureSource(path: photos.folder + "/references").load(using: extraction)
      let queries = try await FeatureSource(path: photos.folder + "/queries").load(
        using: extraction, isMirrorNeeded: true)
      let predictions = try await search(queries, in: references, threads: threads)
      let metrics = try evaluate(predictions, against: readGroundTruth(photos.groundTruth))
      if extractor == .openCVORB { goals[.orb] = .atLeast(metrics.microAveragePrecision + 0.03) }
      if extractor == .openCVSIFT { goals[.sift] = .atLeast(metrics.microAveragePrecision) }
      let name = "search, \(extractor.rawValue), 500 features"
      report(Figure(name: name, unit: "µAP", ours: metrics.microAveragePrecision, goal: goals[extractor]))
      report(Figure(name: name, unit: "R@P90", ours: metrics.recallAtPrecision90 ?? 0))
    }
  }
}
