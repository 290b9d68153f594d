/// The homography that minimises the squared transfer error of given point pairs, found from `start` on.
///
/// Levenberg–Marquardt [1] over eight parameters, the last element of the matrix being 1: the points must be centred so
/// that the origin stays in view.
/// - Returns: nil where the last element of `start` is 0 or the normal equations are singular.
/// - Complexity: O(`N`) a step, at most 10 steps.
///
/// [1] Hartley & Zisserman, *Multiple View Geometry*, 2nd ed. 2004, §A6.2.
func refineHomography(
  _ start: Homography, query: [SIMD2<Double>], reference: [SIMD2<Double>]
) -> Homography? {
  guard start.row2.z > 0 else { return nil }
  var parameters = Parameters(start)
  var system = NormalEquations(parameters, query: query, reference: reference)
  var damping = 1e-4
  for _ in 0..<10 {
    guard let step = system.solve(damping: damping) else { return nil }
    let moved = parameters.moved(by: step)
    let next = NormalEquations(moved, query: query, reference: reference)
    if next.cost <= system.cost {
      let isDone = system.cost - next.cost <= 1e-9 * system.cost
      parameters = moved
      system = next
      damping = max(damping * 0.1, 1e-12)
      if isDone { break }
    } else {
      damping *= 10
      if damping > 1e6 { break }
    }
  }
  return parameters.homography.isFinite ? parameters.homography : nil
}

/// The matrix's elements but the last, which is 1.
private struct Parameters {
  var values: SIMD8<Double>

  init(_ homography: Homography) {
    let h = homography
    values =
      SIMD8(h.row0.x, h.row0.y, h.row0.z, h.row1.x, h.row1.y, h.row1.z, h.row2.x, h.row2.y) / h.row2.z
  }

  func moved(by step: SIMD8<Double>) -> Parameters {
    var moved = self
    moved.values += step
    return moved
  }

  var homography: Homography {
    Homography(
      SIMD3(values[0], values[1], values[2]), SIMD3(values[3], values[4], values[5]), SIMD3(values[6], values[7], 1))
  }
}

/// `JᵀJ` and `−Jᵀr` of the transfer error, and its sum of squares.
private struct NormalEquations {
  /// The lower triangle of a symmetric 8 × 8 matrix, as rows.
  private var matrix = [SIMD8<Double>](repeating: SIMD8(repeating: 0), count: 8)
  private var right = SIMD8<Double>(repeating: 0)
  private(set) var cost = 0.0

  init(_ parameters: Parameters, query: [SIMD2<Double>], reference: [SIMD2<Double>]) {
    let homography = parameters.homography
    for (point, target) in zip(query, reference) {
      let inverse = 1 / homography.depth(at: point)
      let mapped = homography(point)
      let residual = mapped - target
      cost += (residual * residual).sum()
      let (x, y) = (point.x * inverse, point.y * inverse)
      add(row: SIMD8(x, y, inverse, 0, 0, 0, -x * mapped.x, -y * mapped.x), residual: residual.x)
      add(row: SIMD8(0, 0, 0, x, y, inverse, -x * mapped.y, -y * mapped.y), residual: residual.y)
    }
    if !cost.isFinite { cost = .infinity }
  }

  private mutating func add(row: SIMD8<Double>, residual: Double) {
    for index in 0..<8 { matrix[index] += row[index] * row }
    right -= residual * row
  }

  /// The step that solves the equations with their diagonal enlarged by the factor 1 + `damping`, by Cholesky.
  func solve(damping: Double) -> SIMD8<Double>? {
    var lower = matrix
    for index in 0..<8 { lower[index][index] *= 1 + damping }
    for column in 0..<8 {
      for row in column..<8 {
        var sum = lower[row][column]
        for inner in 0..<column { sum -= lower[row][inner] * lower[column][inner] }
        if row == column {
          guard sum > 1e-14 * matrix[column][column], sum.isFinite else { return nil }
          lower[row][column] = sum.squareRoot()
        } else {
          lower[row][column] = sum / lower[column][column]
        }
      }
    }
    var solution = right
    for row in 0..<8 {
      for inner in 0..<row { solution[row] -= lower[row][inner] * solution[inner] }
      solution[row] /= lower[row][row]
    }
    for row in (0..<8).reversed() {
      for inner in row + 1..<8 { solution[row] -= lower[inner][row] * solution[inner] }
      solution[row] /= lower[row][row]
    }
    return solution
  }
}
