#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Chooses keypoints that are strong and spread evenly over an image.
///
/// Within each cell of a grid the keypoints are ranked by response; a keypoint's merit is its response divided by
/// (1 + rank)^``exponent``. So the strongest keypoint of a quiet cell competes with the lower ranks of a busy one, and
/// neither a caption nor one rich part of the photo uses up the budget. An exponent of 0 means no spread, which gives the
/// most repeatable keypoints but crowds them so that homographies suffer.
struct KeypointSpread {
  /// How fast merit falls within a cell.
  let exponent: Float

  private let weights: [Float]
  private var cellStarts: [Int] = []
  private var byCell: [RankKey] = []
  private var keys: [RankKey] = []
  private var merits: [RankKey] = []
  private var isChosen: [Bool] = []

  init(exponent: Float) {
    self.exponent = exponent
    weights = (1...1024).map { powf(Float($0), exponent) }
  }

  /// Indices of the `count` keypoints of highest merit, by rising index; all if there are no more.
  ///
  /// - Parameters:
  ///   - responses: of the keypoints, cell by cell; finite.
  ///   - cellEnds: the end of each cell's part of `responses`, rising.
  /// - Complexity: O(keypoints · log(keypoints of a cell)).
  mutating func choose(_ count: Int, of responses: ArraySlice<Float>, cellEnds: [UInt32]) -> [Int] {
    guard count < responses.count else { return Array(responses.indices) }
    guard count > 0 else { return [] }
    merits.removeAll(keepingCapacity: true)
    var start = responses.startIndex
    for cellEnd in cellEnds {
      let end = responses.startIndex + Int(cellEnd)
      keys.removeAll(keepingCapacity: true)
      for index in start..<end { keys.append(RankKey(responses[index], index)) }
      appendMerits(responses)
      start = end
    }
    // Flags are faster than sorting the indices.
    isChosen.removeAll(keepingCapacity: true)
    isChosen.append(contentsOf: repeatElement(false, count: responses.count))
    for merit in best(count) { isChosen[merit.index - responses.startIndex] = true }
    return responses.indices.filter { isChosen[$0 - responses.startIndex] }
  }

  /// Indices of the `count` keypoints of highest merit, best first; all if there are no more.
  ///
  /// - Parameters:
  ///   - responses: one per keypoint, finite.
  ///   - cells: the cell of each, from 0 on.
  /// - Complexity: O(keypoints · log(keypoints of a cell) + count · log(count)).
  mutating func ranked(_ count: Int, responses: [Float], cells: [Int]) -> [Int] {
    guard count > 0, let last = cells.max() else { return [] }
    cellStarts.removeAll(keepingCapacity: true)
    cellStarts.append(contentsOf: repeatElement(0, count: last + 2))
    for cell in cells { cellStarts[cell + 1] += 1 }
    for cell in 0...last { cellStarts[cell + 1] += cellStarts[cell] }
    byCell.removeAll(keepingCapacity: true)
    byCell.append(contentsOf: repeatElement(RankKey(0, 0), count: cells.count))
    // Filling advances the start of each cell to its end, which is the start of the next.
    for (index, cell) in cells.enumerated() {
      byCell[cellStarts[cell]] = RankKey(responses[index], index)
      cellStarts[cell] += 1
    }
    merits.removeAll(keepingCapacity: true)
    var start = 0
    for end in cellStarts.dropLast() {
      keys.removeAll(keepingCapacity: true)
      keys.append(contentsOf: byCell[start..<end])
      appendMerits(responses[...])
      start = end
    }
    return best(count).sorted().map(\.index)
  }

  /// Appends the merits of one cell's `keys`, which it sorts.
  private mutating func appendMerits(_ responses: ArraySlice<Float>) {
    keys.sortFew()
    for (rank, key) in keys.enumerated() {
      // What isn't a keypoint at all (an edge, of negative response) ranks after everything that is.
      let response = responses[key.index]
      merits.append(RankKey(response > 0 ? response / weight(rank) : response, key.index))
    }
  }

  /// The `count` best of `merits`, in any order. Merits are unique, as they include the index: a threshold selects exactly
  /// `count`.
  private mutating func best(_ count: Int) -> [RankKey] {
    guard count < merits.count else { return merits }
    let threshold = quickSelect(&merits, rank: count - 1)
    return merits.filter { $0 <= threshold }
  }

  private func weight(_ rank: Int) -> Float {
    rank < weights.count ? weights[rank] : powf(Float(rank + 1), exponent)
  }
}

/// The element at `rank` in sorted order; reorders `values`.
///
/// - Complexity: O(`values.count`) on average; pivots are medians of three, so sorted input is no worst case.
func quickSelect(_ values: inout [RankKey], rank: Int) -> RankKey {
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
