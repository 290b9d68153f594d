/// How alike two vectors are: higher is more similar.
public enum VectorMetric: String, Sendable, Hashable, Codable, CaseIterable {
  /// Minus the Euclidean distance, as DISC21's submissions have it.
  case euclidean
  /// The inner product; of vectors of length 1, the cosine of their angle.
  case innerProduct = "inner-product"

  /// The similarity of two vectors, summed in a fixed order: equal on every machine.
  ///
  /// - Parameters: `count` numbers each, finite; the result is finite, too.
  func similarity(_ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, count: Int) -> Double {
    switch self {
    case .euclidean:
      let sum = laneSum(one, other, count: count) { ($0 - $1) * ($0 - $1) }
      // Squares may go beyond Float, never beyond Double.
      let square = sum.isFinite ? Double(sum) : exactSum(one, other, count: count) { ($0 - $1) * ($0 - $1) }
      // Of equal vectors 0, not -0.
      return 0 - square.squareRoot()
    case .innerProduct:
      let sum = laneSum(one, other, count: count) { $0 * $1 }
      return sum.isFinite ? Double(sum) : exactSum(one, other, count: count) { $0 * $1 }
    }
  }
}

/// Sums `term` over two vectors in eight lanes.
@inline(__always)
private func laneSum(
  _ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, count: Int,
  _ term: (SIMD8<Float>, SIMD8<Float>) -> SIMD8<Float>
) -> Float {
  var lanes = SIMD8<Float>()
  func part(_ vector: UnsafePointer<Float>, at start: Int, count: Int) -> SIMD8<Float> {
    var part = SIMD8<Float>()
    for lane in 0..<count { part[lane] = vector[start + lane] }
    return part
  }
  let whole = count - count % 8
  for start in stride(from: 0, to: whole, by: 8) {
    lanes += term(
      UnsafeRawPointer(one + start).loadUnaligned(as: SIMD8<Float>.self),
      UnsafeRawPointer(other + start).loadUnaligned(as: SIMD8<Float>.self))
  }
  if whole < count {
    lanes += term(part(one, at: whole, count: count - whole), part(other, at: whole, count: count - whole))
  }
  return lanes.sum()
}

private func exactSum(
  _ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, count: Int, _ term: (Double, Double) -> Double
) -> Double {
  (0..<count).reduce(0) { $0 + term(Double(one[$1]), Double(other[$1])) }
}
