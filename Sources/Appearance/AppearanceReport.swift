import Geometry

/// How well two photos agree when one is laid over the other: block by block, and overall.
public struct AppearanceReport: Sendable, Hashable {
  /// Blocks per row, and rows, of the reference.
  public let columns: Int
  public let rows: Int
  /// Row by row; `columns` · `rows`.
  public let blocks: [BlockVerdict]
  /// For each block, the share of the query's area that it covers.
  let queryShares: [Double]

  /// Share of the reference's area, 0 to 1, with one of the verdicts.
  public func shareOfReference(_ verdicts: Set<BlockVerdict>) -> Double {
    guard !blocks.isEmpty else { return 0 }
    return Double(blocks.count { verdicts.contains($0) }) / Double(blocks.count)
  }

  /// Share of the query's area, 0 to 1, with one of the verdicts.
  public func shareOfQuery(_ verdicts: Set<BlockVerdict>) -> Double {
    min(1, zip(blocks, queryShares).reduce(0) { verdicts.contains($1.0) ? $0 + $1.1 : $0 })
  }

  /// The factor of the geometry's score: 1 if nothing contradicts, ``least`` if as much contradicts as agrees.
  ///
  /// max(0.02, (a − c) / (a + c))², where a is the share of the reference that agrees (flat blocks count half) and c the
  /// share that contradicts (covered blocks count a quarter). docs/scoring.md tells where the constants come from.
  public var weight: Double {
    let agreeing = shareOfReference([.agrees]) + 0.5 * shareOfReference([.agreesInLevel]) + Self.prior
    let contradicting =
      shareOfReference([.contradicts, .contradictsInLevel]) + 0.25 * shareOfReference([.covered])
    let ratio = max(Self.leastRatio, (agreeing - contradicting) / (agreeing + contradicting))
    return ratio * ratio
  }

  /// Least ``weight``: a pair that contradicts wholly is still listed, in the order of its geometry.
  public static let least = leastRatio * leastRatio
  private static let leastRatio = 0.02
  /// Agreement assumed in advance, so that one contradicting block of a copy with few other blocks doesn't decide alone.
  private static let prior = 0.01
}
