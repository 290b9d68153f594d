import CHDF5

/// Attributes of the root group.
extension HDF5File {
  /// What ``attribute(_:)`` finds.
  package enum AttributeValue: Hashable {
    case text(String)
    case integer(Int64)
    /// Anything else, described for an error message.
    case other(String)
  }

  /// Adds a string attribute, in UTF-8.
  package func setAttribute(_ name: String, to text: String) throws(HDF5Failure) {
    var bytes = Array(text.utf8)
    // A type of no bytes does not exist: the empty string is one zero.
    if bytes.isEmpty { bytes = [0] }
    try setAttribute(name, type: .string(length: bytes.count), bytes: bytes)
  }

  /// Adds an integer attribute.
  package func setAttribute(_ name: String, to value: Int64) throws(HDF5Failure) {
    try setAttribute(name, type: .int64, bytes: withUnsafeBytes(of: value) { Array($0) })
  }

  private func setAttribute(_ name: String, type: HDF5Type, bytes: [UInt8]) throws(HDF5Failure) {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    let space = try HDF5Handle(H5Screate(H5S_SCALAR), closer: H5Sclose)
    let (stored, native) = (try type.makeStored(), try type.makeNative())
    defer { withExtendedLifetime((space, stored, native)) {} }
    let id = H5Acreate2(self.id, name, stored.id, space.id, chdf5_default(), chdf5_default())
    let attribute = try HDF5Handle(id, closer: H5Aclose)
    try HDF5Library.check(H5Awrite(attribute.id, native.id, bytes))
    try attribute.close()
  }

  /// The value of an attribute, or nil when there is none of that name.
  package func attribute(_ name: String) throws(HDF5Failure) -> AttributeValue? {
    HDF5Library.enter()
    defer { HDF5Library.leave() }
    guard try HDF5Library.check(H5Aexists(id, name)) > 0 else { return nil }
    let attribute = try HDF5Handle(H5Aopen(id, name, chdf5_default()), closer: H5Aclose)
    let space = try HDF5Handle(H5Aget_space(attribute.id), closer: H5Sclose)
    let stored = try HDF5Handle(H5Aget_type(attribute.id), closer: H5Tclose)
    defer { withExtendedLifetime((attribute, space, stored)) {} }
    let count = try HDF5Library.check(H5Sget_simple_extent_npoints(space.id))
    guard count == 1 else { return .other("\(count) values") }
    // Strings of variable length (a Python str in h5py) are not read: they lie in a heap without checksums, and HDF5
    // 1.10 never comes back from a damaged one.
    let type = try HDF5Type(describing: stored.id)
    switch type {
    case .string(let length):
      guard try length <= byteCount() else { return .other("\(type), more than the file has") }
      // Read as it is stored, however it is padded.
      var bytes = [UInt8](repeating: 0, count: length)
      try HDF5Library.check(H5Aread(attribute.id, stored.id, &bytes))
      return .text(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    default:
      guard H5Tget_class(stored.id) == H5T_INTEGER else { return .other("\(type)") }
      var value: Int64 = 0
      try HDF5Library.check(H5Aread(attribute.id, chdf5_native_int64(), &value))
      return .integer(value)
    }
  }
}

extension HDF5File.AttributeValue: CustomStringConvertible {
  package var description: String {
    switch self {
    case .text(let text): "\"\(text)\""
    case .integer(let value): "\(value)"
    case .other(let description): description
    }
  }
}
