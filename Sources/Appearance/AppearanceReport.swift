import Geometry
import Imaging
import Scoring

/// How well two photos agree when one is laid over the other: block by block, and overall.
public struct AppearanceReport: Sendable, Hashable {
  /// Blocks per row, and rows, of the reference.
  public let columns: Int
  public let rows: Int
  /// Row by row; `columns` · `rows`.
  public let blocks: [BlockVerdict]
  /// For each block, the share of the query's area that it covers.
  let queryShares: [Double]
  /// What the matched points prove.
  let region: ProvedRegion
  /// Whether the thumbnails are the same to the pixel. However flat, they are no two pages.
  var isOnePicture = false

  /// Share of the reference's area, 0 to 1, with one of the verdicts.
  public func shareOfReference(_ verdicts: Set<BlockVerdict>) -> Double {
    guard !blocks.isEmpty else { return 0 }
    return Double(blocks.count { verdicts.contains($0) }) / Double(blocks.count)
  }

  /// Share of the query's area, 0 to 1, with one of the verdicts.
  public func shareOfQuery(_ verdicts: Set<BlockVerdict>) -> Double {
    min(1, zip(blocks, queryShares).reduce(0) { verdicts.contains($1.0) ? $0 + $1.1 : $0 })
  }

  /// Whether the photos contradict one another in a square, or something is covered there.
  ///
  /// - Parameters:
  ///   - radius: half a side, in pixels of the reference.
  ///   - place: its middle; what lies outside of the reference counts as its border does.
  ///   - size: of the reference.
  package func differs(within radius: Double, of place: SIMD2<Double>, in size: ImageSize) -> Bool {
    guard !blocks.isEmpty else { return false }
    func range(_ middle: Double, _ length: Int, _ count: Int) -> ClosedRange<Int> {
      func block(_ coordinate: Double) -> Int {
        Int(min(max((coordinate + 0.5) / Double(length) * Double(count), 0), Double(count - 1)))
      }
      return block(middle - radius)...block(middle + radius)
    }
    let across = range(place.x, size.width, columns)
    return range(place.y, size.height, rows).contains { row in
      across.contains { Self.contradicting.contains(blocks[row * columns + $0]) }
    }
  }

  /// What the score is made of.
  public var evidence: AppearanceEvidence {
    AppearanceEvidence(
      agreeing: shareOfReference([.agrees]) + 0.5 * shareOfReference([.agreesInLevel]),
      contradicting: shareOfReference([.contradicts, .contradictsInLevel]) + 0.25 * shareOfReference([.covered]),
      regionBlocks: Double(region.agreeingCount), regionContrast: region.contrast,
      regionFlatShare: isOnePicture ? 0 : region.flatShare)
  }

  /// All but those outside.
  static let compared = Set(BlockVerdict.allCases).subtracting([.outside])
}

extension AppearanceReport {
  /// - Parameter proved: indices of the blocks that hold matched points.
  init(
    columns: Int, rows: Int, statistics: BlockStatistics, proved: [Int], queryShares: [Double], isOnePicture: Bool
  ) {
    let verdicts = statistics.verdicts()
    self.init(
      columns: columns, rows: rows, blocks: verdicts, queryShares: queryShares,
      region: ProvedRegion(statistics, verdicts: verdicts, holding: proved), isOnePicture: isOnePicture)
  }
}
