import Options

/// Settings of a ``DescriptorMatcher``.
public struct MatchingOptions: Sendable, Hashable, Codable {
  /// Largest ratio of the distances (not squared) to the nearest and to the second nearest descriptor; in (0, 1], where 1
  /// lets everything pass but ties. Looser than Lowe's 0.8, as ``Verifier`` tries the surer matches alone first.
  public var maxRatio = 0.9
  /// Whether of several matches with one reference keypoint only the nearest is kept.
  public var isOneToOne = true
  /// Whether a match must be the nearest seen from the reference, too: among all of the query's descriptors, not only
  /// among those that passed the ratio test.
  public var isMutual = false

  public init() {}

  public func validate() throws(OptionsError) {
    guard maxRatio > 0, maxRatio <= 1 else {
      throw OptionsError("MatchingOptions.maxRatio", maxRatio, mustBe: "in (0, 1]")
    }
  }
}
