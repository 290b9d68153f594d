/// A reference near a query.
public struct VectorNeighbor: Sendable, Hashable {
  /// Index of the reference photo in its set.
  public let index: Int
  /// By the ``VectorMetric``: higher is more similar. Of several views, that of the two most alike.
  public let similarity: Double
  /// The views that are the most alike; of equal pairs the first, by the query's view, then the reference's.
  public let queryView: Int
  public let referenceView: Int

  public init(index: Int, similarity: Double, queryView: Int = 0, referenceView: Int = 0) {
    self.index = index
    self.similarity = similarity
    self.queryView = queryView
    self.referenceView = referenceView
  }

  /// Whether it comes first: the more similar, and of equally similar ones the one of lower index.
  func comes(before other: VectorNeighbor) -> Bool {
    similarity != other.similarity ? similarity > other.similarity : index < other.index
  }
}

/// The most similar of those that were added by rising index.
struct NearestVectors {
  let limit: Int
  /// The best are among them, in any order.
  private var kept: [VectorNeighbor] = []
  /// No similarity of at most that is wanted.
  private var bound = -Double.infinity

  init(limit: Int) {
    self.limit = limit
  }

  /// - Complexity: O(log `limit`) on average over many.
  mutating func add(_ neighbor: VectorNeighbor) {
    guard neighbor.similarity > bound else { return }
    kept.append(neighbor)
    guard kept.count >= max(64, 2 * limit) else { return }
    kept = found()
    // What comes later has a higher index, and is behind those that are as similar.
    if let last = kept.last, kept.count == limit { bound = last.similarity }
  }

  /// The most similar first.
  func found() -> [VectorNeighbor] { Array(kept.sorted { $0.comes(before: $1) }.prefix(limit)) }
}

/// The most alike of two photos' views.
struct MostAlikeViews {
  private(set) var similarity = -Double.infinity
  private(set) var queryView = 0
  private(set) var referenceView = 0

  /// - Parameters:
  ///   - query: the rows of all views of a photo.
  ///   - reference: those of another.
  ///   - sums: room for as many numbers as the reference has views.
  init(
    _ query: UnsafePointer<Float>, views queryViews: Int, _ reference: UnsafePointer<Float>,
    views referenceViews: Int, dimension: Int, metric: VectorMetric, sums: UnsafeMutablePointer<Float>
  ) {
    for view in 0..<queryViews {
      metric.similarities(
        of: query + view * dimension, to: reference, count: referenceViews, dimension: dimension, sums: sums
      ) { other, similarity in
        guard similarity > self.similarity else { return }
        (self.similarity, queryView, referenceView) = (similarity, view, other)
      }
    }
  }
}
