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

/// The most alike of two photos' views.
struct LikestViews {
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
