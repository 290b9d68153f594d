/// Where on a reference a query shows the same, and where something else: two sets of the 8 × 8 cells of the reference's frame.
///
/// It is as small as two numbers, so that of all pairs of a run it can be known which of them have the same region in common.
public struct RegionCells: Sendable, Hashable {
  /// The cells of which at least half is the region that the matched points prove; bit 8 y + x is that of column x, row y.
  public let proved: UInt64
  /// The cells of which at least half contradicts or is covered.
  public let contradicted: UInt64

  public init(proved: UInt64, contradicted: UInt64) {
    self.proved = proved
    self.contradicted = contradicted
  }

  /// Cells per row, and rows.
  static let side = 8
  /// Fewest cells that both queries contradict: a copy of the reference contradicts hardly any.
  static let leastContradicted = 4

  /// Whether another query has the same region in common with the reference, and contradicts it elsewhere as this one does: the
  /// intersection of the proved cells is at least half of their union.
  ///
  /// It is mutual.
  public func isShared(with other: RegionCells) -> Bool {
    let common = (proved & other.proved).nonzeroBitCount
    return common > 0 && 2 * common >= (proved | other.proved).nonzeroBitCount
      && (contradicted & other.contradicted).nonzeroBitCount >= Self.leastContradicted
  }

  /// Whether any query could share it.
  public var canBeShared: Bool { proved != 0 && contradicted.nonzeroBitCount >= Self.leastContradicted }
}

extension AppearanceReport {
  /// The region that the matched points prove, and what contradicts, on a grid that is the same whatever the thumbnails' sizes.
  ///
  /// - Complexity: O(blocks).
  public var cells: RegionCells {
    RegionCells(
      proved: grid { region.isPart[$0] },
      contradicted: grid { [.contradicts, .contradictsInLevel, .covered].contains(blocks[$0]) })
  }

  /// The cells of which at least half are blocks with a property.
  private func grid(where isSet: (Int) -> Bool) -> UInt64 {
    let side = RegionCells.side
    // Lengths are in eighths of a block, so that they are whole: a block is 8 of them wide, a cell as many as there are columns.
    var areas = [Int](repeating: 0, count: side * side)
    for row in 0..<rows {
      let vertical = Self.overlaps(of: row, among: rows)
      for column in 0..<columns where isSet(row * columns + column) {
        for (x, width) in Self.overlaps(of: column, among: columns) {
          for (y, height) in vertical { areas[side * y + x] += width * height }
        }
      }
    }
    return areas.indices.reduce(0) { 2 * areas[$1] >= columns * rows ? $0 | 1 << UInt64($1) : $0 }
  }

  /// The cells that a block lies over, along one side, and how far, in eighths of a block.
  private static func overlaps(of block: Int, among count: Int) -> [(cell: Int, length: Int)] {
    let side = RegionCells.side
    let (start, end) = (side * block, side * (block + 1))
    return (start / count...(end - 1) / count).map { ($0, min(end, count * ($0 + 1)) - max(start, count * $0)) }
  }
}
