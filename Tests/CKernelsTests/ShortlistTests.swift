import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Shortlist") struct ShortlistTests {
    @Test("keeps what sorting each cell by score would", arguments: 1...40 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let bits = Int.random(in: 0...6, using: &generator)
      let (columns, rows) = (Int.random(in: 1...5, using: &generator), Int.random(in: 1...5, using: &generator))
      let scores = Int.random(in: 1...255, using: &generator)
      let corners = (0..<Int.random(in: 0...600, using: &generator)).map { _ in
        fk_corner(
          x: UInt16.random(in: 0..<UInt16(columns << bits), using: &generator),
          y: UInt16.random(in: 0..<UInt16(rows << bits), using: &generator),
          score: UInt16.random(in: 0...UInt16(scores), using: &generator))
      }
      let (least, wanted) = (Int.random(in: 0...20, using: &generator), Int.random(in: 0...300, using: &generator))

      func cell(_ corner: fk_corner) -> Int { (Int(corner.y) >> bits) * columns + Int(corner.x) >> bits }
      let occupied = max(1, Set(corners.map(cell)).count)
      let limit = max(least, (wanted + occupied - 1) / occupied)
      var expected: [Corner] = []
      var ends: [UInt32] = []
      for index in 0..<columns * rows {
        let members = corners.filter { cell($0) == index }
        let last = members.map(\.score).sorted(by: >).dropFirst(limit - 1).first ?? 0
        expected += (limit == 0 ? [] : members.filter { members.count <= limit || $0.score >= last }).map { Corner($0) }
        ends.append(UInt32(expected.count))
      }
      let found = shortlist(corners, bits: bits, columns: columns, rows: rows, least: least, wanted: wanted)
      #expect(found.kept == expected, "seed \(seed)")
      #expect(found.ends == ends, "seed \(seed)")
    }

    @Test("shares what is wanted out among the cells that have corners")
    func share() {
      let crowd = (0..<64).map { fk_corner(x: $0 % 8, y: $0 / 8, score: 10 + $0) }
      #expect(shortlist(crowd, bits: 3, columns: 9, rows: 9, least: 4, wanted: 20).kept.count == 20)
      let another = [fk_corner(x: 70, y: 70, score: 1)]
      let both = shortlist(crowd + another, bits: 3, columns: 9, rows: 9, least: 4, wanted: 20).kept
      #expect(both == (54..<64).map { Corner(Int(crowd[$0].x), Int(crowd[$0].y), 10 + $0) } + [Corner(70, 70, 1)])
    }

    @Test("stops the process where a corner lies outside the grid or the scratch is too small")
    func preconditions() async {
      await #expect(processExitsWith: .failure) {
        _ = shortlist([fk_corner(x: 16, y: 0, score: 1)], bits: 3, columns: 2, rows: 2, least: 1, wanted: 1)
      }
      await #expect(processExitsWith: .failure) {
        _ = shortlist([fk_corner(x: 0, y: 16, score: 1)], bits: 3, columns: 2, rows: 2, least: 1, wanted: 1)
      }
      await #expect(processExitsWith: .failure) {
        _ = shortlist([fk_corner(x: 0, y: 0, score: 256)], bits: 3, columns: 2, rows: 2, least: 1, wanted: 1)
      }
      await #expect(processExitsWith: .failure) {
        _ = shortlist([], bits: 3, columns: 2, rows: 2, least: 1, wanted: 1, lacking: 4)
      }
    }
  }
}

private func shortlist(
  _ corners: [fk_corner], bits: Int, columns: Int, rows: Int, least: Int, wanted: Int, lacking: Int = 0
) -> (kept: [Corner], ends: [UInt32]) {
  let size = fk_shortlist_scratch_size(corners.count, columns * rows)
  let scratch = GuardedBytes([UInt8](repeating: 0xAA, count: size))
  var ends = [UInt32](repeating: 0, count: columns * rows)
  let kept = [fk_corner](unsafeUninitializedCapacity: corners.count) { buffer, count in
    count = fk_shortlist(
      corners, corners.count, bits, columns, rows, least, wanted, scratch.start, size - lacking, buffer.baseAddress,
      &ends)
  }
  return (kept.map { Corner($0) }, ends)
}
