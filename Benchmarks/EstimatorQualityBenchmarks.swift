import Features
import Foundation
import Geometry
import Matcher
import OpenCVExtractors

/// Homographies of one and the same matches beside `cv::findHomography`, and beside our own where nothing is known of the keypoints'
/// turn and size, on photos with the true homography.
///
/// Ratios from 0.7 to 0.95 stand for matches of which most, some and few are right; nothing is tuned on the pairs.
enum EstimatorQualityBenchmarks {
  private static let ratios = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95]

  private static let settings = [
    (ExtractorID.openCVORB, 500), (.openCVSIFT, 500), (.openCVSIFT, 2000), (.orb, 500), (.sift, 2000),
  ]

  /// - Parameter samples: OpenCV's, whose painted wall is measured on as well; nil for none.
  static func run(samples: String?, report: (Figure) -> Void) async throws {
    let folder = HomographyQualityBenchmarks.folder
    if FileManager.default.fileExists(atPath: folder) {
      try run("estimator", on: try readHomographyPairs(folder), report: report)
    } else {
      print("\(folder) is missing: the estimator's quality is not measured on it")
    }
    guard let samples else { return }
    try await withTemporaryFolder { folder in
      try run("estimator, painted wall", on: try GraffitiPairs.make(from: samples, into: folder), report: report)
    }
  }

  private static func run(_ title: String, on pairs: [HomographyPair], report: (Figure) -> Void) throws {
    for (extractor, count) in settings {
      let name = "\(title), \(extractor.name), \(count)"
      let features = try HomographyQualityBenchmarks.features(of: pairs, extractor, count: count)
      let problems = try ratios.flatMap { ratio in try features.map { ($0, try matches(of: $0, at: ratio)) } }
      let ours = try problems.map { try meanCornerError(of: $1, on: $0) }
      let unchecked = try problems.map { try meanCornerError(of: $1.map(\.withoutLocalSimilarity), on: $0) }
      let peers = try problems.map { try peerCornerError(of: $1, on: $0) }
      for bound in [1.0, 2, 3, 5] {
        func solved(_ errors: [Double]) -> Double { Double(errors.count { $0 < bound }) / Double(ratios.count) }
        for (peerName, others) in [("cv::findHomography, magsac", peers), ("without turn and scale", unchecked)] {
          report(
            Figure(
              name: "\(name): corners < \(Int(bound)) px", unit: "pairs", ours: solved(ours), peerName: peerName,
              peer: solved(others), ratio: solved(others) > 0 ? solved(ours) / solved(others) : nil,
              goal: .atLeastPeer(times: 1)))
        }
      }
      report(
        try Comparison.figure(
          "\(name): time", unit: "ms", scale: 1e-3, peerName: "cv::findHomography, magsac",
          on: problems.map(\.1), rounds: 3, goal: .ratioAtMost(1), ours: { _ = try estimateHomography(from: $0) },
          peer: { _ = try peer.estimate(queryPoints: $0.map(\.query), referencePoints: $0.map(\.reference)) }))
    }
  }

  private static var peer: OpenCVHomography {
    var settings = OpenCVHomography.Options()
    settings.method = .magsac
    return OpenCVHomography(options: settings)
  }

  private static func matches(of features: PairFeatures, at ratio: Double) throws -> [Correspondence] {
    var options = MatchingOptions()
    options.maxRatio = ratio
    let target = SearchableDescriptors(features.target.descriptors)
    return try matchDescriptors(of: features.source.descriptors, in: target, options: options).matches.map {
      $0.correspondence(query: features.source, reference: features.target)
    }
  }

  /// OpenCV draws from a fixed seed: one draw is all there is.
  private static func peerCornerError(of correspondences: [Correspondence], on features: PairFeatures) throws -> Double
  {
    let found = try peer.estimate(
      queryPoints: correspondences.map(\.query), referencePoints: correspondences.map(\.reference))
    return found.map { cornerError(of: Homography(rowMajor: $0.referenceFromQuery), on: features) } ?? .infinity
  }
}

extension Correspondence {
  /// As where nothing is known of the keypoints' turn and size: nothing is checked or ordered by it.
  fileprivate var withoutLocalSimilarity: Correspondence {
    var plain = self
    plain.localSimilarity = nil
    return plain
  }
}
