import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Nearest two") struct NearestTwoTests {
    static let counts = [0, 1, 2, 3, 15, 16, 17, 31, 33, 1000]
    static let queryCounts = [0, 1, 3, 4, 5, 7, 33]

    @Test("equal the scalar reference on every target", arguments: Metric.allCases, counts)
    func randomRows(metric: Metric, count: Int) {
      for queryCount in Self.queryCounts {
        let seed = UInt64(count * 100 + queryCount)
        let queries = randomBytes(queryCount * metric.rowBytes, seed: seed)
        let rows = randomBytes(count * metric.rowBytes, seed: ~seed)
        expectReference(metric, queries, rows, "seed \(seed), \(queryCount) queries")
      }
    }

    @Test("let the lower index win among rows of few kinds", arguments: Metric.allCases, 1...5 as ClosedRange<UInt64>)
    func fewKinds(metric: Metric, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let kinds = (0..<4).map { randomBytes(metric.rowBytes, seed: seed &* 10 + $0) }
      let rows = (0..<333).flatMap { _ in kinds[Int(generator.next() >> 62)] }
      let queries = (0..<9).flatMap {
        $0 < 4 ? kinds[$0] : randomBytes(metric.rowBytes, seed: seed &* 100 + UInt64($0))
      }
      expectReference(metric, queries, rows, "seed \(seed)")
    }

    @Test("let the lowest indices win among equal rows", arguments: Metric.allCases, [1, 2, 17, 1000])
    func equalRows(metric: Metric, count: Int) {
      let row = randomBytes(metric.rowBytes, seed: 7)
      let rows = (0..<count).flatMap { _ in row }
      let second = count > 1 ? (1, 0) : (UInt32.max, UInt32.max)
      KernelTests.onEveryTarget { target in
        let two = metric.search(row + row + row, rows)
        #expect(two == Array(repeating: .init(0, 0, second.0, second.1), count: 3), "\(target)")
      }
    }

    @Test("never are the padding of the last block", arguments: Metric.allCases, 1...33)
    func padding(metric: Metric, count: Int) {
      // Padding is zero, and so is the query; the rows are as far from it as can be.
      let rows = [UInt8](repeating: 255, count: count * metric.rowBytes)
      let query = [UInt8](repeating: 0, count: metric.rowBytes)
      let far = metric.maxDistance
      let second = count > 1 ? (1, far) : (UInt32.max, UInt32.max)
      KernelTests.onEveryTarget { target in
        #expect(metric.search(query, rows) == [.init(0, far, second.0, second.1)], "\(target)")
      }
    }

    @Test("are exact at the extremes", arguments: Metric.allCases)
    func extremes(metric: Metric) {
      let kinds: [[UInt8]] = [[0], [255], [0, 255], [255, 0], [127], [128], [0, 0, 255, 255], [126, 129, 1, 254]]
      let rows = kinds.flatMap { kind in (0..<metric.rowBytes).map { kind[$0 % kind.count] } }
      expectReference(metric, rows, rows, "extremes")
      for first in stride(from: 0, to: rows.count, by: metric.rowBytes) {
        expectReference(metric, rows, Array(rows[first..<first + metric.rowBytes]), "row at \(first)")
      }
    }

    @Test("need no alignment", arguments: Metric.allCases, [1, 2, 3, 31, 63])
    func unaligned(metric: Metric, slack: Int) {
      let queries = randomBytes(6 * metric.rowBytes, seed: 11)
      let rows = randomBytes(50 * metric.rowBytes, seed: 12)
      expectReference(metric, queries, rows, "\(slack) bytes from the page's end", slack: slack)
    }

    @Test("come from all tiles of many rows", arguments: Metric.allCases, [-1, 0, 1, 16, 21])
    func manyTiles(metric: Metric, extra: Int) {
      let count = 3 * metric.tileRows + extra
      var rows = randomBytes(count * metric.rowBytes, seed: 13)
      let queries = randomBytes(12 * metric.rowBytes, seed: 14)
      func put(_ query: Int, at row: Int) {
        let bytes = queries[query * metric.rowBytes..<(query + 1) * metric.rowBytes]
        rows.replaceSubrange(row * metric.rowBytes..<(row + 1) * metric.rowBytes, with: bytes)
      }
      put(0, at: count - 1)
      put(1, at: 0)
      put(1, at: count - 2)
      for tile in 0..<3 { put(2, at: tile * metric.tileRows + 5) }
      for row in [metric.tileRows - 1, metric.tileRows] { put(3, at: row) }
      expectReference(metric, queries, rows, "\(count) rows")
    }

    @Test("are as written down", arguments: [false, true])
    func writtenDown(usesReference: Bool) {
      let zero = [UInt8](repeating: 0, count: 31)
      let hamming = Metric.hamming.search(
        [0b0111] + zero, [0b1000] + zero + [0b0011] + zero + [0b1111] + zero, usesReference)
      #expect(hamming == [.init(1, 1, 2, 1)])
      let rest = [UInt8](repeating: 9, count: 126)
      let l2 = Metric.l2.search(
        [10, 20] + rest, [10, 23] + rest + [14, 20] + rest + [0, 0] + rest + [7, 20] + rest, usesReference)
      #expect(l2 == [.init(0, 9, 3, 9)])
    }

    @Test("stop the process where the packed rows are too few")
    func packedTooSmall() async {
      await #expect(processExitsWith: .failure) {
        var two = fk_nearest_two()
        fk_nearest_two_hamming([UInt8](repeating: 0, count: 32), 1, [UInt8](repeating: 0, count: 512), 512, 17, &two)
      }
      await #expect(processExitsWith: .failure) {
        var two = fk_nearest_two()
        fk_nearest_two_l2([UInt8](repeating: 0, count: 128), 1, [UInt8](repeating: 0, count: 2111), 2111, 1, &two)
      }
    }
  }
}

/// Compares kernel and scalar reference on every target.
private func expectReference(
  _ metric: Metric, _ queries: [UInt8], _ rows: [UInt8], _ what: String, slack: Int = 0,
  at location: SourceLocation = #_sourceLocation
) {
  let expected = metric.search(queries, rows, true)
  KernelTests.onEveryTarget { target in
    let found = metric.search(queries, rows, slack: slack)
    #expect(found == expected, "\(metric) on \(target): \(what)", sourceLocation: location)
  }
}
