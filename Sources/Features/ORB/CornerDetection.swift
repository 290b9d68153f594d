import CKernels
import Pyramid

/// FAST-9 corners of one level, with a second, lower threshold where the first finds nothing.
///
/// Rosten & Drummond, "Machine learning for high-speed corner detection", ECCV 2006; ranked by Harris & Stephens' measure
/// (1988) as Rublee et al. do (ICCV 2011, §3.1).
struct CornerDetection {
  /// Side, in pixels of the level, of the cells that are searched again.
  static let cellSide = 32
  /// Harris' k.
  static let harrisK: Float = 0.04

  private var cellCounts: [Int32] = []

  /// Appends the corners of `level` that lie at least `margin` pixels from its border, and their responses.
  ///
  /// Responses are those of the blurred level: what noise and recompression make of a corner changes its rank less there.
  ///
  /// Order: those of the first threshold row by row, then cell by cell those of the second.
  mutating func detect(
    in level: GrayView, blurred: GrayView, margin: Int, thresholds: (first: Int, second: Int), into list: CornerList
  ) {
    guard level.width > 2 * margin, level.height > 2 * margin else { return }
    let start = list.count
    let (x, y) = (margin..<level.width - margin, margin..<level.height - margin)
    Self.findCorners(in: level, x: x, y: y, threshold: thresholds.first, into: list)
    if thresholds.second < thresholds.first {
      searchEmptyCells(of: level, x: x, y: y, threshold: thresholds.second, firstCorner: start, list)
    }
    if list.count > start {
      fk_harris(
        blurred.base, blurred.width, blurred.height, blurred.stride, list.corners + start, list.count - start,
        Self.harrisK, list.responses + start)
    }
  }

  private mutating func searchEmptyCells(
    of level: GrayView, x: Range<Int>, y: Range<Int>, threshold: Int, firstCorner: Int, _ list: CornerList
  ) {
    let columns = (x.count - 1) / Self.cellSide + 1
    let rows = (y.count - 1) / Self.cellSide + 1
    cellCounts.removeAll(keepingCapacity: true)
    cellCounts.append(contentsOf: repeatElement(0, count: columns * rows))
    for index in firstCorner..<list.count {
      let corner = list.corners[index]
      let (column, row) = (
        (Int(corner.x) - x.lowerBound) / Self.cellSide, (Int(corner.y) - y.lowerBound) / Self.cellSide
      )
      cellCounts[row * columns + column] += 1
    }
    for cell in cellCounts.indices where cellCounts[cell] == 0 {
      let left = x.lowerBound + cell % columns * Self.cellSide
      let top = y.lowerBound + cell / columns * Self.cellSide
      Self.findCorners(
        in: level, x: left..<min(left + Self.cellSide, x.upperBound), y: top..<min(top + Self.cellSide, y.upperBound),
        threshold: threshold, into: list)
    }
  }

  /// Appends the local maxima among the corners of a rectangle.
  private static func findCorners(
    in level: GrayView, x: Range<Int>, y: Range<Int>, threshold: Int, into list: CornerList
  ) {
    list.append { corners, room in
      let found = fk_fast9(
        level.base, level.width, level.height, level.stride, x.lowerBound, y.lowerBound, x.upperBound, y.upperBound,
        UInt8(threshold), corners, room)
      return (found, found <= room ? fk_fast9_suppress(corners, found) : 0)
    }
  }
}
