import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Chooses corners of a level that are strong and spread evenly over it.
///
/// Within each cell of a grid the corners are ranked by response; a corner's merit is its response divided by
/// (1 + rank)^``exponent``. So the strongest corner of a quiet cell stands beside weaker ones of a busy cell that are
/// stronger than it, and neither a caption nor one rich part of the photo eats the budget. An exponent of 0 would be no
/// spread at all, which finds the most corners again but crowds them so that homographies suffer.
struct KeypointSpread {
  /// Side of a cell in pixels of the level.
  static let cellSide = 64
  /// How fast merit falls within a cell.
  static let exponent: Float = 1.2

  private var cellStarts: [Int32] = []
  private var cells: [Int32] = []
  private var byCell: [UInt64] = []
  private var merits: [UInt64] = []

  /// Indices of the `count` corners of most merit, by rising index; all of them where there are no more.
  ///
  /// - Parameters:
  ///   - width, height: of the level in pixels.
  ///   - corners: within the level.
  ///   - responses: one a corner, finite.
  /// - Complexity: O(corners · log(corners of a cell)).
  mutating func choose(
    _ count: Int, of corners: UnsafeBufferPointer<fk_corner>, responses: UnsafeBufferPointer<Float>, width: Int,
    height: Int
  ) -> [Int] {
    precondition(corners.count == responses.count)
    guard count < corners.count else { return Array(corners.indices) }
    guard count > 0 else { return [] }
    rankWithinCells(corners, responses, width: width, height: height)

    // Merits are unique, as they hold the index: the threshold leaves exactly `count`.
    let threshold = quickSelect(&merits, rank: count - 1)
    return merits.lazy.filter { $0 <= threshold }.map { Int(UInt32(truncatingIfNeeded: $0)) }.sorted()
  }

  /// Fills `merits` with one key a corner: smaller is better; the low half is the index.
  private mutating func rankWithinCells(
    _ corners: UnsafeBufferPointer<fk_corner>, _ responses: UnsafeBufferPointer<Float>, width: Int, height: Int
  ) {
    let columns = width / Self.cellSide + 1
    let rows = height / Self.cellSide + 1
    cellStarts.reset(count: columns * rows + 1)
    cells.reset(count: corners.count)
    byCell.reset(count: corners.count)
    for (index, corner) in corners.enumerated() {
      cells[index] = Int32(Int(corner.y) / Self.cellSide * columns + Int(corner.x) / Self.cellSide)
      cellStarts[Int(cells[index]) + 1] += 1
    }
    for index in 1..<cellStarts.count { cellStarts[index] += cellStarts[index - 1] }
    // Filling moves each cell's start to its end, which is the next one's start.
    for index in corners.indices {
      let cell = Int(cells[index])
      byCell[Int(cellStarts[cell])] = Self.key(responses[index], index)
      cellStarts[cell] += 1
    }

    merits.removeAll(keepingCapacity: true)
    var start = 0
    for cell in 0..<cellStarts.count - 1 {
      let end = Int(cellStarts[cell])
      byCell[start..<end].sort()
      for place in start..<end {
        let index = Int(UInt32(truncatingIfNeeded: byCell[place]))
        // What is no corner at all (an edge, a negative response) stays behind everything that is.
        let response = responses[index]
        merits.append(Self.key(response > 0 ? response / Self.weight(place - start) : response, index))
      }
      start = end
    }
  }

  private static func weight(_ rank: Int) -> Float {
    rank < weights.count ? weights[rank] : powf(Float(rank + 1), exponent)
  }

  private static let weights = (1...1024).map { powf(Float($0), exponent) }

  /// Sorts by falling value, then by rising index.
  private static func key(_ value: Float, _ index: Int) -> UInt64 {
    let bits = value.bitPattern
    let rising = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(~rising) << 32 | UInt64(index)
  }
}

/// The element that would stand at `rank` were `values` sorted; reorders them.
///
/// - Complexity: O(`values.count`) on average; the pivots are medians of three, so sorted input is no bad case.
func quickSelect(_ values: inout [UInt64], rank: Int) -> UInt64 {
  values.withUnsafeMutableBufferPointer { values in
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = low + (high - low) / 2
      if values[middle] < values[low] { values.swapAt(middle, low) }
      if values[high] < values[low] { values.swapAt(high, low) }
      if values[high] < values[middle] { values.swapAt(high, middle) }
      let pivot = values[middle]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while pivot < values[right] { right -= 1 }
        guard left <= right else { break }
        values.swapAt(left, right)
        left += 1
        right -= 1
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return values[rank]
      }
    }
    return values[rank]
  }
}

extension Array where Element: FixedWidthInteger {
  /// Makes the array `count` zeros, in the memory it has.
  fileprivate mutating func reset(count: Int) {
    removeAll(keepingCapacity: true)
    append(contentsOf: repeatElement(0, count: count))
  }
}
