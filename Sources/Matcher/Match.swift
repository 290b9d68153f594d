/// A query keypoint and the reference keypoint it is matched with.
public struct Match: Sendable, Hashable {
  public let queryIndex: Int
  public let referenceIndex: Int
  /// Hamming distance for binary descriptors, squared L2 distance for histograms.
  public let distance: UInt32
  /// Distance divided by that of the second nearest, both not squared; 0 if there is no second.
  public let ratio: Double
}

/// Matches, and how many were left after each step.
public struct MatchingReport: Sendable, Hashable {
  /// Query descriptors that had a nearest neighbour.
  public let tentativeCount: Int
  /// Those that passed the ratio test.
  public let afterRatioCount: Int
  /// The final ones, by rising query index.
  public let matches: [Match]
}
