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
    let names = try file.strings(ids, count: shape[0]).map(id)
    if let index = names.firstIndex(of: "") {
      throw file.error(.value(dataset: ids, index: index, found: "empty", expected: "a photo's name"))
    }
    if let (first, second) = names.firstRepetition() {
      throw file.error(
        .value(dataset: ids, index: second, found: "\"\(names[second])\", as \(first) is", expected: "one of its own"))
    }
    self.init(ids: names, dimension: shape[1], values: values)
  }

  /// - Precondition: the whole photo is the only view.
  func write(to file: HDF5File, vectors: String, ids: String) throws(HDF5Failure) {
    precondition(views.count == 1, "DISC21's files have one vector a photo, not \(views)")
    try file.write(values, shape: [count, dimension], to: vectors)
    try file.write(strings: self.ids, to: ids)
  }
}
