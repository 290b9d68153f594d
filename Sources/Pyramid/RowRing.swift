import CKernels

/// Rows of a scale space: either the last few, each overwriting one no longer needed, or a whole plane.
///
/// Memory layout: `capacity` rows of Int16 with the padding that `fk_scale_space.h` requires, shared by neighbours.
struct RowRing {
  let capacity: Int
  let stride: Int
  /// The first pixel of the first slot.
  private let start: UnsafeMutablePointer<Int16>

  /// Elements of memory for rows of `width` pixels.
  static func elements(capacity: Int, width: Int) -> Int { capacity * stride(width) + Int(FK_SCALE_PADDING) }

  private static func stride(_ width: Int) -> Int { fk_scale_row_end(width) }

  /// - Parameter memory: `elements(capacity:width:)` elements.
  init(capacity: Int, width: Int, memory: UnsafeMutablePointer<Int16>) {
    self.capacity = capacity
    stride = Self.stride(width)
    start = memory + Int(FK_SCALE_PADDING)
  }

  /// The slot of row `y` ≥ 0.
  subscript(y: Int) -> UnsafeMutablePointer<Int16> { start + y % capacity * stride }
}
