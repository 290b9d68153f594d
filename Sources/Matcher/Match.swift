/// A query keypoint and the reference keypoint it is believed to be.
public struct Match: Sendable, Hashable {
  public let queryIndex: Int
  public let referenceIndex: Int
  /// Hamming distance of binary descriptors, squared L2 distance of histograms.
  public let distance: UInt32
  /// `distance` : distance of the second nearest, of distances that are not squared. 0 where there is no second.
  public let ratio: Double
}

/// Matches and what each step left over.
public struct MatchingReport: Sendable, Hashable {
  /// Query descriptors that had a nearest neighbour.
  public let tentativeCount: Int
  /// Those that passed the ratio test.
  public let afterRatioCount: Int
  /// Those that are left, by rising query index.
  public let matches: [Match]
}
