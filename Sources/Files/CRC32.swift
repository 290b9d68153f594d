import CDeflate

/// The checksum of stored bytes: CRC-32 as zlib, PNG and Python's `zlib.crc32` compute it, so that others can check our
/// files.
///
/// A change within 32 consecutive bits never goes unnoticed; any other does with a chance of 2^-32. It protects from
/// accidents, not from intent.
package struct CRC32: Sendable, Hashable {
  package private(set) var value: UInt32 = 0

  package init() {}

  /// - Complexity: O(`bytes.count`), about 0.1 ns a byte.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
    value = libdeflate_crc32(value, start, bytes.count)
  }

  /// Adds the elements as they lie in memory.
  package mutating func add(_ values: [some BitwiseCopyable]) {
    values.withUnsafeBytes { add($0) }
  }

  /// The checksum as 8 hexadecimal digits.
  package var digits: String { Self.digits(of: value) }

  package static func digits(of value: UInt32) -> String { hexadecimal(value, count: 8) }
}
