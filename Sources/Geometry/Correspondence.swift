/// A point of the query and the point of the reference that it is matched with.
///
/// Pixels: x right, y down, (0, 0) = centre of the top-left pixel.
public struct Correspondence: Sendable, Hashable {
  public var query: SIMD2<Double>
  public var reference: SIMD2<Double>
  /// Relative rotation and scale of the two keypoints, scale · (cos, sin): a step (1, 0) in the query is this step in
  /// the reference. nil where they are not known.
  public var localSimilarity: SIMD2<Double>?
  /// Distance to the nearest descriptor divided by that to the second nearest. The lower, the surer the match, and the
  /// earlier it is tried.
  public var distanceRatio: Double

  public init(
    query: SIMD2<Double>, reference: SIMD2<Double>, localSimilarity: SIMD2<Double>? = nil,
    distanceRatio: Double = 0
  ) {
    self.query = query
    self.reference = reference
    self.localSimilarity = localSimilarity
    self.distanceRatio = distanceRatio
  }

  var isFinite: Bool { query.x.isFinite && query.y.isFinite && reference.x.isFinite && reference.y.isFinite }
}
