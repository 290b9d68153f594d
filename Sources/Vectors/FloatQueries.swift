/// Some query photos with the nearest references of each so far, found in single precision. For one task at a time.
final class FloatQueries: @unchecked Sendable {
  /// Of references that are compared with all queries before the next: they stay in the second-level cache.
  private static let portionBytes = 1 << 17

  private let queries: VectorSet
  private let rows: [Int]
  private let metric: VectorMetric
  private var nearest: [NearestVectors]

  /// - Parameters:
  ///   - rows: of the photos.
  ///   - limit: of each photo's neighbours.
  init(_ queries: VectorSet, _ rows: [Int], metric: VectorMetric, limit: Int) {
    self.queries = queries
    self.rows = rows
    self.metric = metric
    nearest = rows.map { _ in NearestVectors(limit: limit) }
  }

  /// Compares each query with each of some references, which come by rising index.
  ///
  /// - Parameter values: of the references.
  func compare(with values: [Float], of photos: Range<Int>, views: Int) {
    let (dimension, queryViews) = (queries.dimension, queries.views.count)
    guard dimension > 0 else {
      // Vectors of no numbers have no addresses.
      for place in nearest.indices {
        for photo in photos { nearest[place].add(VectorNeighbor(index: photo, similarity: 0)) }
      }
      return
    }
    // Each few references for all queries, while they are in the cache.
    let portion = max(1, Self.portionBytes / (views * dimension * MemoryLayout<Float>.stride))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(portion, 1) * views) { sums in
      queries.values.withUnsafeBufferPointer { queries in
        values.withUnsafeBufferPointer { values in
          guard let queries = queries.baseAddress, let values = values.baseAddress, let sums = sums.baseAddress else {
            return
          }
          for start in stride(from: 0, to: photos.count, by: portion) {
            let count = min(portion, photos.count - start)
            let references = values + start * views * dimension
            for (place, row) in rows.enumerated() {
              let query = queries + row * queryViews * dimension
              if queryViews == 1, views == 1 {
                metric.similarities(of: query, to: references, count: count, dimension: dimension, sums: sums) {
                  nearest[place].add(VectorNeighbor(index: photos.lowerBound + start + $0, similarity: $1))
                }
                continue
              }
              for offset in 0..<count {
                let alike = MostAlikeViews(
                  query, views: queryViews, references + offset * views * dimension, views: views,
                  dimension: dimension, metric: metric, sums: sums)
                nearest[place].add(VectorNeighbor(index: photos.lowerBound + start + offset, alike))
              }
            }
          }
        }
      }
    }
  }

  func found() -> [[VectorNeighbor]] { nearest.map { $0.found() } }
}

extension VectorNeighbor {
  init(index: Int, _ views: MostAlikeViews) {
    self.init(
      index: index, similarity: views.similarity, queryView: views.queryView, referenceView: views.referenceView)
  }
}
