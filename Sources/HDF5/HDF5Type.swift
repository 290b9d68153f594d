import CHDF5

/// Type of a dataset's elements, as far as our files use it.
package enum HDF5Type: Hashable, Sendable {
  case uint8, int32, uint32, int64, uint64, float32
  /// UTF-8 in so many bytes, padded with zeros.
  case string(length: Int)
  case variableLengthString
  /// Anything else, described for an error message.
  case other(String)
}

/// A Swift type whose arrays are stored as they lie in memory.
package protocol HDF5Element: BitwiseCopyable {
  static var hdf5Type: HDF5Type { get }
}

extension UInt8: HDF5Element { package static var hdf5Type: HDF5Type { .uint8 } }
extension Int32: HDF5Element { package static var hdf5Type: HDF5Type { .int32 } }
extension UInt32: HDF5Element { package static var hdf5Type: HDF5Type { .uint32 } }
extension Int64: HDF5Element { package static var hdf5Type: HDF5Type { .int64 } }
extension UInt64: HDF5Element { package static var hdf5Type: HDF5Type { .uint64 } }
extension Float: HDF5Element { package static var hdf5Type: HDF5Type { .float32 } }

extension HDF5Type {
  /// Bytes an element takes in memory.
  package var byteCount: Int {
    switch self {
    case .uint8: 1
    case .int32, .uint32, .float32: 4
    case .int64, .uint64: 8
    case .string(let length): length
    case .variableLengthString, .other: MemoryLayout<UnsafeRawPointer>.size
    }
  }

  /// A new type for what lies in a file. To be called inside the library's lock.
  func makeStored() throws(HDF5Failure) -> HDF5Handle {
    switch self {
    case .uint8: try copy(of: chdf5_stored_uint8())
    case .int32: try copy(of: chdf5_stored_int32())
    case .uint32: try copy(of: chdf5_stored_uint32())
    case .int64: try copy(of: chdf5_stored_int64())
    case .uint64: try copy(of: chdf5_stored_uint64())
    case .float32: try copy(of: chdf5_stored_float32())
    case .string(let length): try makeString(byteCount: length)
    case .variableLengthString: try makeString(byteCount: chdf5_variable_length())
    case .other(let description): throw HDF5Failure(reason: "cannot store \(description)")
    }
  }

  /// A new type for what lies in memory. To be called inside the library's lock.
  func makeNative() throws(HDF5Failure) -> HDF5Handle {
    switch self {
    case .uint8: try copy(of: chdf5_native_uint8())
    case .int32: try copy(of: chdf5_native_int32())
    case .uint32: try copy(of: chdf5_native_uint32())
    case .int64: try copy(of: chdf5_native_int64())
    case .uint64: try copy(of: chdf5_native_uint64())
    case .float32: try copy(of: chdf5_native_float32())
    case .string, .variableLengthString, .other: try makeStored()
    }
  }

  /// What a type of a file is. To be called inside the library's lock.
  init(describing id: hid_t) throws(HDF5Failure) {
    let bytes = H5Tget_size(id)
    switch H5Tget_class(id) {
    case H5T_INTEGER:
      switch (bytes, H5Tget_sign(id)) {
      case (1, H5T_SGN_NONE): self = .uint8
      case (4, H5T_SGN_2): self = .int32
      case (4, H5T_SGN_NONE): self = .uint32
      case (8, H5T_SGN_2): self = .int64
      case (8, H5T_SGN_NONE): self = .uint64
      case (_, let sign): self = .other("\(sign == H5T_SGN_NONE ? "UInt" : "Int")\(bytes * 8)")
      }
    case H5T_FLOAT:
      self = bytes == 4 ? .float32 : .other("Float\(bytes * 8)")
    case H5T_STRING:
      let isVariable = try HDF5Library.check(H5Tis_variable_str(id)) > 0
      self = isVariable ? .variableLengthString : .string(length: Int(bytes))
    case let other:
      self = .other("a compound or other type (HDF5 class \(other.rawValue))")
    }
  }

  private func copy(of id: hid_t) throws(HDF5Failure) -> HDF5Handle {
    try HDF5Handle(H5Tcopy(id), closer: H5Tclose)
  }

  private func makeString(byteCount: Int) throws(HDF5Failure) -> HDF5Handle {
    let type = try copy(of: chdf5_c_string())
    try HDF5Library.check(H5Tset_size(type.id, byteCount))
    try HDF5Library.check(H5Tset_strpad(type.id, H5T_STR_NULLPAD))
    try HDF5Library.check(H5Tset_cset(type.id, H5T_CSET_UTF8))
    return type
  }
}

extension HDF5Type: CustomStringConvertible {
  package var description: String {
    switch self {
    case .uint8: "UInt8"
    case .int32: "Int32"
    case .uint32: "UInt32"
    case .int64: "Int64"
    case .uint64: "UInt64"
    case .float32: "Float32"
    case .string(let length): "strings of \(length) bytes"
    case .variableLengthString: "strings of variable length"
    case .other(let description): description
    }
  }
}
