import Features
import Geometry
import Matcher
import OpenCVExtractors

/// Homographies of real matches, 1 true to 19 false pairs, beside `cv::findHomography`.
enum HomographyBenchmarks {
  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) throws {
    let problems = try photos.pairMix(.openCVORB, truePairs: 12).map(tentative)
    // The first of every twenty is the true one.
    let (truePairs, falsePairs) = (
      problems.enumerated().filter { $0.offset % 20 == 0 }.map(\.element),
      problems.enumerated().filter { $0.offset % 20 != 0 }.map(\.element)
    )
    for (name, inputs) in [("true pairs", truePairs), ("false pairs", falsePairs)] {
      for method in [OpenCVHomography.Method.ransac, .magsac] {
        var settings = OpenCVHomography.Options()
        settings.method = method
        let peer = OpenCVHomography(options: settings)
        report(
          try Comparison.figure(
            "homography, \(name)", unit: "ms", scale: 1e-3, peerName: "cv::findHomography, \(method.rawValue)",
            on: inputs, goal: method == .magsac ? .ratioAtMost(1) : nil,
            ours: { _ = try estimateHomography(from: $0) },
            peer: { _ = try peer.estimate(queryPoints: $0.map(\.query), referencePoints: $0.map(\.reference)) }))
      }
    }
  }

  private static func tentative(query: FeatureSet, reference: FeatureSet) throws -> [Correspondence] {
    var options = MatchingOptions()
    options.maxRatio = 0.8
    return try matchDescriptors(
      of: query.descriptors, in: SearchableDescriptors(reference.descriptors), options: options
    ).matches.map { $0.correspondence(query: query, reference: reference) }
  }
}
