/// How far two photos overlap, given the homography between them.
public struct PhotoOverlap: Sendable, Hashable, Codable {
  /// Share of the query's area that falls on the reference, 0 to 1.
  public let ofQuery: Double
  /// Share of the reference's area that the query covers, 0 to 1.
  public let ofReference: Double

  /// Clips the query's outline to the part of positive depth and then to the reference, and measures the rest in both
  /// photos (Sutherland & Hodgman, "Reentrant polygon clipping", CACM 1974).
  ///
  /// - Parameters:
  ///   - referenceFromQuery: `x_reference ~ H x_query`, of positive depth at points in view, as estimators report it.
  ///   - querySize: Width and height in pixels; a photo of width w extends from −0.5 to w − 0.5.
  ///   - referenceSize: The same of the reference.
  public init(_ referenceFromQuery: Homography, querySize: SIMD2<Double>, referenceSize: SIMD2<Double>) {
    let h = referenceFromQuery
    var polygon = [
      SIMD2(-0.5, -0.5), SIMD2(querySize.x - 0.5, -0.5), querySize - 0.5, SIMD2(-0.5, querySize.y - 0.5),
    ]
    // All in coordinates of the query, where every side of the reference is a line again and nothing is mapped to
    // infinity. Points shallower than a thousandth of the greatest depth count as out of view.
    let horizon = 1e-3 * (polygon.map { abs(h.depth(at: $0)) }.max() ?? 0)
    let (right, bottom) = (referenceSize.x - 0.5, referenceSize.y - 0.5)
    for line in [
      h.row2 - SIMD3(0, 0, horizon), h.row0 + 0.5 * h.row2, right * h.row2 - h.row0, h.row1 + 0.5 * h.row2,
      bottom * h.row2 - h.row1,
    ] {
      polygon = clipped(polygon) { dot(line, SIMD3($0.x, $0.y, 1)) }
    }
    ofQuery = min(1, area(of: polygon) / (querySize.x * querySize.y))
    ofReference = min(1, area(of: polygon.map { h($0) }) / (referenceSize.x * referenceSize.y))
  }
}

/// The part of a convex polygon where `side`, which is linear in the coordinates, is not negative.
private func clipped(_ polygon: [SIMD2<Double>], where side: (SIMD2<Double>) -> Double) -> [SIMD2<Double>] {
  var kept: [SIMD2<Double>] = []
  for (index, point) in polygon.enumerated() {
    let next = polygon[(index + 1) % polygon.count]
    let (here, there) = (side(point), side(next))
    if here >= 0 { kept.append(point) }
    if (here >= 0) != (there >= 0) { kept.append(point + (next - point) * (here / (here - there))) }
  }
  return kept
}

/// In square pixels, whatever the orientation of the corners.
private func area(of polygon: [SIMD2<Double>]) -> Double {
  guard let first = polygon.first else { return 0 }
  var twice = 0.0
  for (a, b) in zip(polygon.dropFirst(), polygon.dropFirst(2)) {
    let (u, v) = (a - first, b - first)
    twice += u.x * v.y - u.y * v.x
  }
  return abs(twice) / 2
}
