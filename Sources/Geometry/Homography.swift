/// A projective map of the plane: `x' ~ H x`.
///
/// Memory layout: the 3 × 3 matrix row by row. The map doesn't depend on the matrix's scale.
public struct Homography: Sendable, Hashable {
  public var row0: SIMD3<Double>
  public var row1: SIMD3<Double>
  public var row2: SIMD3<Double>

  public init(_ row0: SIMD3<Double>, _ row1: SIMD3<Double>, _ row2: SIMD3<Double>) {
    self.row0 = row0
    self.row1 = row1
    self.row2 = row2
  }

  /// - Precondition: nine values, row by row.
  public init(rowMajor values: [Double]) {
    precondition(values.count == 9, "a homography has 9 values, not \(values.count)")
    self.init(
      SIMD3(values[0], values[1], values[2]), SIMD3(values[3], values[4], values[5]),
      SIMD3(values[6], values[7], values[8]))
  }

  public static let identity = Homography(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1))

  /// Correspondences that determine a homography.
  public static let minimalSampleSize = 4

  /// The nine values row by row.
  public var rowMajor: [Double] {
    [row0.x, row0.y, row0.z, row1.x, row1.y, row1.z, row2.x, row2.y, row2.z]
  }

  /// The image of a point; not finite for points on the line that is mapped to infinity.
  public func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let w = depth(at: point)
    return SIMD2(row0.x * point.x + row0.y * point.y + row0.z, row1.x * point.x + row1.y * point.y + row1.z) / w
  }

  /// The third homogeneous coordinate of the mapped point. Its sign changes at the line that is mapped to infinity.
  package func depth(at point: SIMD2<Double>) -> Double { row2.x * point.x + row2.y * point.y + row2.z }

  public var determinant: Double { dot(row0, cross(row1, row2)) }

  /// Signed area, in square pixels of the target, that a square pixel at `point` covers; negative where mirrored.
  public func areaScale(at point: SIMD2<Double>) -> Double {
    let w = depth(at: point)
    return determinant / (w * w * w)
  }

  /// The adjugate, which is the inverse up to scale; meaningless for a singular matrix.
  public var inverse: Homography {
    let column0 = cross(row1, row2)
    let column1 = cross(row2, row0)
    let column2 = cross(row0, row1)
    return Homography(
      SIMD3(column0.x, column1.x, column2.x), SIMD3(column0.y, column1.y, column2.y),
      SIMD3(column0.z, column1.z, column2.z))
  }

  /// The map that applies `right` first, then `left`.
  public static func * (left: Homography, right: Homography) -> Homography {
    func row(_ row: SIMD3<Double>) -> SIMD3<Double> { row.x * right.row0 + row.y * right.row1 + row.z * right.row2 }
    return Homography(row(left.row0), row(left.row1), row(left.row2))
  }

  /// The same map with the matrix scaled by a positive factor so that its last element is 1, or −1 if the origin has
  /// negative depth. (If it is nearly 0, the largest element becomes ±1 instead.)
  public var normalized: Homography {
    let largest = rowMajor.map(abs).max() ?? 0
    guard largest > 0 else { return self }
    let divisor = abs(row2.z) > 1e-12 * largest ? abs(row2.z) : largest
    return Homography(row0 / divisor, row1 / divisor, row2 / divisor)
  }

  /// Whether every element is a finite number.
  public var isFinite: Bool { rowMajor.allSatisfy(\.isFinite) }
}

extension Homography: Codable {
  public init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([Double].self)
    guard values.count == 9 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a homography has 9 values, not \(values.count)"))
    }
    self.init(rowMajor: values)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rowMajor)
  }
}

func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }

func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
