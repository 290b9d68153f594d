import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Inverted lists") struct InvertedListTests {
    static func words(_ count: Int, seed: UInt64) -> [UInt64] {
      var generator = SeededGenerator(seed: seed)
      return (0..<count).map { _ in generator.next() }
    }

    // MARK: Distances to all rows

    @Test(
      "distances to all rows equal the scalar ones on every target", arguments: Metric.allCases,
      [0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 100])
    func distances(metric: Metric, count: Int) {
      for queryCount in [0, 1, 2, 3, 4, 5, 9] {
        let seed = UInt64(1000 * count + queryCount)
        let queries = randomBytes(queryCount * metric.rowBytes, seed: seed)
        let rows = randomBytes(count * metric.rowBytes, seed: ~seed)
        let expected = (0..<queryCount).flatMap { query in
          (0..<fk_distances_stride(count)).map { row in
            row < count ? metric.distance(queries, query, rows, row) : .max
          }
        }
        KernelTests.onEveryTarget { target in
          let found = metric.distances(queries, rows)
          #expect(found == expected, "seed \(seed), \(queryCount) queries, \(count) rows on \(target)")
        }
      }
    }

    // MARK: The nearest of many

    @Test(
      "the nearest are kept as the scalar reference does on every target", arguments: [0, 1, 3, 7, 16, 17, 100, 999])
    func keepNearest(count: Int) {
      for depth in [1, 2, 10] {
        let seed = UInt64(10 * count + depth)
        var generator = SeededGenerator(seed: seed)
        // Few values: ties; and some that are no distance.
        let distances = (0..<count).map { _ in
          UInt32.random(in: 0...20, using: &generator) == 0 ? .max : UInt32.random(in: 0...40, using: &generator)
        }
        let guarded = GuardedBytes(distances.flatMap { value in withUnsafeBytes(of: value) { Array($0) } })
        let start = UnsafeRawPointer(guarded.start).assumingMemoryBound(to: UInt32.self)
        // Kept before: of lower numbers.
        let before = (0..<depth).map { $0 == 0 ? UInt64(20) << 32 | 5 : UInt64.max }
        let all = distances.enumerated().filter { $0.element != .max }.map {
          UInt64($0.element) << 32 | UInt64($0.offset + 7)
        }
        let expected = Array((all + before).sorted().prefix(depth))
        withExtendedLifetime(guarded) {
          KernelTests.onEveryTarget { target in
            var keys = before
            fk_keep_nearest(start, count, 7, &keys, depth)
            #expect(keys == expected, "seed \(seed) on \(target)")
          }
        }
      }
    }

    // MARK: Signatures

    @Test("a rotation keeps lengths and angles", arguments: 1...5 as ClosedRange<UInt64>)
    func rotation(seed: UInt64) {
      let rows = randomBytes(2 * 128, seed: seed)
      let signs = randomBytes(128, seed: ~seed).map { Int8($0 % 2 == 0 ? 1 : -1) }
      var out = [Int16](repeating: 0, count: 2 * 128)
      fk_rotate(rows, 2, signs, &out)
      func product(_ one: Int, _ other: Int, of values: [Int]) -> Int {
        (0..<128).reduce(0) { $0 + values[one * 128 + $1] * values[other * 128 + $1] }
      }
      for (one, other) in [(0, 0), (0, 1), (1, 1)] {
        #expect(
          product(one, other, of: out.map(Int.init)) == 128 * product(one, other, of: rows.map(Int.init)),
          "seed \(seed)")
      }
    }

    @Test("the rotation of the largest histogram fits its numbers")
    func largestRotation() {
      var out = [Int16](repeating: 0, count: 128)
      fk_rotate([UInt8](repeating: 255, count: 128), 1, [Int8](repeating: 1, count: 128), &out)
      #expect(out[0] == 128 * 255)
      #expect(out.dropFirst().allSatisfy { $0 == 0 })
    }

    @Test("a signature tells which numbers are greater")
    func signature() {
      var generator = SeededGenerator(seed: 4)
      let row = (0..<128).map { _ in Int16.random(in: -3...3, using: &generator) }
      let word = (0..<128).map { _ in Int16.random(in: -3...3, using: &generator) }
      var out: [UInt64] = [0, 0]
      fk_signature(row, word, &out)
      for bit in 0..<128 { #expect(out[bit / 64] >> UInt64(bit % 64) & 1 == (row[bit] > word[bit] ? 1 : 0)) }
    }

    @Test("margins are the distances from the word, 32 on average", arguments: 1...5 as ClosedRange<UInt64>)
    func margins(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let reach = [1, 50, 2000, 20_000, 32_767][Int(seed) - 1]
      let row = (0..<128).map { _ in Int16.random(in: Int16(-reach)...Int16(reach), using: &generator) }
      let word = (0..<128).map { _ in Int16.random(in: Int16(-reach)...Int16(reach), using: &generator) }
      var out = [UInt8](repeating: 0, count: 128)
      fk_margins(row, word, &out)
      let differences = zip(row, word).map { abs(Double($0) - Double($1)) }
      let mean = differences.reduce(0, +) / 128
      for (found, difference) in zip(out, differences) {
        // Rounded once; and the scale, of 2^28 / 128 mean, was cut off to whole numbers.
        let error = 0.5 + 255 * 128 * mean / Double(1 << 28) + 1e-9
        #expect(abs(Double(found) - min(255, 32 * difference / mean)) <= error, "seed \(seed)")
      }
      fk_margins(row, row, &out)
      #expect(out == [UInt8](repeating: 32, count: 128))
      // One number alone differs, and by as much as may be.
      var (least, greatest) = ([Int16](repeating: 0, count: 128), [Int16](repeating: 0, count: 128))
      (least[5], greatest[5]) = (.min, .max)
      fk_margins(least, greatest, &out)
      #expect(out == (0..<128).map { $0 == 5 ? 255 : 0 })
    }

    @Test("sums of margins equal the scalar reference's on every target", arguments: [0, 1, 2, 17, 100])
    func sumMargins(count: Int) {
      let seed = UInt64(count)
      let query = Self.words(2, seed: seed)
      let (lows, highs) = (Self.words(count, seed: seed + 1), Self.words(count, seed: seed + 2))
      let (guardedLows, guardedHighs) = (GuardedBytes(bytes(of: lows)), GuardedBytes(bytes(of: highs)))
      for margins in [randomBytes(128, seed: seed), [UInt8](repeating: 255, count: 128)] {
        let guarded = GuardedBytes(margins)
        let found = (0..<count).filter { $0 % 3 != 1 }.map { UInt32($0) | 77 << 24 }
        let sums = found.map { place -> UInt16 in
          (0..<128).reduce(0) { sum, bit in
            let words = bit < 64 ? query[0] ^ lows[Int(place & 0xFF)] : query[1] ^ highs[Int(place & 0xFF)]
            return sum + (words >> UInt64(bit % 64) & 1 == 1 ? UInt16(margins[bit]) : 0)
          }
        }
        var reference = [UInt16](repeating: 0, count: found.count + 1)
        fk_sum_margins_reference(
          query, guarded.start, pointer(guardedLows), pointer(guardedHighs), found, found.count, &reference)
        #expect(Array(reference.dropLast()) == sums, "seed \(seed)")
        withExtendedLifetime((guarded, guardedLows, guardedHighs)) {
          KernelTests.onEveryTarget { target in
            var out = [UInt16](repeating: 0xAAAA, count: found.count + 1)
            fk_sum_margins(query, guarded.start, pointer(guardedLows), pointer(guardedHighs), found, found.count, &out)
            #expect(out == sums + [0xAAAA], "seed \(seed), \(count) signatures on \(target)")
          }
        }
      }
    }

    // MARK: Scans

    @Test(
      "a scan finds what the scalar reference finds on every target",
      arguments: [0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 33, 500])
    func scan(count: Int) {
      for bound in [0, 40, 60, 64, 70, 128] as [UInt32] {
        let seed = UInt64(1000 * count) + UInt64(bound)
        let query = Self.words(2, seed: seed)
        var (lows, highs) = (Self.words(count, seed: seed + 1), Self.words(count, seed: seed + 2))
        // One that is the query itself, at any place.
        if count > 0 { (lows[count / 2], highs[count / 2]) = (query[0], query[1]) }
        let (guardedLows, guardedHighs) = (GuardedBytes(bytes(of: lows)), GuardedBytes(bytes(of: highs)))
        let (low, high) = (pointer(guardedLows), pointer(guardedHighs))
        var expected = [UInt32](repeating: 0, count: count + 1)
        let expectedCount = fk_scan_reference(query, low, high, count, bound, &expected)
        #expect(expectedCount == 0 || expected[..<expectedCount].allSatisfy { $0 >> 24 <= bound })
        #expect(count == 0 || expectedCount > 0, "the query itself is found")
        withExtendedLifetime((guardedLows, guardedHighs)) {
          KernelTests.onEveryTarget { target in
            let out = GuardedBytes([UInt8](repeating: 0xAA, count: 4 * count))
            let found = UnsafeMutableRawPointer(out.start).assumingMemoryBound(to: UInt32.self)
            let foundCount = fk_scan(query, low, high, count, bound, found)
            #expect(
              Array(UnsafeBufferPointer(start: found, count: foundCount)) == Array(expected[..<expectedCount]),
              "seed \(seed), \(count) signatures on \(target)")
          }
        }
      }
    }

    private func bytes(of words: [UInt64]) -> [UInt8] {
      words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }
    }
    private func pointer(_ bytes: GuardedBytes) -> UnsafePointer<UInt64> {
      UnsafeRawPointer(bytes.start).assumingMemoryBound(to: UInt64.self)
    }
  }
}

