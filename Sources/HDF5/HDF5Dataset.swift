import CHDF5

/// A dataset of one or more dimensions whose rows (all that lies at one place of the first) can be read, and in a file that is being made also added, in pieces.
///
/// Safe to share between tasks.
package final class HDF5Dataset: Sendable {
  package let type: HDF5Type
  /// Its extents when it was opened or created.
  package let shape: [Int]
  private let handle: HDF5Handle
  private let nativeType: HDF5Handle
  // Keeps the file open.
  private let file: HDF5File

  /// Bytes a row takes in memory.
  package var rowByteCount: Int { shape.dropFirst().reduce(type.byteCount, *) }

  private init(handle: HDF5Handle, nativeType: HDF5Handle, type: HDF5Type, shape: [Int], file: HDF5File) {
    self.handle = handle
    self.nativeType = nativeType
    self.type = type
    self.shape = shape
    self.file = file
  }

  /// Opens a dataset of the root group, whose values lie in the file itself and may all be there: see ``HDF5Storage``.
  package static func open(_ name: String, in file: HDF5File) throws(HDF5Failure) -> HDF5Dataset {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    guard try file.object(at: name) == .dataset else {
      throw HDF5Failure(reason: "\(name) is no dataset, but a group, a type or a link, which is not followed")
    }
    let handle = try HDF5Handle(H5Dopen2(file.id, name, chdf5_default()), closer: H5Dclose)
    let stored = try HDF5Handle(H5Dget_type(handle.id), closer: H5Tclose)
    let type = try HDF5Type(describing: stored.id)
    let space = try HDF5Handle(H5Dget_space(handle.id), closer: H5Sclose)
    defer { withExtendedLifetime((handle, stored, space)) {} }
    let rank = Int(try HDF5Library.check(H5Sget_simple_extent_ndims(space.id)))
    var extents = [hsize_t](repeating: 0, count: rank)
    try HDF5Library.check(H5Sget_simple_extent_dims(space.id, &extents, nil))
    let shape = extents.map { Int(clamping: $0) }
    do throws(HDF5Failure) {
      _ = try HDF5Storage(
        of: handle, in: file, shape: shape, elementBytes: H5Tget_size(stored.id), allowsChecksums: true)
    } catch {
      throw HDF5Failure(reason: "\(name): \(error.reason)")
    }
    // Strings are read as they are stored, however they are padded; all else is converted to this machine's order.
    let native: HDF5Handle =
      switch type {
      case .string, .variableLengthString, .other: stored
      default: try type.makeNative()
      }
    return HDF5Dataset(
      handle: handle, nativeType: native, type: type, shape: shape, file: file)
  }

  /// Adds an empty dataset of one dimension, or of two, to the root group.
  ///
  /// - Parameter columns: elements of a row; nil for a dataset of one dimension.
  package static func create(
    _ name: String, in file: HDF5File, type: HDF5Type, columns: Int? = nil, chunkRows: Int,
    isChecksummed: Bool = false
  ) throws(HDF5Failure) -> HDF5Dataset {
    try create(
      name, in: file, type: type, rowShape: columns.map { [$0] } ?? [], chunkRows: chunkRows,
      isChecksummed: isChecksummed)
  }

  /// Adds an empty dataset to the root group, to be filled by ``write(_:atRow:)``.
  ///
  /// - Parameters:
  ///   - rowShape: extents of a row; none where it is one element.
  ///   - chunkRows: rows that are stored together and allocated at once.
  ///   - isChecksummed: whether reading notices damaged bytes. It makes reading one row cost a whole chunk.
  ///   - isFilled: whether the first row that is written to a chunk sets the others to zero, for which HDF5 makes the
  ///     whole chunk in memory. Without, what is never written has whatever bytes lie there.
  package static func create(
    _ name: String, in file: HDF5File, type: HDF5Type, rowShape: [Int], chunkRows: Int, isChecksummed: Bool = false,
    isFilled: Bool = true
  ) throws(HDF5Failure) -> HDF5Dataset {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let width = rowShape.map { hsize_t($0) }
    let creation = try HDF5Handle(H5Pcreate(chdf5_dataset_create()), closer: H5Pclose)
    try HDF5Library.check(H5Pset_chunk(creation.id, Int32(1 + width.count), [hsize_t(max(chunkRows, 1))] + width))
    try HDF5Library.check(H5Pset_obj_track_times(creation.id, false))
    if isChecksummed { try HDF5Library.check(H5Pset_fletcher32(creation.id)) }
    if !isFilled { try HDF5Library.check(H5Pset_fill_time(creation.id, H5D_FILL_TIME_NEVER)) }
    let extents = H5Screate_simple(Int32(1 + width.count), [0] + width, [chdf5_unlimited()] + width)
    let space = try HDF5Handle(extents, closer: H5Sclose)
    let stored = try type.makeStored()
    defer { withExtendedLifetime((creation, space, stored)) {} }
    let id = H5Dcreate2(file.id, name, stored.id, space.id, chdf5_default(), creation.id, chdf5_default())
    return HDF5Dataset(
      handle: try HDF5Handle(id, closer: H5Dclose), nativeType: try type.makeNative(), type: type,
      shape: [0] + rowShape, file: file)
  }

  /// Writes whole rows, making the dataset end behind them.
  ///
  /// - Precondition: `bytes` holds whole rows of this dataset's type.
  package func write(_ bytes: UnsafeRawBufferPointer, atRow row: Int) throws(HDF5Failure) {
    precondition(bytes.count % rowByteCount == 0, "\(bytes.count) bytes are no multiple of \(rowByteCount)")
    let count = bytes.count / rowByteCount
    guard count > 0 else { return }
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let width = shape.dropFirst().map { hsize_t($0) }
    try HDF5Library.check(H5Dset_extent(handle.id, [hsize_t(row + count)] + width))
    let (memory, selection) = try select(rows: row..<row + count)
    defer { withExtendedLifetime((memory, selection)) {} }
    try HDF5Library.check(
      H5Dwrite(handle.id, nativeType.id, memory.id, selection.id, chdf5_default(), bytes.baseAddress))
  }

  /// Reads whole rows.
  ///
  /// - Precondition: `bytes` has exactly the room that the rows take.
  package func read(rows: Range<Int>, into bytes: UnsafeMutableRawBufferPointer) throws(HDF5Failure) {
    precondition(bytes.count == rows.count * rowByteCount, "\(rows.count) rows do not fit \(bytes.count) bytes")
    guard !bytes.isEmpty else { return }
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let (memory, selection) = try select(rows: rows)
    defer { withExtendedLifetime((memory, selection)) {} }
    try HDF5Library.check(
      H5Dread(handle.id, nativeType.id, memory.id, selection.id, chdf5_default(), bytes.baseAddress))
  }

  /// Closes the dataset, which writes what is still in memory of it.
  package func close() throws(HDF5Failure) {
    try handle.close()
  }

  private func select(rows: Range<Int>) throws(HDF5Failure) -> (memory: HDF5Handle, selection: HDF5Handle) {
    let width = shape.dropFirst().map { hsize_t($0) }
    let start = [hsize_t(rows.lowerBound)] + width.map { _ in 0 }
    let count = [hsize_t(rows.count)] + width
    let selection = try HDF5Handle(H5Dget_space(handle.id), closer: H5Sclose)
    try HDF5Library.check(H5Sselect_hyperslab(selection.id, H5S_SELECT_SET, start, nil, count, nil))
    let memory = try HDF5Handle(H5Screate_simple(Int32(count.count), count, nil), closer: H5Sclose)
    return (memory, selection)
  }
}

