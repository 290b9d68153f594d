/// A point pair in the coordinates of an estimation: (query x, query y, reference x, reference y).
typealias PointPair = SIMD4<Double>

/// The homography that minimises a robust sum of squared transfer errors, starting from `start`.
///
/// Levenberg–Marquardt [1] over eight parameters, the last element of the matrix being 1: the points must be centred so
/// that the origin stays in view. An error e has the weight of Tukey's biweight, (1 − e² / cutoff)², which falls to 0 as
/// e² reaches the cutoff: unlike a sum over inliers, it has no step where a point becomes one [2].
///
/// - Parameter cutoff: In squared units of the reference's coordinates.
/// - Returns: nil if the last element of `start` is 0 or the normal equations are singular.
/// - Complexity: O(`N`) per step, at most `steps` of them.
///
/// [1] Hartley & Zisserman, *Multiple View Geometry*, 2nd ed. 2004, §A6.2. [2] The same, §A6.8.
func refineHomography(_ start: Homography, on pairs: [PointPair], cutoff: Double, steps: Int) -> Homography? {
  guard start.row2.z > 0 else { return nil }
  var model = Homography(start.row0 / start.row2.z, start.row1 / start.row2.z, start.row2 / start.row2.z)
  var damping = 1e-6
  var system = NormalEquations(model, pairs, cutoff: cutoff)
  for _ in 0..<steps {
    guard let moved = system.solved(from: model, damping: damping) else { return nil }
    let next = NormalEquations(moved, pairs, cutoff: cutoff)
    if next.cost <= system.cost {
      let isDone = system.cost - next.cost <= 1e-4 * system.cost
      model = moved
      system = next
      damping = max(damping * 0.1, 1e-12)
      if isDone { break }
    } else {
      damping = max(damping * 100, 1e-3)
      if damping > 1e6 { break }
    }
  }
  return model.isFinite ? model : nil
}

/// `JᵀJ` and `−Jᵀr` of the weighted transfer errors, and their robust sum.
///
/// With a = (x, y, 1) / w and the mapped point (m, n), a pair's rows of J are (a, 0, −m (a₁, a₂)) and
/// (0, a, −n (a₁, a₂)): the first two rows of the matrix have equal 3 × 3 blocks and no coupling, so that eliminating them
/// leaves 2 × 2 equations (Schur complement).
private struct NormalEquations {
  private(set) var cost = 0.0
  /// Sums of w (a₁a₁, a₁a₂, a₂a₂, a₁a₃, a₂a₃, a₃a₃), as they are and times m, n and m² + n².
  private var plain = SIMD8<Double>(repeating: 0)
  private var timesX = SIMD8<Double>(repeating: 0)
  private var timesY = SIMD8<Double>(repeating: 0)
  private var timesSquare = SIMD8<Double>(repeating: 0)
  /// Sums of w (a₁, a₂, a₃) times the residuals, and times their product with (m, n).
  private var rightX = SIMD4<Double>(repeating: 0)
  private var rightY = SIMD4<Double>(repeating: 0)
  private var rightDepth = SIMD4<Double>(repeating: 0)

  init(_ h: Homography, _ pairs: [PointPair], cutoff: Double) {
    for pair in pairs {
      let (x, y) = (pair[0], pair[1])
      let depth = h.row2.x * x + h.row2.y * y + h.row2.z
      let inverse = 1 / depth
      let m = (h.row0.x * x + h.row0.y * y + h.row0.z) * inverse
      let n = (h.row1.x * x + h.row1.y * y + h.row1.z) * inverse
      let (residualX, residualY) = (m - pair[2], n - pair[3])
      let rest = 1 - (residualX * residualX + residualY * residualY) / cutoff
      // Or NaN: the point is mapped to infinity.
      guard depth > 0, rest > 0 else {
        cost += 1
        continue
      }
      let weight = rest * rest
      cost += 1 - weight * rest
      let (a1, a2) = (x * inverse, y * inverse)
      let a = SIMD4(a1, a2, inverse, 0) * weight
      let products = SIMD8(a[0] * a1, a[0] * a2, a[1] * a2, a[0] * inverse, a[1] * inverse, a[2] * inverse, 0, 0)
      plain += products
      timesX += products * m
      timesY += products * n
      timesSquare += products * (m * m + n * n)
      rightX -= a * residualX
      rightY -= a * residualY
      rightDepth += a * (m * residualX + n * residualY)
    }
  }

  /// The model after the step that solves the equations with the diagonal multiplied by 1 + `damping`.
  func solved(from model: Homography, damping: Double) -> Homography? {
    let enlarged = 1 + damping
    guard
      let block = SymmetricInverse(
        diagonal: SIMD3(plain[0], plain[2], plain[5]) * enlarged, xy: plain[1], xz: plain[3], yz: plain[4])
    else { return nil }
    // Columns of the blocks between the matrix's first (second) row and the two elements of its third.
    let (x1, x2) = (-SIMD3(timesX[0], timesX[1], timesX[3]), -SIMD3(timesX[1], timesX[2], timesX[4]))
    let (y1, y2) = (-SIMD3(timesY[0], timesY[1], timesY[3]), -SIMD3(timesY[1], timesY[2], timesY[4]))
    let (right0, right1) = (SIMD3(rightX[0], rightX[1], rightX[2]), SIMD3(rightY[0], rightY[1], rightY[2]))
    let (blockX1, blockX2, blockY1, blockY2) = (block * x1, block * x2, block * y1, block * y2)
    let s11 = timesSquare[0] * enlarged - dot(x1, blockX1) - dot(y1, blockY1)
    let s12 = timesSquare[1] - dot(x1, blockX2) - dot(y1, blockY2)
    let s22 = timesSquare[2] * enlarged - dot(x2, blockX2) - dot(y2, blockY2)
    let right2 = SIMD2(
      rightDepth[0] - dot(blockX1, right0) - dot(blockY1, right1),
      rightDepth[1] - dot(blockX2, right0) - dot(blockY2, right1))
    let determinant = s11 * s22 - s12 * s12
    guard determinant > 1e-14 * timesSquare[0] * timesSquare[2], determinant.isFinite else { return nil }
    let step2 = SIMD2(s22 * right2.x - s12 * right2.y, s11 * right2.y - s12 * right2.x) / determinant
    let step0 = block * (right0 - step2.x * x1 - step2.y * x2)
    let step1 = block * (right1 - step2.x * y1 - step2.y * y2)
    return Homography(model.row0 + step0, model.row1 + step1, model.row2 + SIMD3(step2.x, step2.y, 0))
  }
}

/// The inverse of a symmetric, positive definite 3 × 3 matrix.
private struct SymmetricInverse {
  private let row0: SIMD3<Double>
  private let row1: SIMD3<Double>
  private let row2: SIMD3<Double>

  /// nil if the matrix is (nearly) singular.
  init?(diagonal: SIMD3<Double>, xy: Double, xz: Double, yz: Double) {
    let (a, b, c) = (SIMD3(diagonal.x, xy, xz), SIMD3(xy, diagonal.y, yz), SIMD3(xz, yz, diagonal.z))
    let determinant = dot(a, cross(b, c))
    guard determinant > 1e-14 * diagonal.x * diagonal.y * diagonal.z, determinant.isFinite else { return nil }
    row0 = cross(b, c) / determinant
    row1 = cross(c, a) / determinant
    row2 = cross(a, b) / determinant
  }

  static func * (left: SymmetricInverse, right: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(dot(left.row0, right), dot(left.row1, right), dot(left.row2, right))
  }
}
