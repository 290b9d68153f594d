import CKernels

/// How alike two vectors are: higher is more similar.
public enum VectorMetric: String, Sendable, Hashable, Codable, CaseIterable {
  /// Minus the Euclidean distance, as DISC21's submissions have it.
  case euclidean
  /// The inner product; of vectors of length 1, the cosine of their angle.
  case innerProduct = "inner-product"

  /// The similarity of a vector to each of several, summed in single precision in the order of `fk_product_sums`: equal on
  /// every machine. Sums beyond single precision, or so small that it has lost digits, are taken in double precision.
  ///
  /// - Parameters:
  ///   - vector: `dimension` finite numbers.
  ///   - rows: `count` rows of as many.
  ///   - sums: room for `count` numbers.
  ///   - take: is given the number of a row and its similarity, which is finite, row by row.
  func similarities(
    of vector: UnsafePointer<Float>, to rows: UnsafePointer<Float>, count: Int, dimension: Int,
    sums: UnsafeMutablePointer<Float>, _ take: (Int, Double) -> Void
  ) {
    switch self {
    case .euclidean: fk_square_sums(vector, rows, count, dimension, sums)
    case .innerProduct: fk_product_sums(vector, rows, count, dimension, sums)
    }
    for row in 0..<count {
      let sum = sums[row].isNormal ? Double(sums[row]) : exactSum(vector, rows + row * dimension, count: dimension)
      // Of equal vectors 0, not -0.
      take(row, self == .euclidean ? 0 - sum.squareRoot() : sum)
    }
  }

  /// What the keys of `fk_keep_best` stand for: the inner product, or minus the square of the distance.
  func key(of similarity: Double) -> Double { self == .euclidean ? -similarity * similarity : similarity }

  /// Squares may go beyond Float, never beyond Double.
  private func exactSum(_ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, count: Int) -> Double {
    (0..<count).reduce(0) { sum, index in
      let (a, b) = (Double(one[index]), Double(other[index]))
      return sum + (self == .euclidean ? (a - b) * (a - b) : a * b)
    }
  }
}
