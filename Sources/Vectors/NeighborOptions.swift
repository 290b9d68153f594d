import Options

/// Settings of ``ExactNeighbors`` and of what is done to vectors and similarities before and after it.
public struct NeighborOptions: Sendable, Hashable, Codable {
  /// Most references that are named for a query; 1 to a million.
  public var candidates = 50
  public var metric = VectorMetric.euclidean
  /// Principal components that ``Whitening`` by a background leaves of a vector; nil for vectors as they are.
  public var whiten: Int?
  /// Whether vectors are scaled to length 1: ``LengthNormalization``. After whitening.
  public var normalize = false
  /// Photos of a background whose mean similarity is subtracted: ``BackgroundSimilarity``; nil for similarities as they are.
  public var normalizeScores: Int?
  /// Least similarity of what is named, before ``normalizeScores``: a number for each model, or one for all; empty where all are named
  /// that are among the first.
  public var minSimilarities: [Double] = []
  /// Whether each of several models must find a pair as similar as that, or any.
  public var agreement = ModelAgreement.any

  public init() {}

  /// Names the first field that is out of range.
  public func validate() throws(OptionsError) {
    guard 1...1_000_000 ~= candidates else {
      throw OptionsError("NeighborOptions.candidates", candidates, mustBe: "1 to 1000000")
    }
    if let whiten, whiten < 1 { throw OptionsError("NeighborOptions.whiten", whiten, mustBe: "at least 1") }
    if let normalizeScores, !(1...1_000_000 ~= normalizeScores) {
      throw OptionsError("NeighborOptions.normalizeScores", normalizeScores, mustBe: "1 to 1000000")
    }
    if let floor = minSimilarities.first(where: { !$0.isFinite }) {
      throw OptionsError("NeighborOptions.minSimilarities", floor, mustBe: "a finite number")
    }
  }

  /// Whether a background is needed.
  public var needsBackground: Bool { whiten != nil || normalizeScores != nil }
}
