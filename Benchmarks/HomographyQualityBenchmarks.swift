import Features
import Foundation
import OpenCVExtractors
import Photos

/// Keypoints, matches and homographies of our extractors beside their peers' on photos with the true homography.
///
/// ``QualityContest`` says how the two sides are made equal and what is measured.
enum HomographyQualityBenchmarks {
  static let folder = BenchmarkPhotos.data + "/homographies"

  /// A line a contest.
  static let contests = [
    QualityContest(ours: .orb, peer: .openCVORB, correctMatches: 1.1),
    QualityContest(ours: .fastBRIEF, peer: .openCVFASTBRIEF),
    QualityContest(ours: .sift, peer: .openCVSIFT, bias: 0.1),
  ]

  static func run(report: (Figure) -> Void) throws {
    guard FileManager.default.fileExists(atPath: folder) else {
      print("\(folder) is missing: the extractors' quality is not measured")
      return
    }
    let pairs = try readHomographyPairs(folder)
    var found: [ExtractorID: [PairFeatures]] = [:]
    for contest in contests {
      for extractor in [contest.ours, contest.peer] where found[extractor] == nil {
        found[extractor] = try features(of: pairs, extractor)
      }
      try contest.run(ours: found[contest.ours]!, peer: found[contest.peer]!, report: report)
    }
  }

  static func features(
    of pairs: [HomographyPair], _ extractor: ExtractorID, count: Int = 500
  ) throws -> [PairFeatures] {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxFeatures = count
    options.maxSide = 640
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 1)
    return try pairs.map { pair in
      PairFeatures(
        pair: pair, source: try extraction.features(of: pair.sourcePath),
        target: try extraction.features(of: pair.targetPath))
    }
  }
}
