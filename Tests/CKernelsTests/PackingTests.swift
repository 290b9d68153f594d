import CKernels
import Testing

extension KernelTests {
  @Suite("fk_pack") struct PackingTests {
    @Test("needs whole blocks of 16 rows", arguments: [(0, 0), (1, 1), (15, 1), (16, 1), (17, 2), (1000, 63)])
    func size(count: Int, blocks: Int) {
      #expect(fk_packed_size(count, 32) == blocks * 512)
      #expect(fk_packed_size(count, 128) == blocks * 2112)
    }

    @Test(
      "lays the same word of 16 rows side by side, pads with zeros, and leaves the rest alone", arguments: [32, 128])
    func layout(rowBytes: Int) {
      let count = 18
      let rows = (0..<count * rowBytes).map { UInt8(truncatingIfNeeded: $0 &* 7 + $0 / 251) }
      let size = fk_packed_size(count, rowBytes)
      var packed = [UInt8](repeating: 0xAA, count: size + 5)
      fk_pack(rows, count, rowBytes, &packed, packed.count)

      let blockBytes = size / 2
      for row in 0..<32 {
        let bytes =
          row < count ? Array(rows[row * rowBytes..<(row + 1) * rowBytes]) : .init(repeating: 0, count: rowBytes)
        let lane = row / 16 * blockBytes + row % 16 * 4
        let words = (0..<rowBytes / 4).flatMap { packed[lane + 64 * $0..<lane + 64 * $0 + 4] }
        #expect(words == bytes, "row \(row)")
        if rowBytes == 128 {
          let term = packed[(lane + 64 * 32)..<(lane + 64 * 32 + 4)].withUnsafeBytes {
            $0.loadUnaligned(as: Int32.self)
          }
          #expect(term == bytes.reduce(0) { $0 + Int32($1) * (Int32($1) - 254) }, "row \(row)")
        }
      }
      #expect(packed[size...].allSatisfy { $0 == 0xAA })
    }

    @Test("stops the process where the buffer is too small")
    func bufferTooSmall() async {
      await #expect(processExitsWith: .failure) {
        let rows = [UInt8](repeating: 0, count: 32)
        var packed = [UInt8](repeating: 0, count: 511)
        fk_pack(rows, 1, 32, &packed, packed.count)
      }
    }

    @Test("stops the process where rows are of another width")
    func otherWidth() async {
      await #expect(processExitsWith: .failure) { _ = fk_packed_size(1, 64) }
    }

    @Test("stops the process where rows are too many for their index")
    func tooManyRows() async {
      #expect(fk_packed_size(1 << 32 - 2, 32) == 1 << 37)
      await #expect(processExitsWith: .failure) { _ = fk_packed_size(1 << 32 - 1, 32) }
    }
  }
}
