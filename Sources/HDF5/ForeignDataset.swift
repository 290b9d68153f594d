import CHDF5

/// A dataset of a file that another tool wrote, read as a whole, or row by row.
///
/// Such files often lack checksums, and HDF5 believes what a damaged one says. So nothing is read before it is known that
/// the file holds as many bytes as the dataset claims (``HDF5Storage``), in pieces of the size that HDF5 expects: with smaller ones
/// it reads beyond its own memory.
package struct ForeignDataset: Sendable {
  package enum Element: Hashable, Sendable {
    /// IEEE 754 of 16, 32 or 64 bits.
    case float(bits: Int)
    case integer(bits: Int, isSigned: Bool)
    case string(length: Int)
    case variableLengthString
    /// Anything else, described for an error message.
    case other(String)
  }

  package let element: Element
  /// Its extents; empty for a single value, nil for a dataset without any.
  package let shape: [Int]?
  private static let mostChunks = 1 << 15

  private let handle: HDF5Handle
  private let storedType: HDF5Handle
  private let file: HDF5File

  /// Opens a dataset; the path must be one: see ``HDF5File/object(at:)``.
  package init(_ path: String, in file: HDF5File) throws(HDF5Failure) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    handle = try HDF5Handle(H5Dopen2(file.id, path, chdf5_default()), closer: H5Dclose)
    storedType = try HDF5Handle(H5Dget_type(handle.id), closer: H5Tclose)
    element = try Element(describing: storedType.id)
    let space = try HDF5Handle(H5Dget_space(handle.id), closer: H5Sclose)
    defer { withExtendedLifetime(space) {} }
    if H5Sget_simple_extent_type(space.id) == H5S_NULL {
      shape = nil
    } else {
      let rank = Int(try HDF5Library.check(H5Sget_simple_extent_ndims(space.id)))
      var extents = [hsize_t](repeating: 0, count: rank)
      try HDF5Library.check(H5Sget_simple_extent_dims(space.id, &extents, nil))
      shape = extents.map { Int(clamping: $0) }
    }
    self.file = file
  }

  /// All values in the order of the file, row by row.
  ///
  /// - Precondition: they are floats.
  package func floats() throws(HDF5Failure) -> [Float] {
    guard case .float = element else { preconditionFailure("\(element) are no floats") }
    return try values { chdf5_native_float32() }
  }

  /// Makes sure that the file holds all values, as ``floats(rows:)`` needs.
  package func requireValues() throws(HDF5Failure) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    _ = try pieces()
  }

  /// The values of some rows, row by row.
  ///
  /// - Precondition: they are floats of two extents, the file holds them (``requireValues()``), and there are such rows.
  package func floats(rows: Range<Int>) throws(HDF5Failure) -> [Float] {
    guard case .float = element, let shape, shape.count == 2 else { preconditionFailure("\(element) in no rows") }
    precondition(0 <= rows.lowerBound && rows.upperBound <= shape[0], "there are no rows \(rows)")
    let count = rows.count * shape[1]
    guard count > 0 else { return [] }
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let extents = [hsize_t(rows.count), hsize_t(shape[1])]
    let selection = try HDF5Handle(H5Dget_space(handle.id), closer: H5Sclose)
    try HDF5Library.check(
      H5Sselect_hyperslab(selection.id, H5S_SELECT_SET, [hsize_t(rows.lowerBound), 0], nil, extents, nil))
    let memory = try HDF5Handle(H5Screate_simple(2, extents, nil), closer: H5Sclose)
    defer { withExtendedLifetime((selection, memory)) {} }
    var status: herr_t = 0
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      status = H5Dread(
        handle.id, chdf5_native_float32(), memory.id, selection.id, chdf5_default(), buffer.baseAddress)
      if status >= 0 { initialized = count }
    }
    try HDF5Library.check(status)
    return values
  }

  /// All values in the order of the file, row by row; those beyond Int64 as its bounds.
  ///
  /// - Precondition: they are integers.
  package func integers() throws(HDF5Failure) -> [Int64] {
    guard case .integer = element else { preconditionFailure("\(element) are no integers") }
    return try values { chdf5_native_int64() }
  }

  /// All strings; bytes that are no UTF-8 are an error.
  ///
  /// - Precondition: they are strings.
  package func strings() throws(HDF5Failure) -> [String] {
    let fields: [ArraySlice<UInt8>]
    switch element {
    case .string(let length):
      let bytes: [UInt8] = try values(perElement: length) { storedType.id }
      fields = (0..<count).map { bytes[$0 * length..<($0 + 1) * length].prefix { $0 != 0 } }
    case .variableLengthString:
      fields = try variableLengthStrings().map { $0.prefix { $0 != 0 } }
    default: preconditionFailure("\(element) are no strings")
    }
    var strings: [String] = []
    strings.reserveCapacity(fields.count)
    for field in fields {
      guard let string = String(validating: field, as: UTF8.self) else {
        throw HDF5Failure(reason: "string \(strings.count) is no UTF-8")
      }
      strings.append(string)
    }
    return strings
  }

  private var count: Int { (shape ?? [0]).reduce(1, *) }

  private func values<Value: BitwiseCopyable>(
    perElement width: Int = 1, as native: () -> hid_t
  ) throws(HDF5Failure) -> [Value] {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let pieces = try pieces()
    // An array of no capacity is the one that all empty arrays share: nobody may write to it.
    guard !pieces.isEmpty, count * width > 0 else { return [] }
    var status: herr_t = 0
    let values = [Value](unsafeUninitializedCapacity: count * width) { buffer, initialized in
      status = H5Dread(handle.id, native(), chdf5_all(), chdf5_all(), chdf5_default(), buffer.baseAddress)
      if status >= 0 { initialized = count * width }
    }
    try HDF5Library.check(status)
    return values
  }

  /// HDF5 1.10 loops or crashes on heaps that are damaged, hence one of our own.
  private func variableLengthStrings() throws(HDF5Failure) -> [ArraySlice<UInt8>] {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    var heap = try HDF5GlobalHeap(of: file)
    var strings: [ArraySlice<UInt8>] = []
    for piece in try pieces() {
      guard let address = piece.address else {
        throw HDF5Failure(reason: "strings of variable length in an object header are not read")
      }
      strings += try heap.strings(at: address, count: piece.count)
    }
    return strings
  }
}

