import CKernels
import Pyramid

/// FAST-9 corners of one level, with a second, lower threshold in cells where the first finds nothing.
///
/// Rosten & Drummond, "Machine learning for high-speed corner detection", ECCV 2006.
struct CornerDetection {
  /// Side of the cells that are searched again, in pixels of the level.
  static let cellSide = 32

  /// For each cell of a level, whether it has a corner.
  private var isOccupied: [Bool] = []
  private var scratch: [UInt8] = []

  /// Appends the corners of `level` that lie at least `margin` pixels from its border, with their scores.
  ///
  /// Order: those of the first threshold row by row, then those of the second by rows of cells.
  mutating func detect(
    in level: GrayView, margin: Int, thresholds: (first: Int, second: Int), into list: CornerList
  ) {
    guard level.width > 2 * margin, level.height > 2 * margin else { return }
    let start = list.count
    let (x, y) = (margin..<level.width - margin, margin..<level.height - margin)
    findCorners(in: level, x: x, y: y, threshold: thresholds.first, into: list)
    if thresholds.second < thresholds.first {
      searchEmptyCells(of: level, x: x, y: y, threshold: thresholds.second, firstCorner: start, list)
    }
  }

  private mutating func searchEmptyCells(
    of level: GrayView, x: Range<Int>, y: Range<Int>, threshold: Int, firstCorner: Int, _ list: CornerList
  ) {
    let columns = (x.count - 1) / Self.cellSide + 1
    let rows = (y.count - 1) / Self.cellSide + 1
    isOccupied.removeAll(keepingCapacity: true)
    isOccupied.append(contentsOf: repeatElement(false, count: columns * rows))
    isOccupied.withUnsafeMutableBufferPointer { isOccupied in
      // Unsigned division is faster, and there are twenty times as many corners as keypoints.
      let (left, top, side) = (UInt(x.lowerBound), UInt(y.lowerBound), UInt(Self.cellSide))
      for corner in UnsafeBufferPointer(rebasing: list.all[firstCorner...]) {
        let (column, row) = ((UInt(corner.x) - left) / side, (UInt(corner.y) - top) / side)
        isOccupied[Int(row) * columns + Int(column)] = true
      }
    }
    // Adjacent cells of a row are searched together.
    for row in 0..<rows {
      let cells = isOccupied[row * columns..<(row + 1) * columns]
      var first = cells.startIndex
      while let start = cells[first...].firstIndex(of: false) {
        let end = cells[start...].firstIndex(of: true) ?? cells.endIndex
        let left = x.lowerBound + (start - cells.startIndex) * Self.cellSide
        let right = x.lowerBound + (end - cells.startIndex) * Self.cellSide
        let top = y.lowerBound + row * Self.cellSide
        findCorners(
          in: level, x: left..<min(right, x.upperBound), y: top..<min(top + Self.cellSide, y.upperBound),
          threshold: threshold, into: list)
        first = end
      }
    }
  }

  /// Appends the local maxima among the corners of a rectangle.
  private mutating func findCorners(
    in level: GrayView, x: Range<Int>, y: Range<Int>, threshold: Int, into list: CornerList
  ) {
    let needed = fk_fast9_scratch_size(x.count)
    if scratch.count < needed { scratch = [UInt8](repeating: 0, count: needed) }
    list.append { corners, room in
      fk_fast9(
        level.base, level.width, level.height, level.stride, x.lowerBound, y.lowerBound, x.upperBound, y.upperBound,
        UInt8(threshold), true, &scratch, scratch.count, corners, room)
    }
  }
}
