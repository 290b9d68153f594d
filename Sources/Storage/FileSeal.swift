import Files

/// The last 20 bytes of our HDF5 files, behind all that HDF5 knows of, and of an index's segments: they tell a whole file from one that was cut short,
/// and any changed byte from what was written, also where HDF5 keeps no checksum or nothing at all.
///
/// | bytes | content, integers little-endian |
/// |---|---|
/// | 8 | signature: 0x89 `FSL` CR LF 0x1A LF |
/// | 8 | bytes of the file before the seal |
/// | 4 | ``CRC32`` of all before these four |
package enum FileSeal {
  package enum Verdict: Sendable, Hashable {
    case unbroken
    /// The file doesn't end with a seal that counts its bytes: it was cut short, lengthened, or never sealed.
    case missing
    /// What the checksum should be, and what it is: some byte has changed.
    case broken(expected: String, found: String)
  }

  static let signature: [UInt8] = [0x89, 0x46, 0x53, 0x4C, 0x0D, 0x0A, 0x1A, 0x0A]
  package static let byteCount = 20
  private static let checksumBytes = 4

  /// Seals a file that is complete otherwise.
  ///
  /// - Complexity: O(file): it is read once more.
  static func close(_ file: PendingFile) throws(FileError) {
    var length = 0
    var checksum = CRC32()
    try readBlocks(of: file.temporaryPath) {
      checksum.add($0)
      length += $0.count
    }
    try file.append(bytes(length: length, checksum: checksum))
  }

  /// The seal of bytes of that number and checksum.
  package static func bytes(length: Int, checksum: CRC32) -> [UInt8] {
    let start = signature + LittleEndian.bytes(of: UInt64(length))
    var checksum = checksum
    checksum.add(start)
    return start + LittleEndian.bytes(of: checksum.value)
  }

  /// Compares a whole file in memory with its seal.
  package static func verdict(on bytes: UnsafeRawBufferPointer) -> Verdict {
    let end = Array(bytes.suffix(byteCount))
    guard end.count == byteCount, end.starts(with: signature),
      LittleEndian.integer(end[8..<16]) == UInt64(bytes.count - byteCount)
    else { return .missing }
    var checksum = CRC32()
    checksum.add(UnsafeRawBufferPointer(rebasing: bytes.dropLast(checksumBytes)))
    let expected = UInt32(LittleEndian.integer(end.suffix(checksumBytes)))
    return checksum.value == expected
      ? .unbroken : .broken(expected: CRC32.digits(of: expected), found: checksum.digits)
  }

  /// Whether the file ends with a seal that counts its bytes: what can be said without reading all of it.
  package static func isPresent(at path: String) throws(FileError) -> Bool {
    let (end, fileBytes) = try readFileEnd(path, count: byteCount)
    guard end.count == byteCount, end.starts(with: signature) else { return false }
    return LittleEndian.integer(end[8..<16]) == UInt64(fileBytes - byteCount)
  }

  /// Compares all of a file with its seal.
  ///
  /// - Throws: `FileError` when it can't be read.
  /// - Complexity: O(file).
  package static func check(_ path: String) throws(FileError) -> Verdict {
    guard try isPresent(at: path) else { return .missing }
    let end = try readFileEnd(path, count: checksumBytes)
    var left = end.fileBytes - checksumBytes
    var checksum = CRC32()
    try readBlocks(of: path) { block in
      checksum.add(UnsafeRawBufferPointer(rebasing: block.prefix(left)))
      left -= min(left, block.count)
    }
    let expected = UInt32(LittleEndian.integer(end.bytes[...]))
    return checksum.value == expected
      ? .unbroken : .broken(expected: CRC32.digits(of: expected), found: checksum.digits)
  }
}
