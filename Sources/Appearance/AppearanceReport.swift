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
  /// What the blocks that hold matched points tell; nil where too few of them agree.
  let part: ProvedPart?

  /// Share of the reference's area, 0 to 1, with one of the verdicts.
  public func shareOfReference(_ verdicts: Set<BlockVerdict>) -> Double {
    guard !blocks.isEmpty else { return 0 }
    return Double(blocks.count { verdicts.contains($0) }) / Double(blocks.count)
  }

  /// Share of the query's area, 0 to 1, with one of the verdicts.
  public func shareOfQuery(_ verdicts: Set<BlockVerdict>) -> Double {
    min(1, zip(blocks, queryShares).reduce(0) { verdicts.contains($1.0) ? $0 + $1.1 : $0 })
  }

  /// ``weight(distinctiveness:)`` of matches that are found in no other photo.
  public var weight: Double { weight(distinctiveness: 1) }

  /// The factor of the geometry's score: 1 if nothing contradicts, ``least`` if as much contradicts as agrees.
  ///
  /// max(0.02, (a − c) / (a + c))², where a is the share of the reference that agrees (flat blocks count half) and c the
  /// share that contradicts (covered blocks count a quarter).
  ///
  /// Where the query may be a part of the reference on another photo, what lies around the part says nothing. So the weight is
  /// at least that of the blocks which hold matched points (see ``ProvedPart``), times `distinctiveness`⁴, unless the photos
  /// lie over one another as a whole: two photos on one page do, a copy that was cut out and pasted elsewhere doesn't.
  /// docs/scoring.md tells where the constants come from.
  ///
  /// - Parameter distinctiveness: share of the matches, 0 to 1, that are found in no other photo: what many share is held
  ///   against the photos unless the rest of them agrees.
  public func weight(distinctiveness: Double) -> Double {
    guard let part, overlap <= Self.mostOverlapOfPart else { return wholeWeight }
    let squared = distinctiveness * distinctiveness
    return max(wholeWeight, part.weight * squared * squared)
  }

  private var wholeWeight: Double {
    let agreeing = shareOfReference([.agrees]) + 0.5 * shareOfReference([.agreesInLevel]) + Self.prior
    let contradicting =
      shareOfReference([.contradicts, .contradictsInLevel]) + 0.25 * shareOfReference([.covered])
    let ratio = max(Self.leastRatio, (agreeing - contradicting) / (agreeing + contradicting))
    return ratio * ratio
  }

  /// How nearly the photos lie over one another as a whole, 0 to 1: the share of the one times that of the other.
  private var overlap: Double { shareOfReference(Self.compared) * shareOfQuery(Self.compared) }

  /// Least ``weight``: a pair that contradicts wholly is still listed, in the order of its geometry.
  public static let least = leastRatio * leastRatio
  private static let leastRatio = 0.02
  /// Agreement assumed in advance, so that one contradicting block of a copy with few other blocks doesn't decide alone.
  private static let prior = 0.01
  /// Most of ``overlap`` at which the query may be a part of the reference on another photo.
  private static let mostOverlapOfPart = 0.75
  /// All but those outside.
  static let compared = Set(BlockVerdict.allCases).subtracting([.outside])
}

extension AppearanceReport {
  /// - Parameter proved: indices of the blocks that hold matched points.
  init(columns: Int, rows: Int, statistics: BlockStatistics, proved: [Int], queryShares: [Double]) {
    let verdicts = statistics.verdicts()
    self.init(
      columns: columns, rows: rows, blocks: verdicts, queryShares: queryShares,
      part: ProvedPart(proved.map { (statistics.blocks[$0], verdicts[$0]) }))
  }
}
