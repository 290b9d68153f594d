#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a homography does around a point, in readable terms: its derivative there, decomposed.
///
/// The derivative is R(`rotation`) · [[a, `shear` · d], [0, d]] with a, d > 0, after a negation of x if
/// `isMirrored` (QR decomposition).
public struct HomographyDecomposition: Sendable, Hashable, Codable {
  /// Factor of lengths: the square root of that of areas.
  public let scale: Double
  /// Degrees in (−180, 180], clockwise in the image (y points down).
  public let rotation: Double
  /// Change of x per step along y, after scaling; 0 if right angles are preserved.
  public let shear: Double
  /// Ratio of the largest to the smallest change of scale over all directions; 1 if shapes are preserved.
  public let anisotropy: Double
  /// Whether left and right are exchanged.
  public let isMirrored: Bool
}

extension Homography {
  /// What the map does around a point, such as the middle of the query.
  ///
  /// - Returns: nil if the point is mapped to infinity or the derivative there is singular.
  public func decomposed(at point: SIMD2<Double>) -> HomographyDecomposition? {
    let w = depth(at: point)
    let mapped = self(point)
    var alongX = (SIMD2(row0.x, row1.x) - row2.x * mapped) / w
    let alongY = (SIMD2(row0.y, row1.y) - row2.y * mapped) / w
    var determinant = alongX.x * alongY.y - alongX.y * alongY.x
    guard determinant.isFinite, determinant != 0 else { return nil }
    let isMirrored = determinant < 0
    if isMirrored {
      alongX = -alongX
      determinant = -determinant
    }
    let a = (alongX * alongX).sum().squareRoot()
    let d = determinant / a
    // Of the singular values s and t: s² + t² is the sum of the squared elements, s t the determinant.
    let squares = (alongX * alongX).sum() + (alongY * alongY).sum()
    let largest = 0.5 * ((squares + 2 * determinant).squareRoot() + max(0, squares - 2 * determinant).squareRoot())
    return HomographyDecomposition(
      scale: determinant.squareRoot(), rotation: atan2(alongX.y, alongX.x) * 180 / Double.pi,
      shear: (alongX * alongY).sum() / (a * d), anisotropy: largest * largest / determinant, isMirrored: isMirrored)
  }
}
