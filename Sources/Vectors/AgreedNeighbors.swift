import CKernels

/// Of the neighbours that were found by several models together, those that each of them, or any, finds alike enough by itself.
///
/// Of photos with several views, each model takes the two that it finds most alike.
public struct AgreedNeighbors: Sendable {
  private let queries: [any VectorSource]
  private let references: [any VectorSource]
  private let options: NeighborOptions

  /// - Parameters:
  ///   - queries: by each model.
  ///   - references: by each model, in the same order.
  /// - Precondition: there are as many of both, and ``NeighborOptions/minSimilarities`` has none, one, or as many.
  public init(of queries: [any VectorSource], among references: [any VectorSource], options: NeighborOptions) {
    precondition(
      queries.count == references.count, "queries by \(queries.count) models, references by \(references.count)")
    precondition([0, 1, references.count].contains(options.minSimilarities.count), "floors for other models")
    self.queries = queries
    self.references = references
    self.options = options
  }

  /// - Parameters:
  ///   - found: a list for each of `photos`.
  ///   - photos: queries.
  /// - Returns: of each list those that are left, in its order.
  /// - Throws: what the sources throw, `CancellationError`.
  /// - Complexity: O(neighbours · dimension · views of both).
  public func kept(
    _ found: [[VectorNeighbor]], of photos: some Collection<Int>, threads: Int
  ) async throws -> [[VectorNeighbor]] {
    guard let first = options.minSimilarities.first else { return found }
    // What they were found by is the one model's similarity.
    guard references.count > 1 else { return found.map { $0.filter { $0.similarity >= first } } }
    let pairs = Shortlists(
      found.enumerated().map { row, neighbors in
        (row: row, references: neighbors.map { fk_ranked(key: 0, index: UInt32($0.index)) })
      })
    var voices = found.map { _ in [Int: Int]() }
    for (model, source) in references.enumerated() {
      let floor = options.minSimilarities.count == 1 ? first : options.minSimilarities[model]
      let compared = try await pairs.ranked(
        of: try queries[model].vectors(of: photos), among: source, metric: options.metric, threads: threads)
      for (row, list) in compared.enumerated() {
        for reference in list where reference.neighbor.similarity >= floor {
          voices[row][reference.neighbor.index, default: 0] += 1
        }
      }
    }
    let needed = options.agreement == .every ? references.count : 1
    return zip(found, voices).map { neighbors, voices in neighbors.filter { voices[$0.index, default: 0] >= needed } }
  }
}
