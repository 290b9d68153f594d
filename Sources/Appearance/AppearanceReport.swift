import Geometry

/// What two photos show once one is laid over the other: block by block, and in sum.
public struct AppearanceReport: Sendable, Hashable {
  /// Blocks a row, and rows, of the reference.
  public let columns: Int
  public let rows: Int
  /// Row by row; `columns` · `rows`.
  public let blocks: [BlockVerdict]
  /// Shares of the query's area that a block covers, as many as `blocks`.
  let queryShares: [Double]

  /// Share of the reference's area, 0 to 1, with one of some verdicts.
  public func shareOfReference(_ verdicts: Set<BlockVerdict>) -> Double {
    guard !blocks.isEmpty else { return 0 }
    return Double(blocks.count { verdicts.contains($0) }) / Double(blocks.count)
  }

  /// Share of the query's area, 0 to 1, with one of some verdicts.
  public func shareOfQuery(_ verdicts: Set<BlockVerdict>) -> Double {
    min(1, zip(blocks, queryShares).reduce(0) { verdicts.contains($1.0) ? $0 + $1.1 : $0 })
  }

  /// What the geometry's score is multiplied by: 1 where nothing contradicts, ``least`` where as much contradicts as
  /// agrees.
  ///
  /// With a the share of the reference that agrees (flat blocks count half) and c what contradicts (what may only be
  /// covered counts a quarter), max(0.02, (a − c) / (a + c))². docs/scoring.md tells where the constants come from.
  public var weight: Double {
    let agreeing = shareOfReference([.agrees]) + 0.5 * shareOfReference([.agreesInLevel]) + Self.prior
    let contradicting =
      shareOfReference([.contradicts, .contradictsInLevel]) + 0.25 * shareOfReference([.covered])
    let ratio = max(Self.leastRatio, (agreeing - contradicting) / (agreeing + contradicting))
    return ratio * ratio
  }

  /// Least ``weight``: what contradicts wholly is still listed, in the order of its geometry.
  public static let least = leastRatio * leastRatio
  private static let leastRatio = 0.02
  /// Agreement taken for granted, so that a single contradicting block of a copy that hardly can be judged isn't all.
  private static let prior = 0.01
}
