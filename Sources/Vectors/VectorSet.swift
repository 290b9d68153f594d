/// One vector a photo, as global descriptors describe photos as a whole.
///
/// Memory layout: `count` rows of `dimension` numbers each, without padding.
public struct VectorSet: Sendable, Hashable {
  /// One a photo, in the order of the rows.
  public let ids: [String]
  /// Numbers of a vector.
  public let dimension: Int
  public let values: [Float]
  /// What made the vectors; nil where nobody said.
  public let model: VectorModel?

  /// - Precondition: there are as many rows as ids.
  public init(ids: [String], dimension: Int, values: [Float], model: VectorModel? = nil) {
    let (expected, isHuge) = ids.count.multipliedReportingOverflow(by: dimension)
    precondition(!isHuge && values.count == expected, "\(values.count) values are not \(ids.count) × \(dimension)")
    self.ids = ids
    self.dimension = dimension
    self.values = values
    self.model = model
  }

  public var count: Int { ids.count }

  /// The vector at `index`.
  public subscript(index: Int) -> ArraySlice<Float> { values[index * dimension..<(index + 1) * dimension] }

  /// The same with the ids in the order of their bytes.
  public var sortedByID: VectorSet {
    let order = ids.indices.sorted { ids[$0].utf8.lexicographicallyPrecedes(ids[$1].utf8) }
    var values: [Float] = []
    values.reserveCapacity(self.values.count)
    for index in order { values += self[index] }
    return VectorSet(ids: order.map { ids[$0] }, dimension: dimension, values: values, model: model)
  }
}

extension Collection<String> {
  /// The first id that was there before, behind where it was; nil where all differ.
  package func firstRepetition() -> (first: Int, second: Int)? {
    var places: [String: Int] = [:]
    for (index, id) in enumerated() {
      if let first = places.updateValue(index, forKey: id) { return (first, index) }
    }
    return nil
  }
}