// MARK: Storage

extension ForeignDataset {
  /// Elements that lie together in the file; the address is nil where HDF5 keeps it to itself.
  private struct Piece {
    let address: UInt64?
    let count: Int
  }

  /// Where the elements lie, once the file is known to hold them: pieces of rows, in their order; none where there are no
  /// elements. To be called inside the library's lock.
  private func pieces() throws(HDF5Failure) -> [Piece] {
    let storage = try HDF5Storage(
      of: handle, in: file, shape: shape ?? [0], elementBytes: storedByteCount, allowsChecksums: false)
    switch storage.layout {
    case nil: return []
    case .compact?: return [Piece(address: nil, count: count)]
    case .contiguous?:
      let address = H5Dget_offset(handle.id)
      try checkBounds(address, storage.byteCount, fileBytes: storage.fileBytes)
      return [Piece(address: UInt64(address), count: count)]
    case .chunked(let chunk)?: return try chunks(of: chunk, fileBytes: storage.fileBytes)
    }
  }

  /// - Parameter chunk: extents of each.
  private func chunks(of chunk: [Int], fileBytes: Int) throws(HDF5Failure) -> [Piece] {
    guard let shape, !shape.isEmpty else { throw HDF5Storage.incomplete }
    let chunkBytes = chunk.reduce(storedByteCount, *)
    let total = zip(shape, chunk).reduce(1) { $0 * (($1.0 + $1.1 - 1) / $1.1) }
    guard total <= fileBytes / chunkBytes else { throw HDF5Storage.incomplete }
    // HDF5 looks through all chunks for each of them: this many take seconds.
    guard total <= Self.mostChunks else {
      throw HDF5Failure(
        reason:
          "its values lie in \(total) pieces, but must in at most \(Self.mostChunks): h5repack -l CONTI makes them one")
    }
    var pieces: [Piece] = []
    for index in 0..<total {
      // Row by row of the grid of chunks.
      var rest = index
      var corner = [hsize_t](repeating: 0, count: shape.count)
      for axis in shape.indices.reversed() {
        let steps = (shape[axis] + chunk[axis] - 1) / chunk[axis]
        corner[axis] = hsize_t(rest % steps * chunk[axis])
        rest /= steps
      }
      var (mask, address, size): (UInt32, haddr_t, hsize_t) = (0, 0, 0)
      try HDF5Library.check(H5Dget_chunk_info_by_coord(handle.id, corner, &mask, &address, &size))
      guard size == hsize_t(chunkBytes) else { throw HDF5Storage.incomplete }
      try checkBounds(address, chunkBytes, fileBytes: fileBytes)
      pieces.append(Piece(address: UInt64(address), count: min(chunk[0], shape[0] - Int(corner[0]))))
    }
    return pieces
  }