extension HDF5Dataset {
  /// Writes whole rows.
  ///
  /// - Precondition: `Element` is the dataset's type.
  package func write<Element: HDF5Element>(_ values: [Element], atRow row: Int) throws(HDF5Failure) {
    precondition(Element.hdf5Type == type, "\(Element.hdf5Type) elements do not fit \(type)")
    try writeBytes(of: values, atRow: row)
  }

  /// Writes fixed-length strings given as bytes, padding included.
  package func writeStringBytes(_ bytes: [UInt8], atRow row: Int) throws(HDF5Failure) {
    try writeBytes(of: bytes, atRow: row)
  }

  /// Reads whole rows, one after the other.
  ///
  /// - Precondition: `Element` is the dataset's type.
  package func read<Element: HDF5Element>(rows: Range<Int>, as _: Element.Type) throws(HDF5Failure) -> [Element] {
    precondition(Element.hdf5Type == type, "\(type) can't be read as \(Element.hdf5Type)")
    return try readBytes(rows: rows)
  }

  /// Reads fixed-length strings as bytes, padding included.
  package func readStringBytes(rows: Range<Int>) throws(HDF5Failure) -> [UInt8] {
    try readBytes(rows: rows)
  }

  // The closures of the standard library know no typed errors, hence the way around by Result.

  private func writeBytes<Element: BitwiseCopyable>(of values: [Element], atRow row: Int) throws(HDF5Failure) {
    let result = values.withUnsafeBytes { bytes in
      Result { () throws(HDF5Failure) in try write(bytes, atRow: row) }
    }
    try result.get()
  }

  private func readBytes<Element: BitwiseCopyable>(rows: Range<Int>) throws(HDF5Failure) -> [Element] {
    // An array of no capacity is the one that all empty arrays share: nobody may write to it.
    guard !rows.isEmpty else { return [] }
    let count = rows.count * rowByteCount / MemoryLayout<Element>.stride
    var result: Result<Void, HDF5Failure> = .success(())
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      // The capacity may be larger than asked for.
      let room = UnsafeMutableRawBufferPointer(buffer)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: room[..<(rows.count * rowByteCount)])
      result = Result { () throws(HDF5Failure) in try read(rows: rows, into: bytes) }
      if case .success = result { initialized = count }
    }
    try result.get()
    return values
  }
}
