import Features
import Options

/// Settings of ``matchDescriptors(of:in:options:)``.
public struct MatchingOptions: Sendable, Hashable, Codable {
  /// Largest ratio of the distances (not squared) to the nearest and to the second nearest descriptor; in (0, 1], where 1
  /// lets everything pass but ties.
  public var maxRatio = 0.8
  /// Whether of several matches with one reference keypoint only the nearest is kept.
  public var isOneToOne = true

  public init() {}

  public func validate() throws(OptionsError) {
    guard maxRatio > 0, maxRatio <= 1 else {
      throw OptionsError("MatchingOptions.maxRatio", maxRatio, mustBe: "in (0, 1]")
    }
  }
}

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

/// Matches each query descriptor with its nearest reference descriptor where the two nearest differ enough.
///
/// The ratio test is Lowe's [1]; a reference without a second descriptor passes it. One-to-one keeps, for each reference
/// keypoint, the match of the smallest distance, then of the lowest query index: what maps many keypoints to one (flat
/// texture, a smaller copy) must not vote many times.
/// - Throws: ``OptionsError`` when `options` is out of range.
/// - Complexity: O(`query.count` · `reference.count`), exact.
/// - Precondition: both are of one kind.
///
/// [1] Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004, §7.1.
public func matchDescriptors(
  of query: Descriptors, in reference: SearchableDescriptors, options: MatchingOptions = .init()
) throws(OptionsError) -> MatchingReport {
  try options.validate()
  let nearest = reference.nearestTwo(of: query)
  let passed = nearest.enumerated().compactMap { index, nearest in
    nearest.flatMap { match(of: index, with: $0, kind: reference.kind, maxRatio: options.maxRatio) }
  }
  return MatchingReport(
    tentativeCount: nearest.count { $0 != nil }, afterRatioCount: passed.count,
    matches: options.isOneToOne ? oneToOne(passed, referenceCount: reference.count) : passed)
}

private func match(of queryIndex: Int, with nearest: NearestTwo, kind: DescriptorKind, maxRatio: Double) -> Match? {
  var ratio = 0.0
  if let second = nearest.secondDistance {
    // Two descriptors as near as each other tell nothing, not even at distance 0.
    guard nearest.distance < second else { return nil }
    ratio = Double(nearest.distance) / Double(second)
    if kind == .histogram128 { ratio = ratio.squareRoot() }
    guard ratio <= maxRatio else { return nil }
  }
  return Match(queryIndex: queryIndex, referenceIndex: nearest.index, distance: nearest.distance, ratio: ratio)
}

private func oneToOne(_ matches: [Match], referenceCount: Int) -> [Match] {
  var winners = [Int?](repeating: nil, count: referenceCount)
  for (index, match) in matches.enumerated() {
    if let winner = winners[match.referenceIndex], matches[winner].distance <= match.distance { continue }
    winners[match.referenceIndex] = index
  }
  return matches.enumerated().filter { winners[$1.referenceIndex] == $0 }.map(\.element)
}
