import CKernels

/// Reference photos as the kernel wants them: their vectors rounded to int8, in blocks of 16 photos.
struct PackedVectors: Sendable {
  let photos: Range<Int>
  private let views: Int
  private let dimension: Int
  private let packed: [UInt8]

  /// - Parameters:
  ///   - values: of those photos; finite numbers.
  ///   - centre: what is subtracted from each vector.
  /// - Returns: nil where a vector is so small or large that int8 can't stand for it: see `fk_quantize`.
  init?(
    _ values: [Float], of photos: Range<Int>, views: Int, dimension: Int, metric: VectorMetric, centre: VectorCentre
  ) {
    let centred = centre.subtracted(from: values[...])
    let rounded = RoundedVectors(centred[...], rows: photos.count * views, dimension: dimension)
    guard rounded.beyond == 0 else { return nil }
    let size = fk_packed_bytes_size(photos.count, views, dimension)
    packed = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      fk_pack_bytes(
        rounded.bytes, rounded.scales, photos.count, views, dimension, metric == .euclidean ? 1 : 0,
        buffer.baseAddress, size)
      count = size
    }
    self.photos = photos
    self.views = views
    self.dimension = dimension
  }

  static func byteCount(photos: Int, views: Int, dimension: Int) -> Int {
    fk_packed_bytes_size(photos, views, dimension)
  }

  /// Adds what is among the best of each query.
  func keepBest(of queries: ByteQueries) {
    queries.keepBest { bytes, terms, count, queryViews, kept, best in
      packed.withUnsafeBufferPointer { packed in
        fk_keep_best(
          bytes, terms, count, queryViews, packed.baseAddress, packed.count, photos.count, views, dimension,
          UInt32(photos.lowerBound), kept, best)
      }
    }
  }
}

/// Vectors rounded to int8, each by a scale of its own.
struct RoundedVectors {
  let bytes: [Int8]
  let scales: [Float]
  /// Vectors that int8 can't stand for.
  let beyond: Int

  init(_ values: ArraySlice<Float>, rows: Int, dimension: Int) {
    let byteCount = rows * fk_byte_row_stride(dimension)
    var scales = [Float](repeating: 0, count: rows)
    var beyond = 0
    bytes = [Int8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      beyond = values.withUnsafeBufferPointer {
        fk_quantize($0.baseAddress, rows, dimension, buffer.baseAddress, &scales)
      }
      count = byteCount
    }
    self.scales = scales
    self.beyond = beyond
  }
}
