import CKernels
import TestSupport

/// Rows of a scale space for kernels, with the padding around them that `fk_scale_space.h` asks for: random there, too.
/// Right behind the last row's memory lies a page that must not be touched.
struct ScaleRows {
  let width, count: Int
  private let memory: GuardedBytes
  private let rowEnd: Int

  init(width: Int, count: Int, seed: UInt64, _ value: (inout SeededGenerator, Int, Int) -> Int16) {
    (self.width, self.count) = (width, count)
    rowEnd = fk_scale_row_end(width)
    let padding = Int(FK_SCALE_PADDING)
    var generator = SeededGenerator(seed: seed)
    var elements = (0..<padding + count * rowEnd).map { _ in Int16(truncatingIfNeeded: generator.next()) }
    for y in 0..<count {
      for x in 0..<width { elements[padding + y * rowEnd + x] = value(&generator, x, y) }
    }
    memory = GuardedBytes(elements.withUnsafeBytes { Array($0) })
  }

  /// Grey values over the whole range; every third seed gives extremes only, which come closest to an overflow.
  static func random(width: Int, count: Int, seed: UInt64) -> ScaleRows {
    ScaleRows(width: width, count: count, seed: seed) { generator, _, _ in
      let value = Int16(truncatingIfNeeded: generator.next() >> 49) / 2 - 8192
      return seed % 3 == 0 ? (value < -4000 ? -16384 : 16256) : 2 * value
    }
  }

  /// Row `y`; keep `self` alive while it is used.
  subscript(y: Int) -> UnsafeMutablePointer<Int16> {
    UnsafeMutableRawPointer(memory.start).assumingMemoryBound(to: Int16.self) + Int(FK_SCALE_PADDING) + y * rowEnd
  }

  var pointers: [UnsafePointer<Int16>?] { (0..<count).map { UnsafePointer(self[$0]) } }

  /// The pixels of row `y`.
  func pixels(_ y: Int) -> [Int16] { (0..<width).map { self[y][$0] } }
}
