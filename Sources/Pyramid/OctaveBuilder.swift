import CKernels
import Imaging

/// Builds one octave of a ``GaussianScaleSpace``, row by row.
struct OctaveBuilder {
  private let octave: Int
  private let size: ImageSize
  /// From each stage to the next: the rows read for the first octave are blurred once more.
  private let steps: [LevelBlur]
  /// The rows read, if they aren't level 0 itself; then the levels.
  private let stages: [RowRing]
  private let differences: [RowRing]
  /// The index of level 0 among the stages.
  private let firstLevel: Int
  /// How many rows each stage lags behind the rows read.
  private let delays: [Int]
  private let scratch: UnsafeMutablePointer<Int16>
  private let scratchCount: Int

  /// Rows needed above and below the one that is scanned.
  private static let reach = Int(FK_REFINE_ROWS) / 2

  /// - Parameters:
  ///   - blurs: from each level to the next.
  ///   - first: from the rows read to level 0; nil if they are level 0.
  ///   - planes: levels 1 and up, which are kept whole.
  ///   - memory: of all other rows; valid until it is reused.
  init(
    octave: Int, size: ImageSize, blurs: [LevelBlur], first: LevelBlur?, planes: [RowRing], memory: ScratchMemory
  ) {
    (self.octave, self.size) = (octave, size)
    steps = (first.map { [$0] } ?? []) + blurs
    firstLevel = first == nil ? 0 : 1
    var delays = [0]
    for step in steps { delays.append(delays.last! + step.radius) }
    self.delays = delays

    // A stage keeps the rows that the next blur reads; a difference those needed until the last one's row is scanned.
    let kept = firstLevel + 1..<firstLevel + 1 + planes.count
    var rows = [Int](repeating: 1, count: delays.count)
    for (stage, step) in steps.enumerated() where !kept.contains(stage) { rows[stage] = 2 * step.radius + 1 }
    for delay in delays[(firstLevel + 1)...] { rows.append(delays.last! - delay + 2 * Self.reach + 1) }
    let width = size.width
    scratchCount = fk_scale_scratch_size(width)
    let elements = rows.reduce(scratchCount) { $0 + RowRing.elements(capacity: $1, width: width) }
    memory.reserve(elements * MemoryLayout<Int16>.stride)
    scratch = memory.start.assumingMemoryBound(to: Int16.self)
    var free = scratch + scratchCount
    let rings = rows.map { count in
      defer { free += RowRing.elements(capacity: count, width: width) }
      return RowRing(capacity: count, width: width, memory: free)
    }
    stages = delays.indices.map { kept.contains($0) ? planes[$0 - kept.lowerBound] : rings[$0] }
    differences = Array(rings[delays.count...])
  }

  /// - Parameters:
  ///   - scan: called for each row, in order.
  ///   - read: writes row `y` of the octave's source, in order.
  func build(scan: (DifferenceRows) -> Void, read: (Int, UnsafeMutablePointer<Int16>) -> Void) {
    let height = size.height
    var sources = [UnsafePointer<Int16>?](repeating: nil, count: 2 * Int(FK_MAX_SCALE_RADIUS) + 1)
    for tick in 0..<height + delays.last! + Self.reach {
      if tick < height { read(tick, stages[0][tick]) }
      for (step, blur) in steps.enumerated() {
        let y = tick - delays[step + 1]
        guard (0..<height).contains(y) else { continue }
        for offset in -blur.radius...blur.radius {
          sources[offset + blur.radius] = UnsafePointer(stages[step][reflected(y + offset, height)])
        }
        let difference = step >= firstLevel ? differences[step - firstLevel][y] : nil
        fk_scale_blur(
          sources, size.width, blur.weights, blur.radius, scratch, scratchCount, stages[step + 1][y], difference)
      }
      let y = tick - delays.last! - Self.reach
      if (0..<height).contains(y) { scan(rows(around: y)) }
    }
  }

  private func rows(around y: Int) -> DifferenceRows {
    var rows: [UnsafePointer<Int16>?] = []
    rows.reserveCapacity(differences.count * Int(FK_REFINE_ROWS))
    for ring in differences {
      for y in y - Self.reach...y + Self.reach {
        rows.append((0..<size.height).contains(y) ? UnsafePointer(ring[y]) : nil)
      }
    }
    return DifferenceRows(
      octave: octave, width: size.width, height: size.height, y: y, count: differences.count, rows: rows)
  }
}

/// `index` within 0..<`count`, mirrored about the centres of the outermost rows if it lies outside.
private func reflected(_ index: Int, _ count: Int) -> Int {
  if (0..<count).contains(index) { return index }
  if count == 1 { return 0 }
  let period = 2 * (count - 1)
  let rest = (index % period + period) % period
  return min(rest, period - rest)
}