extension Metric {
  /// The distance of two rows, by plain arithmetic.
  fileprivate func distance(_ queries: [UInt8], _ query: Int, _ rows: [UInt8], _ row: Int) -> UInt32 {
    (0..<rowBytes).reduce(0) { sum, byte in
      let (one, other) = (queries[query * rowBytes + byte], rows[row * rowBytes + byte])
      switch self {
      case .hamming: return sum + UInt32((one ^ other).nonzeroBitCount)
      case .l2: return sum + UInt32((Int(one) - Int(other)) * (Int(one) - Int(other)))
      }
    }
  }

  fileprivate func distances(_ queries: [UInt8], _ rows: [UInt8]) -> [UInt32] {
    let (queryCount, count) = (queries.count / rowBytes, rows.count / rowBytes)
    let packed = GuardedBytes([UInt8](repeating: 0xAA, count: fk_packed_size(count, rowBytes)))
    let stride = fk_distances_stride(count)
    let out = GuardedBytes([UInt8](repeating: 0xAA, count: 4 * queryCount * stride))
    return withExtendedLifetime((packed, out)) {
      fk_pack(rows, count, rowBytes, packed.start, packed.count)
      let found = UnsafeMutableRawPointer(out.start).assumingMemoryBound(to: UInt32.self)
      switch self {
      case .hamming: fk_distances_hamming(queries, queryCount, packed.start, packed.count, count, found)
      case .l2: fk_distances_l2(queries, queryCount, packed.start, packed.count, count, found)
      }
      return Array(UnsafeBufferPointer(start: found, count: queryCount * stride))
    }
  }
}
