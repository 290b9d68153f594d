import HDF5
import Storage

/// One vector a photo, as deep models describe photos as a whole.
public struct GlobalDescriptors: Sendable, Hashable {
  /// One a photo, in the order of the rows.
  public let ids: [String]
  /// Numbers of a vector.
  public let dimension: Int
  /// `ids.count` rows of `dimension` numbers each, without padding.
  public let values: [Float]

  /// - Precondition: there are as many rows as ids.
  public init(ids: [String], dimension: Int, values: [Float]) {
    precondition(values.count == ids.count * dimension, "\(values.count) values are not \(ids.count) × \(dimension)")
    self.ids = ids
    self.dimension = dimension
    self.values = values
  }

  public var count: Int { ids.count }

  /// The vector at `index`.
  public subscript(index: Int) -> ArraySlice<Float> { values[index * dimension..<(index + 1) * dimension] }

  /// The same with the ids in the order of their bytes.
  public var sortedByID: GlobalDescriptors {
    let order = ids.indices.sorted { ids[$0].utf8.lexicographicallyPrecedes(ids[$1].utf8) }
    var values: [Float] = []
    values.reserveCapacity(self.values.count)
    for index in order { values += self[index] }
    return GlobalDescriptors(ids: order.map { ids[$0] }, dimension: dimension, values: values)
  }

  /// Reads the two datasets that hold them; refuses what is not one finite vector for each of several different ids.
  ///
  /// - Parameter id: what to make of a name in the file.
  init(
    _ file: ForeignFile, vectors: String, ids: String, id: (String) -> String = { $0 }
  ) throws(StoreError) {
    let (values, shape) = try file.floats(vectors, shape: [nil, nil])
    let names = try file.strings(ids, count: shape[0]).map(id)
    if let index = names.firstIndex(of: "") {
      throw file.error(.value(dataset: ids, index: index, found: "empty", expected: "a photo's name"))
    }
    if let (first, second) = firstRepetition(in: names) {
      throw file.error(
        .value(dataset: ids, index: second, found: "\"\(names[second])\", as \(first) is", expected: "one of its own"))
    }
    self.init(ids: names, dimension: shape[1], values: values)
  }

  func write(to file: HDF5File, vectors: String, ids: String) throws(HDF5Failure) {
    try file.write(values, shape: [count, dimension], to: vectors)
    try file.write(strings: self.ids, to: ids)
  }
}

/// The first name that was there before, behind where it was.
private func firstRepetition(in names: [String]) -> (first: Int, second: Int)? {
  var places: [String: Int] = [:]
  for (index, name) in names.enumerated() {
    if let first = places.updateValue(index, forKey: name) { return (first, index) }
  }
  return nil
}
