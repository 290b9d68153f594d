import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Nearest distance") struct NearestDistanceTests {
    @Test(
      "equals the scalar reference on every target", arguments: Metric.allCases,
      [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 47, 1000])
    func randomRows(metric: Metric, count: Int) {
      // Groups of four queries, of two, of one, and none.
      for queryCount in [0, 1, 2, 3, 4, 5, 6, 7, 33] {
        let seed = UInt64(count * 100 + queryCount)
        let queries = randomBytes(queryCount * metric.rowBytes, seed: seed)
        let rows = randomBytes(count * metric.rowBytes, seed: ~seed)
        expectReference(metric, queries, rows, "seed \(seed), \(queryCount) queries, \(count) rows")
      }
    }

    @Test("is found wherever the nearest row is", arguments: Metric.allCases, [1, 16, 17, 35])
    func everyPlace(metric: Metric, count: Int) {
      let query = randomBytes(metric.rowBytes, seed: 21)
      for place in 0..<count {
        var rows = randomBytes(count * metric.rowBytes, seed: 22)
        rows.replaceSubrange(place * metric.rowBytes..<(place + 1) * metric.rowBytes, with: query)
        rows[place * metric.rowBytes + 9] ^= 1
        KernelTests.onEveryTarget { target in
          #expect(metric.nearestDistances(query, rows) == [1], "row \(place) of \(count) on \(target)")
        }
      }
    }

    @Test("is never that of the padding of the last block", arguments: Metric.allCases, 1...33)
    func padding(metric: Metric, count: Int) {
      // Padding is zero, and so are the queries; the rows are as far from them as can be.
      let rows = [UInt8](repeating: 255, count: count * metric.rowBytes)
      for queryCount in 1...4 {
        let queries = [UInt8](repeating: 0, count: queryCount * metric.rowBytes)
        KernelTests.onEveryTarget { target in
          #expect(
            metric.nearestDistances(queries, rows) == Array(repeating: metric.maxDistance, count: queryCount),
            "\(count) rows on \(target)")
        }
      }
    }

    @Test("among no rows is what no distance can be", arguments: Metric.allCases)
    func noRows(metric: Metric) {
      for queryCount in 0...9 {
        let queries = randomBytes(queryCount * metric.rowBytes, seed: 3)
        KernelTests.onEveryTarget { target in
          #expect(
            metric.nearestDistances(queries, []) == Array(repeating: .max, count: queryCount),
            "\(queryCount) queries on \(target)")
        }
      }
    }

    @Test("is exact at the extremes", arguments: Metric.allCases)
    func extremes(metric: Metric) {
      let kinds: [[UInt8]] = [[0], [255], [0, 255], [255, 0], [127], [128], [0, 0, 255, 255], [126, 129, 1, 254]]
      let rows = kinds.flatMap { kind in (0..<metric.rowBytes).map { kind[$0 % kind.count] } }
      for first in stride(from: 0, to: rows.count, by: metric.rowBytes) {
        expectReference(metric, rows, Array(rows[first..<first + metric.rowBytes]), "row at \(first)")
      }
    }

    @Test("needs no alignment", arguments: Metric.allCases, [1, 2, 3, 31, 63])
    func unaligned(metric: Metric, slack: Int) {
      let queries = randomBytes(7 * metric.rowBytes, seed: 11)
      let rows = randomBytes(50 * metric.rowBytes, seed: 12)
      expectReference(metric, queries, rows, "\(slack) bytes from the page's end", slack: slack)
    }

    @Test("comes from anywhere among many rows", arguments: Metric.allCases, [-1, 0, 1, 16, 21])
    func manyRows(metric: Metric, extra: Int) {
      // More than the search of two looks at in a tile: no tiles are needed here.
      let count = metric.tileRows + extra
      var rows = randomBytes(count * metric.rowBytes, seed: 13)
      let queries = randomBytes(5 * metric.rowBytes, seed: 14)
      for (query, row) in [(0, count - 1), (1, 0), (2, count / 2)] {
        rows.replaceSubrange(
          row * metric.rowBytes..<(row + 1) * metric.rowBytes,
          with: queries[query * metric.rowBytes..<(query + 1) * metric.rowBytes])
      }
      expectReference(metric, queries, rows, "\(count) rows")
    }

    @Test("stops the process where the packed rows are too few")
    func packedTooSmall() async {
      await #expect(processExitsWith: .failure) {
        var distance: UInt32 = 0
        fk_nearest_distance_hamming(
          [UInt8](repeating: 0, count: 32), 1, [UInt8](repeating: 0, count: 512), 512, 17, &distance)
      }
      await #expect(processExitsWith: .failure) {
        var distance: UInt32 = 0
        fk_nearest_distance_l2(
          [UInt8](repeating: 0, count: 128), 1, [UInt8](repeating: 0, count: 2111), 2111, 1, &distance)
      }
    }
  }
}

/// Compares the kernel on every target with the distances of the scalar reference of the search for two.
private func expectReference(
  _ metric: Metric, _ queries: [UInt8], _ rows: [UInt8], _ what: String, slack: Int = 0,
  at location: SourceLocation = #_sourceLocation
) {
  let expected = metric.search(queries, rows, true).map(\.distance)
  KernelTests.onEveryTarget { target in
    let found = metric.nearestDistances(queries, rows, slack: slack)
    #expect(found == expected, "\(metric) on \(target): \(what)", sourceLocation: location)
  }
}
