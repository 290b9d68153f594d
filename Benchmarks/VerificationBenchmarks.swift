import COpenCV
import Features
import Geometry
import Matcher
import OpenCVExtractors

/// A verified pair, from features in memory to a score, beside what an OpenCV user would write for it.
enum VerificationBenchmarks {
  private struct Pair {
    let query: FeatureSet
    let reference: SearchableFeatures
    let peer: PeerVerification
  }

  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) throws {
    for (extractor, goal) in [(ExtractorID.openCVORB, 15.0), (.openCVSIFT, 10)] {
      let pairs = try photos.pairMix(extractor, truePairs: 12).map { query, reference in
        Pair(
          query: query, reference: SearchableFeatures(reference),
          peer: PeerVerification(query: query, reference: reference))
      }
      let verifier = try Verifier()
      let workspace = MatchingWorkspace()
      report(
        try Comparison.figure(
          "verify a pair, \(extractor.name)", unit: "ms", scale: 1e-3,
          peerName: "knn, ratio, findHomography magsac", on: pairs, rounds: 5, goal: .ratioAtMost(1 / goal),
          ours: { _ = verifier.verify(query: $0.query, reference: $0.reference, workspace: workspace) },
          peer: { _ = try $0.peer.run() }))
      report(
        try Comparison.figure(
          "verify a pair, \(extractor.name), no matching", unit: "ms", scale: 1e-3,
          peerName: "matching alone", on: pairs.map { ($0, try matched($0, workspace)) }, rounds: 5,
          ours: { _ = verifier.verify($1, query: $0.query, reference: $0.reference.features) },
          peer: { pair, _ in _ = try matched(pair, workspace) }))
    }
  }

  private static func matched(_ pair: Pair, _ workspace: MatchingWorkspace) throws -> MatchingReport {
    try matchDescriptors(of: pair.query.descriptors, in: pair.reference.descriptors, workspace: workspace)
  }
}

/// `cv::BFMatcher::knnMatch`, the ratio test at 0.8 and `cv::findHomography` by USAC_MAGSAC.
private struct PeerVerification {
  let query: FeatureSet
  let reference: FeatureSet
  /// Histograms as floats, which is what OpenCV compares by L2: made beforehand, as its user's features are.
  let queryFloats: [Float]
  let referenceFloats: [Float]

  init(query: FeatureSet, reference: FeatureSet) {
    self.query = query
    self.reference = reference
    let isHistogram = query.descriptors.kind == .histogram128
    queryFloats = isHistogram ? query.descriptors.bytes.map(Float.init) : []
    referenceFloats = isHistogram ? reference.descriptors.bytes.map(Float.init) : []
  }

  func run() throws -> Bool {
    guard !query.isEmpty, reference.count >= 2 else { return false }
    var neighbors = [ocv_neighbor](repeating: ocv_neighbor(), count: 2 * query.count)
    var message = [CChar](repeating: 0, count: 256)
    let status =
      switch query.descriptors.kind {
      case .binary256:
        ocv_two_nearest_hamming(
          query.descriptors.bytes, query.count, reference.descriptors.bytes, reference.count, 32, &neighbors, &message,
          message.count)
      case .histogram128:
        ocv_two_nearest_l2(
          queryFloats, query.count, referenceFloats, reference.count, 128, &neighbors, &message, message.count)
      }
    precondition(status == OCV_OK, "cv::BFMatcher failed")
    var queryPoints: [SIMD2<Double>] = []
    var referencePoints: [SIMD2<Double>] = []
    for index in 0..<query.count {
      let (nearest, second) = (neighbors[2 * index], neighbors[2 * index + 1])
      guard nearest.distance < 0.8 * second.distance else { continue }
      queryPoints.append(query.keypoints[index].position)
      referencePoints.append(reference.keypoints[Int(nearest.index)].position)
    }
    var settings = OpenCVHomography.Options()
    settings.method = .magsac
    return try OpenCVHomography(options: settings).estimate(queryPoints: queryPoints, referencePoints: referencePoints)
      != nil
  }
}
