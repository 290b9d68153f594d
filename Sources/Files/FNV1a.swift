/// A 64-bit checksum that needs no table and no library.
///
/// Each byte changes the state by a bijection, so two inputs of one length that differ in one byte never have one
/// checksum; others do with a chance of about 2^-64. It protects from accidents, not from intent. Fowler, Noll & Vo;
/// Eastlake et al., "The FNV Non-Cryptographic Hash Algorithm", IETF draft.
package struct FNV1a: Sendable {
  package private(set) var value: UInt64

  /// - Parameter seed: gives each its own checksums; 0 for those of the draft.
  package init(seed: UInt64 = 0) { value = 0xcbf2_9ce4_8422_2325 ^ seed }

  /// - Complexity: O(`bytes.count`), about a nanosecond a byte.
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    // Other modules call this unspecialised, which costs little a call but much a byte.
    if bytes.withContiguousStorageIfAvailable({ addAll($0) }) == nil { addAll(Array(bytes)) }
  }

  /// Adds a name, so that its end counts: "ab", "c" differs from "a", "bc".
  package mutating func add(name: String) {
    add(name.utf8)
    // No byte of UTF-8 is 255.
    add([255])
  }

  private mutating func addAll<Bytes: Sequence<UInt8>>(_ bytes: Bytes) {
    var hash = value
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    value = hash
  }

  /// The checksum as 16 hexadecimal digits.
  package var digits: String { hexadecimal(value, count: 16) }
}
