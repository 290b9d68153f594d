/// Integers as our own file formats hold them: the lowest byte first.
package enum LittleEndian {
  package static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// - Precondition: at most 8 bytes.
  package static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    precondition(bytes.count <= 8)
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
