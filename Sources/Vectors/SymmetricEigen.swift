/// The eigenvalues of a symmetric matrix, the largest first, and a vector of length 1 of each.
///
/// Householder's reflections make the matrix tridiagonal, QL steps with implicit shifts diagonal (Golub & Van Loan, Matrix
/// Computations, 4th edition, 8.3). Sums are taken in a fixed order.
struct SymmetricEigen {
  let values: [Double]
  /// [n, n], a vector a row; of each, the number of the largest magnitude (the first of equal ones) is positive.
  let vectors: [Double]

  /// - Parameter matrix: [n, n], symmetric and finite.
  /// - Complexity: O(n³).
  init(_ matrix: [Double], size n: Int) {
    precondition(matrix.count == n * n, "\(matrix.count) numbers are not \(n) × \(n)")
    var tridiagonal = Tridiagonal(matrix, size: n)
    tridiagonal.diagonalize()
    let order = (0..<n).sorted {
      let (one, other) = (tridiagonal.diagonal[$0], tridiagonal.diagonal[$1])
      return one != other ? one > other : $0 < $1
    }
    values = order.map { tridiagonal.diagonal[$0] }
    var vectors: [Double] = []
    vectors.reserveCapacity(n * n)
    for row in order {
      let vector = tridiagonal.rows[row * n..<(row + 1) * n]
      let largest = vector.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
      vectors += largest < 0 ? vector.map { -$0 } : Array(vector)
    }
    self.vectors = vectors
  }
}

/// A tridiagonal matrix, and the rotation that made it.
private struct Tridiagonal {
  private let n: Int
  private(set) var diagonal: [Double]
  /// Between a row and the next; the last is 0.
  private var besides: [Double]
  /// [n, n]: the original matrix is the transpose of this, times the tridiagonal one, times this.
  private(set) var rows: [Double]

  init(_ matrix: [Double], size n: Int) {
    self.n = n
    var a = matrix
    var basis = [Double](repeating: 0, count: n * n)
    for index in 0..<n { basis[index * n + index] = 1 }
    var reflector = [Double](repeating: 0, count: n)
    var product = [Double](repeating: 0, count: n)
    for column in 0..<max(0, n - 2) {
      let first = column + 1
      var sum = 0.0
      for row in first..<n {
        reflector[row] = a[row * n + column]
        sum += reflector[row] * reflector[row]
      }
      let rest = sum - reflector[first] * reflector[first]
      guard rest > 0 else { continue }
      let length = reflector[first] > 0 ? -sum.squareRoot() : sum.squareRoot()
      reflector[first] -= length
      let scale = 2 / (rest + reflector[first] * reflector[first])
      a.withUnsafeMutableBufferPointer { a in
        // a - v wᵀ - w vᵀ, of the rows and columns from `first` on.
        var inner = 0.0
        for row in first..<n {
          var sum = 0.0
          for other in first..<n { sum += a[row * n + other] * reflector[other] }
          product[row] = scale * sum
          inner += product[row] * reflector[row]
        }
        for row in first..<n { product[row] -= scale * inner / 2 * reflector[row] }
        for row in first..<n {
          let (v, w) = (reflector[row], product[row])
          for other in first..<n { a[row * n + other] -= v * product[other] + w * reflector[other] }
        }
        for row in first..<n { (a[row * n + column], a[column * n + row]) = (0, 0) }
        (a[first * n + column], a[column * n + first]) = (length, length)
      }
      basis.withUnsafeMutableBufferPointer { basis in
        for row in 0..<n {
          var sum = 0.0
          for other in first..<n { sum += basis[row * n + other] * reflector[other] }
          for other in first..<n { basis[row * n + other] -= scale * sum * reflector[other] }
        }
      }
    }
    diagonal = (0..<n).map { a[$0 * n + $0] }
    besides = (0..<n).map { $0 + 1 < n ? a[$0 * n + $0 + 1] : 0 }
    // Rows are rotated next, which lie together.
    rows = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0..<n { rows[column * n + row] = basis[row * n + column] }
    }
  }

  mutating func diagonalize() {
    for first in 0..<n {
      // Each value takes some two steps; many more would mean numbers that aren't finite.
      for _ in 0..<100 {
        let end = endOfBlock(from: first)
        guard end > first else { break }
        step(first, end)
      }
    }
  }

  /// The first row from `first` on that isn't joined with the next.
  private func endOfBlock(from first: Int) -> Int {
    var end = first
    while end + 1 < n {
      let size = abs(diagonal[end]) + abs(diagonal[end + 1])
      if abs(besides[end]) <= Double.ulpOfOne * size { break }
      end += 1
    }
    return end
  }

  /// A QL step on the rows `first` to `end`.
  private mutating func step(_ first: Int, _ end: Int) {
    let half = (diagonal[first + 1] - diagonal[first]) / (2 * besides[first])
    let root = (half * half + 1).squareRoot()
    var bulge = diagonal[end] - diagonal[first] + besides[first] / (half + (half < 0 ? -root : root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    for row in stride(from: end - 1, through: first, by: -1) {
      let (far, near) = (sine * besides[row], cosine * besides[row])
      let length = (far * far + bulge * bulge).squareRoot()
      besides[row + 1] = length
      guard length > 0 else {
        diagonal[row + 1] -= shift
        besides[end] = 0
        return
      }
      (sine, cosine) = (far / length, bulge / length)
      let value = diagonal[row + 1] - shift
      let mixed = (diagonal[row] - value) * sine + 2 * cosine * near
      shift = sine * mixed
      diagonal[row + 1] = value + shift
      bulge = cosine * mixed - near
      rotate(row, sine: sine, cosine: cosine)
    }
    diagonal[first] -= shift
    besides[first] = bulge
    besides[end] = 0
  }

  private mutating func rotate(_ row: Int, sine: Double, cosine: Double) {
    let n = n
    rows.withUnsafeMutableBufferPointer { rows in
      for column in row * n..<(row + 1) * n {
        let (upper, lower) = (rows[column], rows[column + n])
        rows[column + n] = sine * upper + cosine * lower
        rows[column] = cosine * upper - sine * lower
      }
    }
  }
}
