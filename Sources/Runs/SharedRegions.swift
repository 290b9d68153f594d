import Appearance

/// The regions that the queries of a run have in common with each reference: what many unlike queries have in common with one (a
/// screenshot's page, a frame, a sticker) says little about any of them.
///
/// Such references are the hubs of nearest-neighbour search, which are near to much that has nothing to do with them (Radovanović et
/// al., "Hubs in Space", JMLR 2010); here they are told by where the queries agree with them, so that an original with many copies
/// is none. Counts don't depend on the order of queries or models.
package struct SharedRegions: Sendable {
  private struct Hit: Sendable {
    let query: Int
    let cells: RegionCells
    let size: Int
  }

  /// Of each reference, the models that could be shared, by rising size of the proved region.
  private var hits: [Int: [Hit]] = [:]

  /// Most queries that are counted: more sink no score further.
  static let mostQueries = 20

  /// - Parameter models: of all queries; queries and references are numbered in any way.
  package init(_ models: some Sequence<(query: Int, reference: Int, cells: RegionCells)>) {
    for model in models where model.cells.canBeShared {
      hits[model.reference, default: []].append(
        Hit(query: model.query, cells: model.cells, size: model.cells.proved.nonzeroBitCount))
    }
    for reference in hits.keys { hits[reference]?.sort { $0.size < $1.size } }
  }

  /// How many other queries have the region of a model in common with the reference and contradict it elsewhere, beyond the first
  /// one, which may be a second copy of the same photo; at most 19.
  ///
  /// - Complexity: O(models with the reference whose region is half to twice as large), a few instructions each; it ends where enough
  ///   are found, as on a page that thousands wear.
  package func queries(sharing cells: RegionCells, with query: Int, on reference: Int) -> Int {
    guard cells.canBeShared, let hits = hits[reference] else { return 0 }
    // Half of the union is common to both: neither is more than twice the other.
    let size = cells.proved.nonzeroBitCount
    var (low, high) = (0, hits.count)
    while low < high {
      let middle = (low + high) / 2
      if 2 * hits[middle].size < size { low = middle + 1 } else { high = middle }
    }
    var sharing: [Int] = []
    for hit in hits[low...] {
      guard hit.size <= 2 * size, sharing.count < Self.mostQueries else { break }
      if hit.query != query, hit.cells.isShared(with: cells), !sharing.contains(hit.query) {
        sharing.append(hit.query)
      }
    }
    return max(0, sharing.count - 1)
  }
}

extension SharedRegions {
  /// Of the pairs that a run has proved.
  init(_ results: [QueryResult]) {
    self.init(
      results.lazy.flatMap { result in
        result.pairs.lazy.flatMap { pair in
          pair.models.lazy.compactMap(\.cells).map { (query: result.query, reference: pair.reference, cells: $0) }
        }
      })
  }
}
