#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a homography does to the surroundings of a point, in words: its derivative there, taken apart.
///
/// The derivative is R(`rotation`) · [[a, `shear` · d], [0, d]] with a, d > 0, where `isMirrored` says that x was negated
/// before all that (QR decomposition).
public struct HomographyDecomposition: Sendable, Hashable, Codable {
  /// Factor of lengths: the square root of the factor of areas.
  public let scale: Double
  /// Degrees in (−180, 180], clockwise as seen (y points down).
  public let rotation: Double
  /// x that is added for each step along y, after scaling; 0 where right angles stay.
  public let shear: Double
  /// Largest to smallest change of scale over all directions; 1 where shapes stay.
  public let anisotropy: Double
  /// Whether left and right change places.
  public let isMirrored: Bool
}

extension Homography {
  /// What the map does around a point, such as the middle of the query.
  ///
  /// - Returns: nil where the point is mapped to infinity or the map flattens its surroundings.
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