  private func checkBounds(_ address: haddr_t, _ bytes: Int, fileBytes: Int) throws(HDF5Failure) {
    guard let start = Int(exactly: address), start <= fileBytes - bytes else { throw HDF5Storage.incomplete }
  }

  /// Bytes of an element in the file.
  private var storedByteCount: Int {
    switch element {
    case .float(let bits), .integer(let bits, _): bits / 8
    case .string(let length): length
    case .variableLengthString: HDF5GlobalHeap.referenceBytes
    case .other: 1
    }
  }
}

// MARK: Types

extension ForeignDataset.Element: CustomStringConvertible {
  /// What a type of a file is, exactly. To be called inside the library's lock.
  fileprivate init(describing id: hid_t) throws(HDF5Failure) {
    let bytes = H5Tget_size(id)
    let bits = bytes * 8
    switch H5Tget_class(id) {
    case H5T_INTEGER where [1, 2, 4, 8].contains(bytes) && Self.isWhole(id, bits: bits):
      self = .integer(bits: bits, isSigned: H5Tget_sign(id) == H5T_SGN_2)
    case H5T_FLOAT where Self.isIEEE(id, bits: bits):
      self = .float(bits: bits)
    case H5T_STRING:
      let isVariable = try HDF5Library.check(H5Tis_variable_str(id)) > 0
      self = isVariable ? .variableLengthString : .string(length: bytes)
    case H5T_INTEGER, H5T_FLOAT: self = .other("numbers of an unusual layout")
    case let other: self = .other("a compound or other type (HDF5 class \(other.rawValue))")
    }
  }

  private static func isWhole(_ id: hid_t, bits: Int) -> Bool {
    let order = H5Tget_order(id)
    return H5Tget_precision(id) == bits && H5Tget_offset(id) == 0 && (order == H5T_ORDER_LE || order == H5T_ORDER_BE)
  }

  private static func isIEEE(_ id: hid_t, bits: Int) -> Bool {
    let layouts: [Int: (exponent: Int, mantissa: Int, bias: Int)] = [
      16: (5, 10, 15), 32: (8, 23, 127), 64: (11, 52, 1023),
    ]
    guard let layout = layouts[bits], isWhole(id, bits: bits) else { return false }
    var (sign, exponentStart, exponent, mantissaStart, mantissa) = (0, 0, 0, 0, 0)
    guard H5Tget_fields(id, &sign, &exponentStart, &exponent, &mantissaStart, &mantissa) >= 0 else { return false }
    return sign == bits - 1 && exponentStart == layout.mantissa && exponent == layout.exponent && mantissaStart == 0
      && mantissa == layout.mantissa && H5Tget_ebias(id) == layout.bias && H5Tget_norm(id) == H5T_NORM_IMPLIED
  }

  package var description: String {
    switch self {
    case .float(let bits): "Float\(bits)"
    case .integer(let bits, let isSigned): "\(isSigned ? "Int" : "UInt")\(bits)"
    case .string(let length): "strings of \(length) bytes"
    case .variableLengthString: "strings of variable length"
    case .other(let description): description
    }
  }
}
