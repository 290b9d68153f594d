import Files
import Storage

/// Files with the checksums that they would have if somebody had meant what they say. Without them a fuzzer sees little but the
/// comparison of checksums, which it doesn't guess.
enum Resealing {
  /// A file of ours that ends with a seal.
  static func sealed(_ file: [UInt8]) -> [UInt8] {
    let body = Array(file.dropLast(FileSeal.byteCount))
    return body + FileSeal.bytes(length: body.count, checksum: checksum(of: body))
  }

  /// A manifest of an index over local features: the checksum of its first line is the second one.
  static func sealed(manifest: [UInt8]) -> [UInt8] {
    let line = Array(manifest.prefix { $0 != UInt8(ascii: "\n") })
    return line + Array("\n\(checksum(of: line).digits)\n".utf8)
  }

  /// A segment of an index over local features: of its tables, its header and its whole.
  static func sealed(segment: [UInt8]) -> [UInt8] {
    guard segment.count >= headerBytes else { return sealed(segment) }
    var segment = segment
    func count(_ place: Int) -> Int { Int(LittleEndian.integer(segment[place..<place + 4])) }
    let (photos, words, nameBytes) = (count(24), count(32), count(48))
    let tablesEnd = headerBytes + 12 * photos + nameBytes + 4 * words
    if tablesEnd <= segment.count {
      let tables = checksum(of: segment[headerBytes..<tablesEnd])
      segment.replaceSubrange(56..<60, with: LittleEndian.bytes(of: tables.value))
    }
    segment.replaceSubrange(60..<headerBytes, with: LittleEndian.bytes(of: checksum(of: segment[..<60]).value))
    return sealed(segment)
  }

  private static let headerBytes = 64

  private static func checksum(of bytes: some Sequence<UInt8>) -> CRC32 {
    var checksum = CRC32()
    checksum.add(Array(bytes))
    return checksum
  }
}
