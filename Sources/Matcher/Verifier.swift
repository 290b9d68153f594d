import Features
import Geometry
import Options

/// Settings of a ``Verifier``.
public struct VerificationOptions: Sendable, Hashable, Codable {
  public var matching = MatchingOptions()
  /// `maxError` is in pixels of the reference at the scale at which its features were found; see `workingSide`.
  public var homography = HomographyOptions()
  /// Longest side, in pixels, at which features were found; that of larger photos is what errors are measured at.
  public var workingSide = 640
  /// Smallest score of a verified pair, in powers of ten of false alarms; at least 0. At 2, chance alone verifies fewer
  /// than one pair in a hundred.
  public var minScore = 2.0

  public init() {}

  public func validate() throws(OptionsError) {
    try matching.validate()
    try homography.validate()
    guard workingSide >= 1 else {
      throw OptionsError("VerificationOptions.workingSide", workingSide, mustBe: "at least 1 pixel")
    }
    guard minScore.isFinite, minScore >= 0 else {
      throw OptionsError("VerificationOptions.minScore", minScore, mustBe: "a finite number ≥ 0")
    }
  }
}

/// What a ``Verifier`` found out about a pair.
public struct VerificationReport: Sendable, Hashable {
  public let matching: MatchingReport
  /// The homography and its inliers among `matching.matches`; nil where there is none.
  public let model: HomographyReport?
  /// −log10 of the number of false alarms; 0 where the pair is not verified.
  public let score: Double

  public var isVerified: Bool { score > 0 }

  /// The matches that the homography explains; none where the pair is not verified.
  public var inliers: [Match] {
    guard isVerified, let model else { return [] }
    return zip(matching.matches, model.inlierMask).filter(\.1).map(\.0)
  }
}

/// Proves or refutes that one photo was made from another: matches descriptors, estimates the homography, scores it.
///
/// A verifier holds its settings and nothing else; one may serve several tasks at once.
public struct Verifier: Sendable {
  public let options: VerificationOptions

  /// - Throws: ``OptionsError`` when `options` is out of range.
  public init(_ options: VerificationOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.options = options
  }

  /// Verifies a pair.
  ///
  /// - Parameters:
  ///   - query: features of the suspected copy.
  ///   - reference: features of the suspected original, of the same kind.
  ///   - seed: of the sampler; see ``pairSeed(_:_:_:)``.
  /// - Complexity: O(`query.count` · `reference.count`).
  public func verify(query: FeatureSet, reference: FeatureSet, seed: UInt64 = 0) throws(OptionsError)
    -> VerificationReport
  {
    let matching = try matchDescriptors(
      of: query.descriptors, in: SearchableDescriptors(reference.descriptors), options: options.matching)
    let correspondences = matching.matches.map {
      Correspondence(
        query: query.keypoints[$0.queryIndex].position, reference: reference.keypoints[$0.referenceIndex].position)
    }
    // Keypoints are in pixels of the file, but no more exact than the scale at which they were found.
    let unit = max(1, Double(reference.imageSize.longestSide) / Double(options.workingSide))
    var estimation = options.homography
    estimation.maxError *= unit
    estimation.seed = seed
    guard let model = try estimateHomography(from: correspondences, options: estimation) else {
      return VerificationReport(matching: matching, model: nil, score: 0)
    }

    let errors = correspondences.map { transferError(of: $0, under: model.referenceFromQuery) / unit }
    let score = falseAlarmScore(
      errors: errors, maxError: options.homography.maxError,
      referenceArea: Double(reference.imageSize.area) / (unit * unit))
    return VerificationReport(matching: matching, model: model, score: score >= options.minScore ? score : 0)
  }
}

extension Keypoint {
  package var position: SIMD2<Double> { SIMD2(Double(x), Double(y)) }
}

/// The seed for a pair: it depends on the two names, so that neither the order of work nor other pairs change a result.
///
/// FNV-1a over both names, started from `seed`.
public func pairSeed(_ queryName: String, _ referenceName: String, _ seed: UInt64) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
  for name in [queryName, referenceName] {
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // No byte of UTF-8 is 255: "ab", "c" differs from "a", "bc".
    hash = (hash ^ 255) &* 0x100_0000_01b3
  }
  return hash
}
