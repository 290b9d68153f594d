import Features
import Options

/// Takes from a query's scores what it scores against a background that holds no copies of anything: a query that looks
/// like everything is believed less.
///
/// score − `factor` · (the query's `rank`-th best score against the background), 0 where fewer are verified. After Douze et
/// al., "The 2021 Image Similarity Dataset and Challenge", 2021, §5, who normalise similarities of global descriptors so.
public struct ScoreNormalization: Sendable, Hashable, Codable {
  /// At least 1.
  public var rank = 2
  /// At least 0.
  public var factor = 1.0

  public init() {}

  public func validate() throws(OptionsError) {
    guard rank >= 1 else { throw OptionsError("ScoreNormalization.rank", rank, mustBe: "at least 1") }
    guard factor.isFinite, factor >= 0 else {
      throw OptionsError("ScoreNormalization.factor", factor, mustBe: "a finite number of at least 0")
    }
  }

  /// What is taken from each score of a query that has these scores against the background.
  func reduction(for scores: some Collection<Double>) -> Double {
    rank <= scores.count ? factor * scores.sorted(by: >)[rank - 1] : 0
  }
}
