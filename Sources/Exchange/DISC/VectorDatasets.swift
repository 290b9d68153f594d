import HDF5
import Storage
import Vectors

/// The two datasets in which DISC21's files keep vectors: one of rows, one of ids.
extension VectorSet {
  /// Refuses what is not one finite vector for each of several different ids.
  ///
  /// - Parameter id: what to make of a name in the file.
  init(
    _ file: ForeignFile, vectors: String, ids: String, id: (String) -> String = { $0 }
  ) throws(StoreError) {
    let (values, shape) = try file.floats(vectors, shape: [nil, nil])
    self.init(
      ids: try file.distinctIDs(ids, count: shape[0], id: id), dimension: shape[1], values: values)
  }

  /// - Precondition: the whole photo is the only view.
  func write(to file: HDF5File, vectors: String, ids: String) throws(HDF5Failure) {
    precondition(views.count == 1, "DISC21's files have one vector a photo, not \(views)")
    try file.write(values, shape: [count, dimension], to: vectors)
    try file.write(strings: self.ids, to: ids)
  }
}

/// The same datasets, whose vectors are read when they are needed.
struct ForeignVectors: VectorSource {
  let ids: [String]
  private let rows: ForeignRows

  /// - Parameter id: what to make of a name in the file.
  /// - Throws: ``StoreError`` where there aren't as many different ids as rows, or the file doesn't hold all.
  init(_ file: ForeignFile, vectors: String, ids: String, id: (String) -> String = { $0 }) throws(StoreError) {
    rows = try file.floatRows(vectors)
    self.ids = try file.distinctIDs(ids, count: rows.count, id: id)
  }

  var views: [String] { VectorSet.wholePhoto }
  var dimension: Int { rows.columns }
  var model: VectorModel? { nil }

  func values(of photos: Range<Int>) throws -> [Float] {
    let values = try rows.values(of: photos)
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let index = photos.lowerBound + bad / dimension
      throw rows.file.error(
        .image(index: index, name: ids[index], reason: "a number of its vector is \(values[bad])"))
    }
    return values
  }
}

extension ForeignFile {
  /// The ids of photos: not empty, and all different.
  fileprivate func distinctIDs(_ name: String, count: Int, id: (String) -> String) throws(StoreError) -> [String] {
    let ids = try strings(name, count: count).map(id)
    if let index = ids.firstIndex(of: "") {
      throw error(.value(dataset: name, index: index, found: "empty", expected: "a photo's name"))
    }
    if let (first, second) = ids.firstRepetition() {
      throw error(
        .value(dataset: name, index: second, found: "\"\(ids[second])\", as \(first) is", expected: "one of its own"))
    }
    return ids
  }
}
