import CHDF5

/// Whole arrays, as other tools store them: in one piece each, in groups that are made on the way.
extension HDF5File {
  /// Adds a dataset.
  ///
  /// - Parameters:
  ///   - path: names joined by `/`; groups that are missing are made.
  ///   - shape: its extents.
  /// - Precondition: there are as many values as the shape has places.
  package func write<Element: HDF5Element>(
    _ values: [Element], shape: [Int], to path: String
  ) throws(HDF5Failure) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values do not fit \(shape)")
    try write(values, count: values.count, type: Element.hdf5Type, shape: shape, to: path)
  }

  /// Adds a dataset of one dimension of strings, in UTF-8 of the fixed length of the longest.
  package func write(strings: [String], to path: String) throws(HDF5Failure) {
    let rows = strings.map { Array($0.utf8) }
    let length = max(rows.lazy.map(\.count).max() ?? 0, 1)
    let bytes = rows.flatMap { $0 + [UInt8](repeating: 0, count: length - $0.count) }
    try write(bytes, count: strings.count, type: .string(length: length), shape: [strings.count], to: path)
  }

  private func write<Element: BitwiseCopyable>(
    _ values: [Element], count: Int, type: HDF5Type, shape: [Int], to path: String
  ) throws(HDF5Failure) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    try makeGroups(above: path)
    // Without times, equal content gives equal bytes.
    let creation = try HDF5Handle(H5Pcreate(chdf5_dataset_create()), closer: H5Pclose)
    try HDF5Library.check(H5Pset_obj_track_times(creation.id, false))
    let space = try HDF5Handle(
      H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil), closer: H5Sclose)
    let (stored, native) = (try type.makeStored(), try type.makeNative())
    defer { withExtendedLifetime((creation, space, stored, native)) {} }
    let id = H5Dcreate2(self.id, path, stored.id, space.id, chdf5_default(), creation.id, chdf5_default())
    let dataset = try HDF5Handle(id, closer: H5Dclose)
    if count > 0 {
      try HDF5Library.check(
        H5Dwrite(dataset.id, native.id, chdf5_all(), chdf5_all(), chdf5_default(), values))
    }
    try dataset.close()
  }

  /// One by one, as HDF5 would note the time in those that it makes on the way. To be called inside the library's lock.
  private func makeGroups(above path: String) throws(HDF5Failure) {
    var group = ""
    for part in path.split(separator: "/").dropLast() {
      group += "/" + part
      guard try HDF5Library.check(H5Lexists(id, group, chdf5_default())) == 0 else { continue }
      let creation = try HDF5Handle(H5Pcreate(chdf5_group_create()), closer: H5Pclose)
      defer { withExtendedLifetime(creation) {} }
      try HDF5Library.check(H5Pset_obj_track_times(creation.id, false))
      let made = H5Gcreate2(id, group, chdf5_default(), creation.id, chdf5_default())
      try HDF5Handle(made, closer: H5Gclose).close()
    }
  }
}
