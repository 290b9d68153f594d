/// A point of the query and the point of the reference that it is believed to be.
///
/// Pixels: x right, y down, (0, 0) = centre of the top-left pixel.
public struct Correspondence: Sendable, Hashable {
  public var query: SIMD2<Double>
  public var reference: SIMD2<Double>

  public init(query: SIMD2<Double>, reference: SIMD2<Double>) {
    self.query = query
    self.reference = reference
  }

  var isFinite: Bool { query.x.isFinite && query.y.isFinite && reference.x.isFinite && reference.y.isFinite }
}
