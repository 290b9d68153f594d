import CKernels

/// The references that int8 has found for queries, to be compared once more in single precision.
///
/// References are read in their order, each once for all queries that named it.
struct Shortlists: Sendable {
  /// A reference of one query's list.
  private struct Pair: Comparable {
    let reference: UInt32
    let query: UInt32
    let key: Float

    static func < (one: Pair, other: Pair) -> Bool {
      one.reference != other.reference ? one.reference < other.reference : one.query < other.query
    }
  }

  /// Most references that are read beside those that are needed, between two of them.
  private static let widestGap = 8

  private let pairs: [Pair]

  /// A reference of a list, and the key by which int8 has put it there: about what ``VectorMetric/key(of:)`` makes of its similarity.
  struct Ranked: Sendable {
    let neighbor: VectorNeighbor
    let key: Float
  }

  /// - Parameter lists: a list for each of `rows`.
  init(_ lists: some Sequence<(row: Int, references: [fk_ranked])>) {
    pairs = lists.flatMap { list in
      list.references.map { Pair(reference: $0.index, query: UInt32(list.row), key: $0.key) }
    }.sorted()
  }

  /// What is in each list, the most similar first.
  ///
  /// - Returns: for each query, by its row; none for those without a list.
  func ranked(
    of queries: VectorSet, among references: any VectorSource, metric: VectorMetric, threads: Int
  ) async throws -> [[Ranked]] {
    var found = [[Ranked]](repeating: [], count: queries.count)
    try await withThrowingTaskGroup(of: [(query: Int, reference: Ranked)].self) { group in
      for part in parts(threads) {
        group.addTask { try compare(pairs[part], of: queries, among: references, metric: metric) }
      }
      for try await part in group {
        for (query, reference) in part { found[query].append(reference) }
      }
    }
    return found.map { $0.sorted { $0.neighbor.comes(before: $1.neighbor) } }
  }

  /// About equal parts, none of which ends within a reference.
  private func parts(_ count: Int) -> [Range<Int>] {
    var ends: [Int] = []
    for part in 1...count {
      var end = max(pairs.count * part / count, ends.last ?? 0)
      while end > 0, end < pairs.count, pairs[end - 1].reference == pairs[end].reference { end += 1 }
      ends.append(end)
    }
    return zip([0] + ends, ends).map { $0..<$1 }.filter { !$0.isEmpty }
  }

  private func compare(
    _ pairs: ArraySlice<Pair>, of queries: VectorSet, among references: any VectorSource, metric: VectorMetric
  ) throws -> [(query: Int, reference: Ranked)] {
    var found: [(query: Int, reference: Ranked)] = []
    found.reserveCapacity(pairs.count)
    let (dimension, queryViews, views) = (queries.dimension, queries.views.count, references.views.count)
    let longest = references.blocks.first?.count ?? 1
    var rest = pairs
    try withUnsafeTemporaryAllocation(of: Float.self, capacity: views) { sums in
      while let first = rest.first?.reference {
        var last = first
        let together = rest.prefix { pair in
          guard Int(pair.reference - last) <= Self.widestGap, Int(pair.reference - first) < longest else {
            return false
          }
          last = pair.reference
          return true
        }
        try Task.checkCancellation()
        let values = try references.values(of: Int(first)..<Int(last) + 1)
        values.withUnsafeBufferPointer { values in
          queries.values.withUnsafeBufferPointer { queries in
            guard let queries = queries.baseAddress, let values = values.baseAddress, let sums = sums.baseAddress
            else { return }
            for pair in together {
              let alike = MostAlikeViews(
                queries + Int(pair.query) * queryViews * dimension, views: queryViews,
                values + Int(pair.reference - first) * views * dimension, views: views, dimension: dimension,
                metric: metric, sums: sums)
              found.append(
                (Int(pair.query), Ranked(neighbor: VectorNeighbor(index: Int(pair.reference), alike), key: pair.key)))
            }
          }
        }
        rest = rest.dropFirst(together.count)
      }
    }
    return found
  }
}
