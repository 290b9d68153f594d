import Options

/// How similar a query is to photos that it is no copy of: the mean of the first `depth` of a background. Subtracted from
/// the similarities to references, it makes those of different queries comparable.
public struct BackgroundSimilarity: Sendable {
  private let search: ExactNeighbors

  /// Reads the background once.
  ///
  /// - Parameters:
  ///   - background: photos like the references, but none of them.
  ///   - depth: at least 1; a background of fewer photos counts as a whole.
  ///   - memory: bytes of the background to hold.
  /// - Throws: `OptionsError` when there are no photos in it; what the source throws.
  public init(
    _ background: any VectorSource, depth: Int, metric: VectorMetric, memory: Int = ExactNeighbors.defaultMemory
  ) throws {
    guard background.count > 0 else {
      throw OptionsError("NeighborOptions.normalizeScores", depth, mustBe: "left out with a background of no photos")
    }
    var options = NeighborOptions()
    options.candidates = depth
    options.metric = metric
    search = try ExactNeighbors(among: background, options: options, memory: memory)
  }

  /// As that of ``ExactNeighbors``.
  public func queriesInBlock(views: Int) -> Int { search.queriesInBlock(views: views) }

  /// The mean of each query.
  ///
  /// - Throws: as `ExactNeighbors.neighbors(of:threads:)` does.
  public func means(of queries: VectorSet, threads: Int) async throws -> [Double] {
    try await search.neighbors(of: queries, threads: threads).map { neighbors in
      neighbors.reduce(0) { $0 + $1.similarity } / Double(neighbors.count)
    }
  }
}
