/// The vectors that several models give to the same views of the same photos, one behind another.
///
/// The inner product of two of them is the sum of the models' inner products, and the square of their distance the sum of the squares of
/// theirs: what is near to a query is near by all models together. A model whose vectors are longer counts for more.
public struct ConcatenatedVectors: VectorSource {
  private let parts: [any VectorSource]

  /// - Parameter parts: of each model those of the same photos and views, in the same order.
  /// - Precondition: there is one, and all have as many photos and views as the first.
  public init(_ parts: [any VectorSource]) {
    precondition(!parts.isEmpty, "vectors of no model")
    precondition(
      parts.allSatisfy { $0.count == parts[0].count && $0.views.count == parts[0].views.count },
      "models of other photos or views")
    self.parts = parts
  }

  public var ids: [String] { parts[0].ids }
  public var views: [String] { parts[0].views }
  public var dimension: Int { parts.reduce(0) { $0 + $1.dimension } }
  /// Of several, there is none that made them.
  public var model: VectorModel? { parts.count == 1 ? parts[0].model : nil }

  public func values(of photos: Range<Int>) throws -> [Float] {
    guard parts.count > 1 else { return try parts[0].values(of: photos) }
    let rows = try parts.map { (values: try $0.values(of: photos), dimension: $0.dimension) }
    let count = photos.count * views.count
    var values: [Float] = []
    values.reserveCapacity(count * dimension)
    for row in 0..<count {
      for part in rows { values += part.values[row * part.dimension..<(row + 1) * part.dimension] }
    }
    return values
  }
}
