import Features
import Geometry
import Options

/// What the score of a verified pair counts.
public enum ScoreKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// −log10 of the probability that the pair is no copy, of all that is known of it: see `ScoreTable`.
  case calibrated
  /// −log10 of the number of false alarms alone (``falseAlarmScore(errors:maxError:referenceArea:sampleSize:)``): accounts for
  /// the number of matches, how exact the inliers are and how easily chance gives as many.
  case geometry
  /// The number of inliers alone, those within `mergeRadius` counted once.
  case inliers
}

/// Settings of a ``Verifier``.
public struct VerificationOptions: Sendable, Hashable, Codable {
  public var matching = MatchingOptions()
  /// Matches of at most this ratio of distances are tried alone before all are; in [0, 1]. At 0, or from
  /// `matching.maxRatio` on, there is a single try.
  public var strictRatio = 0.75
  /// `maxError` is in pixels of the reference at the scale at which its features were found; see `workingScale`. The
  /// verifier sets the seed and raises `minInliers`.
  public var homography = HomographyOptions()
  /// At which size features were found: errors are measured in its pixels.
  public var workingScale = WorkingScale()
  /// What the score of a verified pair counts.
  public var score = ScoreKind.calibrated
  /// Most models of a pair, for several copied regions, each found among the matches that earlier ones leave over; at
  /// least 1.
  public var maxModels = 2
  /// Whether the photos are compared, laid over one another, if both have thumbnails.
  public var weighsAppearance = true
  /// Matches at most this many pixels apart in either photo, at the working scale, count only once; at least 0.
  public var mergeRadius = 3.0

  public init() {}

  public func validate() throws(OptionsError) {
    try matching.validate()
    try homography.validate()
    guard strictRatio >= 0, strictRatio <= 1 else {
      throw OptionsError("VerificationOptions.strictRatio", strictRatio, mustBe: "in [0, 1]")
    }
    try workingScale.validate()
    guard maxModels >= 1 else {
      throw OptionsError("VerificationOptions.maxModels", maxModels, mustBe: "at least 1")
    }
    guard mergeRadius.isFinite, mergeRadius >= 0 else {
      throw OptionsError("VerificationOptions.mergeRadius", mergeRadius, mustBe: "a finite number of pixels ≥ 0")
    }
  }
}
