import Matcher
import Options

/// Settings of a ``CopyJudge``.
public struct JudgeOptions: Sendable, Hashable, Codable {
  public var verification = VerificationOptions()
  /// Whether each query's mirror image is looked at, too, where its features are known: see `FeatureSource/canMirror`.
  public var triesMirrorImage = true
  /// Whether matches count for less that other candidates of the query, or a background, have as well.
  public var weighsDistinctiveness = true
  /// Least score of a pair that is listed; where inliers are counted, the least −log10 of the number of false alarms. At
  /// least 0: whoever reads a list cuts it by score, and what is doubtful comes last.
  public var minScore = 0.0
  /// Seed of all random choices; each pair derives its own from it and from its two names.
  public var seed: UInt64 = 0

  /// A score to rely on: one pair in a hundred is wrong.
  public static let reliableScore = 2.0
  /// A score that answers the question for now: one pair in ten is wrong. A query without one is worth a closer look.
  public static let likelyScore = 1.0

  public init() {}

  /// Names the first field that is out of range.
  public func validate() throws(OptionsError) {
    try verification.validate()
    guard minScore.isFinite, minScore >= 0 else {
      throw OptionsError("JudgeOptions.minScore", minScore, mustBe: "a finite number ≥ 0")
    }
  }
}
