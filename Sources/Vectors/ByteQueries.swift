import CKernels

/// Some query photos, their vectors rounded to int8, with the best references of each so far. For one task at a time.
final class ByteQueries: @unchecked Sendable {
  private let count: Int
  private let views: Int
  private let kept: Int
  private let bytes: [Int8]
  private let terms: [fk_byte_query]
  private var best: [fk_best]
  private let room: UnsafeMutableBufferPointer<fk_ranked>

  /// - Parameters:
  ///   - values: of `count` photos.
  ///   - centre: what was subtracted from the references.
  ///   - kept: references that are kept of each query; at least 1.
  /// - Returns: nil where int8 can't stand for a vector.
  init?(
    _ values: ArraySlice<Float>, count: Int, views: Int, dimension: Int, metric: VectorMetric, centre: VectorCentre,
    kept: Int
  ) {
    let rows = count * views
    let common = metric == .euclidean ? [Float](repeating: 0, count: rows) : centre.products(with: values)
    let vectors = metric == .euclidean ? centre.subtracted(from: values)[...] : values
    let rounded = RoundedVectors(vectors, rows: rows, dimension: dimension)
    guard rounded.beyond == 0 else { return nil }
    let stride = fk_byte_row_stride(dimension)
    bytes = rounded.bytes
    terms = (0..<rows).map { row in
      let scale = rounded.scales[row]
      let numbers = rounded.bytes[row * stride..<(row + 1) * stride]
      let sum = numbers.reduce(0) { $0 + Int32($1) }
      switch metric {
      // Minus the square of the distance: 2 q r - r² - q².
      case .euclidean:
        let squares = numbers.reduce(0) { $0 + Int32($1) * Int32($1) }
        return fk_byte_query(factor: 2 * scale, offset: scale * scale * Float(squares), byte_sum: sum)
      // Of several views of a query, those that have much in common with all references are the more similar.
      case .innerProduct: return fk_byte_query(factor: scale, offset: -common[row], byte_sum: sum)
      }
    }
    self.count = count
    self.views = views
    self.kept = kept
    room = .allocate(capacity: max(1, 2 * kept * count))
    best = []
    for query in 0..<count {
      best.append(fk_best(ranked: room.baseAddress! + 2 * kept * query, count: 0, bound: -.infinity))
    }
  }

  deinit { room.deallocate() }

  /// Lets `body` add to the lists.
  func keepBest(
    _ body: (
      UnsafePointer<Int8>?, UnsafePointer<fk_byte_query>?, Int, Int, Int, UnsafeMutablePointer<fk_best>?
    ) -> Void
  ) {
    bytes.withUnsafeBufferPointer { bytes in
      terms.withUnsafeBufferPointer { terms in
        best.withUnsafeMutableBufferPointer {
          body(bytes.baseAddress, terms.baseAddress, count, views, kept, $0.baseAddress)
        }
      }
    }
  }

  /// The references that are kept of each query, in any order.
  func ranked() -> [[fk_ranked]] {
    best.indices.map { query in
      fk_rank_best(&best[query], kept)
      return Array(UnsafeBufferPointer(start: best[query].ranked, count: best[query].count))
    }
  }
}
