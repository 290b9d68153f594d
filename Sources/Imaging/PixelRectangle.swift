/// Whole pixels from (x, y) to the right and down.
struct PixelRectangle {
  let x: Int
  let y: Int
  let size: ImageSize

  /// The pixels from `low` to `high` on an axis (0: x, 1: y) that lie in the rectangle. Neither may be NaN.
  func range(from low: Double, to high: Double, axis: Int) -> Range<Int> {
    let first = axis == 0 ? x : y
    let end = first + (axis == 0 ? size.width : size.height)
    // Compared before the conversion, which traps outside of Int.
    let lower = low <= Double(first) ? first : low >= Double(end) ? end : Int(low.rounded(.up))
    let upper = high >= Double(end - 1) ? end : high < Double(first) ? first : Int(high.rounded(.down)) + 1
    return lower < upper ? lower..<upper : first..<first
  }

  /// The area of the pixels' centres with a margin around it.
  func grown(by margin: Double) -> ClippingArea {
    ClippingArea(
      low: SIMD2(Double(x), Double(y)) - margin,
      high: SIMD2(Double(x + size.width - 1), Double(y + size.height - 1)) + margin)
  }
}

/// An area with sides along the axes.
struct ClippingArea {
  let low: SIMD2<Double>
  let high: SIMD2<Double>

  /// The part of a segment in the area; nil when there is none or an end is not finite.
  ///
  /// Liang & Barsky, "A new concept and method for line clipping", ACM TOG 1984.
  func clip(_ start: SIMD2<Double>, _ end: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>)? {
    let along = end - start
    // The difference of two finite numbers may overflow: such a segment is not of this world either.
    guard (0..<2).allSatisfy({ start[$0].isFinite && end[$0].isFinite && along[$0].isFinite }) else { return nil }
    var (first, last) = (0.0, 1.0)
    for axis in 0..<2 {
      if along[axis] == 0 {
        guard start[axis] >= low[axis], start[axis] <= high[axis] else { return nil }
        continue
      }
      let crossings = [(low[axis] - start[axis]) / along[axis], (high[axis] - start[axis]) / along[axis]]
      first = max(first, crossings.min()!)
      last = min(last, crossings.max()!)
    }
    guard first <= last else { return nil }
    return (clamp(start + first * along), clamp(start + last * along))
  }

  /// Far ends lose the last digits; the result must lie in the area all the same.
  private func clamp(_ point: SIMD2<Double>) -> SIMD2<Double> { point.clamped(lowerBound: low, upperBound: high) }
}
