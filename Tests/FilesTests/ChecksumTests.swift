import Testing

@testable import Files

@Suite("FNV1a") struct FNV1aTests {
  @Test(
    "gives the published values",
    arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
      as [(String, UInt64)])
  func published(text: String, value: UInt64) {
    var checksum = FNV1a()
    checksum.add(text.utf8)
    #expect(checksum.value == value)
    // A sequence whose bytes don't lie together.
    var scattered = FNV1a()
    scattered.add(text.utf8.lazy.filter { _ in true })
    #expect(scattered.value == value)
  }
}

@Suite("CRC32") struct CRC32Tests {
  @Test(
    "gives those of zlib and Python, in one piece or many", arguments: [("", "00000000"), ("123456789", "cbf43926")])
  func knownChecksums(text: String, digits: String) {
    var whole = CRC32()
    whole.add(Array(text.utf8))
    #expect(whole.digits == digits)
    var pieces = CRC32()
    for byte in text.utf8 { pieces.add([byte]) }
    #expect(pieces == whole)
  }

  @Test("gives what the polynomial says, bit by bit, for every length and start of the fast code's steps")
  func definition() {
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
    for start in 0..<17 {
      var expected = UInt32.max
      for end in start..<bytes.count {
        var checksum = CRC32()
        bytes[start..<end].withUnsafeBytes { checksum.add($0) }
        guard checksum.value == ~expected else {
          Issue.record("bytes \(start)..<\(end): \(checksum.digits), not \(CRC32.digits(of: ~expected))")
          return
        }
        expected ^= UInt32(bytes[end])
        for _ in 0..<8 { expected = expected >> 1 ^ (expected & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
    }
  }
}

@Suite("LittleEndian") struct LittleEndianTests {
  @Test("the lowest byte comes first, and reading gives back what was written")
  func roundTrip() {
    #expect(LittleEndian.bytes(of: UInt32(0x0102_0304)) == [4, 3, 2, 1])
    #expect(LittleEndian.integer([4, 3, 2, 1]) == 0x0102_0304)
    #expect(LittleEndian.integer([]) == 0)
    #expect(LittleEndian.integer(LittleEndian.bytes(of: UInt64.max)[...]) == .max)
  }
}
