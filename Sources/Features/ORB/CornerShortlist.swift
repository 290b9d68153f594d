import CKernels

/// The corners of all levels of a pyramid that may become keypoints: in each cell of a level, those of the highest FAST
/// score.
///
/// A photo has twenty times as many corners as keypoints are wanted; this keeps a few for each before anything costlier
/// than a score is computed. ``KeypointSpread`` takes corners from one cell only while they are stronger than the best of
/// others, so the corners beyond a cell's share aren't missed. Not thread-safe.
struct CornerShortlist {
  /// The part of the list that holds one level's corners.
  struct Level {
    let corners: Range<Int>
    /// The end of each cell's corners within `corners`, cell by cell, rows of cells from the top.
    let cellEnds: [UInt32]
  }

  /// Binary logarithm of a cell's side in pixels of the level: 64 pixels.
  static let cellBits = 6
  /// Each cell keeps at least this many times its share of the level's keypoints, not counting cells without corners,
  static let shareFactor = 4
  /// and at least this many.
  static let leastPerCell = 16

  private let list = CornerList()
  private var scratch: [UInt32] = []

  /// The corners level by level and cell by cell.
  var corners: UnsafeBufferPointer<fk_corner> { list.all }

  func removeAll() {
    list.removeAll()
  }

  /// Appends the best of a level's corners, cell by cell, in each cell in the order given.
  ///
  /// - Parameters:
  ///   - found: within the level, with scores.
  ///   - width, height: of the level in pixels.
  ///   - budget: expected keypoints of the level.
  /// - Complexity: O(corners + cells).
  mutating func append(_ found: UnsafeBufferPointer<fk_corner>, width: Int, height: Int, budget: Int) -> Level {
    let bits = Self.cellBits
    let (columns, rows) = (width >> bits + 1, height >> bits + 1)
    let needed = fk_shortlist_scratch_size(found.count, columns * rows)
    if scratch.count * 4 < needed { scratch = [UInt32](repeating: 0, count: needed / 4 + 1) }
    var cellEnds = [UInt32](repeating: 0, count: columns * rows)
    let start = list.count
    list.append(atMost: found.count) { kept in
      fk_shortlist(
        found.baseAddress, found.count, bits, columns, rows, Self.leastPerCell, Self.shareFactor * budget, &scratch,
        scratch.count * 4, kept, &cellEnds)
    }
    return Level(corners: start..<list.count, cellEnds: cellEnds)
  }
}
