/// A point of the query and the point of the reference that it is believed to be.
///
/// Pixels: x right, y down, (0, 0) = centre of the top-left pixel.
public struct Correspondence: Sendable, Hashable {
  public var query: SIMD2<Double>
  public var reference: SIMD2<Double>
  /// How the point's surroundings were turned and enlarged, as far as the two keypoints tell: a step (1, 0) in the query
  /// is this step in the reference. nil where nothing is known.
  public var turn: SIMD2<Double>?
  /// What tells good matches from doubtful ones, such as the ratio of distances: the smaller, the earlier it is tried.
  public var doubt: Double

  public init(
    query: SIMD2<Double>, reference: SIMD2<Double>, turn: SIMD2<Double>? = nil, doubt: Double = 0
  ) {
    self.query = query
    self.reference = reference
    self.turn = turn
    self.doubt = doubt
  }

  var isFinite: Bool { query.x.isFinite && query.y.isFinite && reference.x.isFinite && reference.y.isFinite }
}
