/// A straight piece of a stroke with round ends, in pixels.
package struct StrokePiece: Sendable {
  let from: SIMD2<Double>
  let to: SIMD2<Double>
  let halfWidth: Double

  package init(_ from: SIMD2<Double>, _ to: SIMD2<Double>, halfWidth: Double) {
    (self.from, self.to, self.halfWidth) = (from, to, halfWidth)
  }

  /// How far within the stroke a point lies; below 0 outside.
  func depth(of point: SIMD2<Double>) -> Double {
    let (along, offset) = (to - from, point - from)
    let part = (offset * along).sum() / max((along * along).sum(), .leastNormalMagnitude)
    let away = offset - min(max(part, 0), 1) * along
    return halfWidth - (away * away).sum().squareRoot()
  }
}

extension Canvas {
  /// Paints what any of some pieces covers, once where several do: the strokes of a letter.
  package mutating func paint(_ pieces: [StrokePiece], color: RGB, opacity: Double = 1) {
    guard let first = pieces.first else { return }
    var (low, high) = (first.from, first.from)
    for piece in pieces {
      guard [piece.from, piece.to].allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return }
      let reach = SIMD2(repeating: piece.halfWidth + 1)
      low = pointwiseMin(low, pointwiseMin(piece.from, piece.to) - reach)
      high = pointwiseMax(high, pointwiseMax(piece.from, piece.to) + reach)
    }
    for y in region.range(from: low.y, to: high.y, axis: 1) {
      for x in region.range(from: low.x, to: high.x, axis: 0) {
        let point = SIMD2(Double(x), Double(y))
        let depth = pieces.reduce(-Double.infinity) { max($0, $1.depth(of: point)) }
        if depth > -0.5 { blend(color, x, y, weight: min(depth + 0.5, 1) * opacity) }
      }
    }
  }
}
