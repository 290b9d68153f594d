import Options

/// Settings of ``ExactNeighbors``.
public struct NeighborOptions: Sendable, Hashable, Codable {
  /// Most references that are named for a query; at least 1.
  public var candidates = 50
  public var metric = VectorMetric.euclidean

  public init() {}

  /// Names the first field that is out of range.
  public func validate() throws(OptionsError) {
    guard candidates >= 1 else { throw OptionsError("NeighborOptions.candidates", candidates, mustBe: "at least 1") }
  }
}

/// A reference near a query.
public struct VectorNeighbor: Sendable, Hashable {
  /// Index of the reference in its set.
  public let index: Int
  /// By the ``VectorMetric``: higher is more similar.
  public let similarity: Double
}

/// The references whose vectors are most like a query's, found by looking at all of them.
public struct ExactNeighbors: Sendable {
  private let references: VectorSet
  private let options: NeighborOptions

  /// - Parameter references: finite numbers.
  /// - Throws: `OptionsError` when the options are out of range.
  public init(among references: VectorSet, options: NeighborOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.references = references
    self.options = options
  }

  /// The neighbours of each query of a block, the most similar first, those that are equally so by index.
  ///
  /// - Parameters:
  ///   - queries: finite numbers.
  ///   - rows: of the queries. The references are passed once for all of them; some ten make good use of that.
  /// - Precondition: queries and references have the same dimension.
  /// - Complexity: O(`rows` · references · dimension) time, O(`rows` · `candidates`) memory.
  public func neighbors(of queries: VectorSet, rows: Range<Int>) -> [[VectorNeighbor]] {
    let dimension = references.dimension
    precondition(
      queries.dimension == dimension, "queries of \(queries.dimension) numbers, references of \(dimension)")
    precondition(0 <= rows.lowerBound && rows.upperBound <= queries.count, "there are no queries \(rows)")
    var nearest = rows.map { _ in NearestVectors(limit: min(options.candidates, references.count)) }
    queries.values.withUnsafeBufferPointer { queries in
      references.values.withUnsafeBufferPointer { references in
        for index in 0..<self.references.count {
          for (place, row) in rows.enumerated() {
            // Vectors of no numbers have no addresses.
            guard let query = queries.baseAddress, let reference = references.baseAddress else {
              nearest[place].add(VectorNeighbor(index: index, similarity: 0))
              continue
            }
            let similarity = options.metric.similarity(
              query + row * dimension, reference + index * dimension, count: dimension)
            nearest[place].add(VectorNeighbor(index: index, similarity: similarity))
          }
        }
      }
    }
    return nearest.map(\.found)
  }
}

/// The most similar of those that were added by rising index.
private struct NearestVectors {
  let limit: Int
  private(set) var found: [VectorNeighbor] = []

  init(limit: Int) {
    self.limit = limit
  }

  mutating func add(_ neighbor: VectorNeighbor) {
    if found.count == limit {
      guard let last = found.last, neighbor.similarity > last.similarity else { return }
      found.removeLast()
    }
    // Behind those that are as similar, which came before.
    var (low, high) = (0, found.count)
    while low < high {
      let middle = (low + high) / 2
      if found[middle].similarity >= neighbor.similarity { low = middle + 1 } else { high = middle }
    }
    found.insert(neighbor, at: low)
  }
}
