/// The homography through four correspondences, or nil if they don't determine a plausible one.
///
/// Both point sets are taken as images of the projective basis, which needs two 3 × 3 inversions instead of an 8 × 8
/// system [1]. First the sample is rejected if three of its points are nearly collinear in either image, or if a triple
/// is clockwise in one image and counter-clockwise in the other: no camera sees that, and such a map sends a line
/// between the points to infinity [2]. A mirrored copy reverses all four triples.
///
/// The result is scaled so that its depth is positive at the four points.
///
/// [1] Hartley & Zisserman, *Multiple View Geometry*, 2nd ed. 2004, §4.1. [2] Marquez-Neila et al., "Speeding-up
/// homography estimation in mobile devices", J. Real-Time Image Processing 2016, §3.
func minimalHomography(
  _ query: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>),
  _ reference: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>), isMirroringAllowed: Bool
) -> Homography? {
  guard let queryAreas = TripleAreas(query), let referenceAreas = TripleAreas(reference) else { return nil }
  let turns = queryAreas.signed * referenceAreas.signed
  guard (turns .> 0) == all || (isMirroringAllowed && (turns .< 0) == all) else { return nil }
  let referenceFromQuery = basis(reference, referenceAreas) * basis(query, queryAreas).inverse
  // The adjugate's sign is that of the determinant.
  let isNegative = referenceFromQuery.depth(at: query.0) < 0
  let homography =
    isNegative
    ? Homography(-referenceFromQuery.row0, -referenceFromQuery.row1, -referenceFromQuery.row2) : referenceFromQuery
  return homography.isFinite ? homography : nil
}

private let all = SIMDMask<SIMD4<Int64>>(repeating: true)

/// Twice the signed areas of the four triangles spanned by four points.
private struct TripleAreas {
  /// Of the points without the first, the second, the third and the fourth.
  let signed: SIMD4<Double>

  /// nil if three of the points are collinear: twice their area is below a thousandth of the squared extent.
  init?(_ points: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)) {
    func area(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
      (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
    signed = SIMD4(
      area(points.1, points.2, points.3), area(points.0, points.2, points.3), area(points.0, points.1, points.3),
      area(points.0, points.1, points.2))
    // Number by number: the standard library's minimum of vectors is slower, and this is asked of each sample.
    func extent(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
      max(max(a, b), max(c, d)) - min(min(a, b), min(c, d))
    }
    let width = extent(points.0.x, points.1.x, points.2.x, points.3.x)
    let height = extent(points.0.y, points.1.y, points.2.y, points.3.y)
    let smallest = min(min(abs(signed[0]), abs(signed[1])), min(abs(signed[2]), abs(signed[3])))
    guard smallest > 1e-3 * (width * width + height * height) else { return nil }
  }
}

/// The matrix that maps the projective basis (three unit vectors and their sum) to four points.
private func basis(
  _ points: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>), _ areas: TripleAreas
) -> Homography {
  // Cramer's rule for λ0 p0 + λ1 p1 + λ2 p2 = p3, times the common denominator, by the areas above.
  let lambda = SIMD3(areas.signed[0], -areas.signed[1], areas.signed[2])
  return Homography(
    SIMD3(points.0.x, points.1.x, points.2.x) * lambda, SIMD3(points.0.y, points.1.y, points.2.y) * lambda, lambda)
}
