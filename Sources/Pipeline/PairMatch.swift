import Features
import Imaging
import Matcher

/// Two photos and what the verifier found out about them.
public struct PairMatch: Sendable {
  public let queryPath: String
  public let referencePath: String
  /// The features that were compared: those of the query's mirror image where the report says so.
  public let query: FeatureSet
  public let reference: FeatureSet
  public let report: VerificationReport
  public let verification: VerificationOptions
  public let triesMirrorImage: Bool
  public let seed: UInt64
  public let times: PairTimes

  /// Where a keypoint of ``query`` is in the query itself.
  func queryPosition(_ index: Int) -> SIMD2<Double> {
    let keypoint = query.keypoints[index]
    let x = report.isMirrored ? Float(query.imageSize.width - 1) - keypoint.x : keypoint.x
    return SIMD2(Double(x), Double(keypoint.y))
  }

  func referencePosition(_ index: Int) -> SIMD2<Double> {
    SIMD2(Double(reference.keypoints[index].x), Double(reference.keypoints[index].y))
  }
}

/// How long the steps of ``matchPair(query:reference:using:verification:triesMirrorImage:seed:)`` took, in milliseconds.
public struct PairTimes: Sendable, Hashable, Codable {
  /// Decoding and features of the query, with those of its mirror image where that is tried.
  public internal(set) var queryFeatures = 0.0
  public internal(set) var referenceFeatures = 0.0
  /// Nearest neighbours, ratio test, one-to-one; of both sides of the query.
  public internal(set) var matching = 0.0
  /// Homographies and their scores; of both sides of the query.
  public internal(set) var verification = 0.0
}

/// Matches and verifies two photos exactly as ``search(_:in:options:index:background:threads:progress:)`` would.
///
/// - Parameter triesMirrorImage: Whether the query's mirror image is tried, too; the better of both is reported, the
///   query's own where none is verified.
/// - Throws: `ImageError` for a photo that can't be used, `OptionsError` for settings out of range.
public func matchPair(
  query queryPath: String, reference referencePath: String, using extraction: Extraction,
  verification: VerificationOptions, triesMirrorImage: Bool = true, seed: UInt64
) throws -> PairMatch {
  let verifier = try Verifier(verification)
  var times = PairTimes()
  let sides = try timed(&times.queryFeatures) {
    if triesMirrorImage {
      let both = try extraction.featuresOfBothSides(of: ImageEntry(path: queryPath))
      return [both.plain, both.mirrored]
    }
    return [try extraction.features(of: queryPath)]
  }
  let reference = try timed(&times.referenceFeatures) { try extraction.features(of: referencePath) }
  let (queryID, referenceID) = (ImageEntry(path: queryPath).id, ImageEntry(path: referencePath).id)

  let searchable = timed(&times.matching) { SearchableFeatures(reference) }
  var best: (side: FeatureSet, report: VerificationReport)?
  for (index, side) in sides.enumerated() {
    let isMirrored = index == 1
    let matching = try timed(&times.matching) {
      try matchDescriptors(of: side.descriptors, in: searchable.descriptors, options: verification.matching)
    }
    let report = timed(&times.verification) {
      verifier.verify(
        matching, query: side, reference: reference, isMirrored: isMirrored,
        seed: pairSeed(queryID, referenceID, seed, isMirrored: isMirrored))
    }
    if report.score > best?.report.score ?? -1 { best = (side, report) }
  }
  guard let best else { preconditionFailure("a query has at least one side") }
  return PairMatch(
    queryPath: queryPath, referencePath: referencePath, query: best.side, reference: reference, report: best.report,
    verification: verification, triesMirrorImage: triesMirrorImage, seed: seed, times: times)
}

/// Adds the time that `work` takes, in milliseconds.
private func timed<Result>(_ sum: inout Double, _ work: () throws -> Result) rethrows -> Result {
  let start = ContinuousClock.now
  defer { sum += start.duration(to: .now) / .milliseconds(1) }
  return try work()
}
