import Options

/// Settings of a ``DescriptorMatcher``.
public struct MatchingOptions: Sendable, Hashable, Codable {
  /// Largest ratio of the distances (not squared) to the nearest and to the second nearest descriptor; in (0, 1], where 1
  /// passes everything but ties. Looser than Lowe's 0.8, since ``Verifier`` tries the surest matches alone first.
  public var maxRatio = 0.9
  /// Whether only the nearest of several matches with the same reference keypoint is kept.
  public var isOneToOne = true
  /// Whether a match must be the nearest from the reference's side, too: among all of the query's descriptors, not only
  /// those that passed the ratio test.
  public var isMutual = false

  public init() {}

  public func validate() throws(OptionsError) {
    guard maxRatio > 0, maxRatio <= 1 else {
      throw OptionsError("MatchingOptions.maxRatio", maxRatio, mustBe: "in (0, 1]")
    }
  }
}
