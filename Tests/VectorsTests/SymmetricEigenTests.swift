import TestSupport
import Testing

@testable import Vectors

@Suite("SymmetricEigen") struct SymmetricEigenTests {
  /// Of equal values, in blocks, of no rank and of full rank.
  private func matrix(_ n: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let rank = seed % 3 == 0 ? max(1, n / 3) : n
    let factors = (0..<rank * n).map { _ in Double.random(in: -1...1, using: &generator) }
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0..<n {
        for factor in 0..<rank { matrix[row * n + column] += factors[factor * n + row] * factors[factor * n + column] }
      }
    }
    if seed % 5 == 0 {
      for row in 0..<n {
        for column in 0..<n where (row < n / 2) != (column < n / 2) { matrix[row * n + column] = 0 }
      }
    }
    return matrix
  }

  @Test(
    "gives values and orthogonal vectors that make up the matrix", arguments: [1, 2, 3, 4, 7, 20, 61],
    1...6 as ClosedRange<UInt64>)
  func decomposition(n: Int, seed: UInt64) {
    let matrix = matrix(n, seed: seed)
    let eigen = SymmetricEigen(matrix, size: n)
    let size = 1e-12 * Double(n) * max(1, eigen.values[0])
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
    func vector(_ row: Int) -> ArraySlice<Double> { eigen.vectors[row * n..<(row + 1) * n] }
    for row in 0..<n {
      for other in 0...row {
        let product = zip(vector(row), vector(other)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (row == other ? 1 : 0)) < 1e-12 * Double(n), "seed \(seed)")
      }
      for column in 0..<n {
        let sum = (0..<n).reduce(0) {
          $0 + eigen.values[$1] * eigen.vectors[$1 * n + row] * eigen.vectors[$1 * n + column]
        }
        #expect(abs(sum - matrix[row * n + column]) < size, "seed \(seed)")
      }
    }
  }

  @Test("of a diagonal matrix are its numbers and the axes")
  func diagonal() {
    let eigen = SymmetricEigen([2, 0, 0, 0, 5, 0, 0, 0, -1], size: 3)
    #expect(eigen.values == [5, 2, -1] && eigen.vectors == [0, 1, 0, 1, 0, 0, 0, 0, 1])
    #expect(SymmetricEigen([Double](repeating: 0, count: 16), size: 4).values == [0, 0, 0, 0])
  }
}
