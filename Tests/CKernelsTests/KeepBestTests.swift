import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Products of int8") struct KeepBestTests {
    @Test(
      "name the photos of the scalar reference on every target, whatever the sizes and views",
      arguments: 1...24 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      func pick(_ values: [Int]) -> Int { values.randomElement(using: &generator)! }
      let search = ByteSearch(
        queryCount: pick([0, 1, 2, 5, 11, 12, 13, 25]), queryViews: pick([1, 1, 2, 5, 6, 13, 30]),
        count: pick([0, 1, 15, 16, 17, 31, 32, 33, 100, 301]), views: pick([1, 1, 1, 3]),
        dimension: pick([1, 2, 3, 4, 5, 63, 64, 130]), kept: pick([1, 2, 7, 40]), squares: seed % 2 == 0)
      let (queries, references) = (
        search.rows(search.queryCount * search.queryViews, using: &generator),
        search.rows(search.count * search.views, using: &generator)
      )
      expectReference(search, queries, references, "seed \(seed)")
    }

    @Test("of equal keys, keep those of the lowest indexes", arguments: [1, 3, 20])
    func ties(kept: Int) {
      let search = ByteSearch(queryCount: 3, count: 70, dimension: 4, kept: kept)
      let references = (0..<70).flatMap { _ in [1, 2, 3, 4] as [Float] }
      let found = search.keepBest([1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 0, 0], references)
      #expect(found.map { $0.map(\.index) } == [[UInt32]](repeating: (0..<UInt32(kept)).map { $0 }, count: 3))
      expectReference(search, [1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 0, 0], references, "equal rows")
    }

    @Test("are exact at the extremes")
    func extremes() {
      // Every product is of the largest magnitude, of one sign or of both.
      let kinds: [[Float]] = [[1], [-1], [1, -1], [-1, 1], [1, 1, -1, -1], [0, 1], [-1, 0]]
      let dimension = 1027
      let rows = kinds.flatMap { kind in (0..<dimension).map { kind[$0 % kind.count] } }
      for squares in [false, true] {
        let search = ByteSearch(
          queryCount: kinds.count, count: kinds.count, dimension: dimension, kept: 7, squares: squares)
        expectReference(search, rows, rows, "squares \(squares)")
      }
    }

    @Test("don't depend on how the references are divided")
    func blocks() {
      var generator = SeededGenerator(seed: 9)
      let search = ByteSearch(queryCount: 14, queryViews: 2, count: 200, views: 2, dimension: 33, kept: 9)
      let (queries, references) = (search.rows(28, using: &generator), search.rows(400, using: &generator))
      let whole = search.keepBest(queries, references)
      for portion in [1, 16, 50, 199] {
        KernelTests.onEveryTarget { target in
          let found = search.keepBest(queries, references, portion: portion)
          #expect(found == whole, "\(portion) photos at a time on \(target)")
        }
      }
    }

    @Test("stop the process where the packed rows are too few, and where nothing is to be kept")
    func preconditions() async {
      await #expect(processExitsWith: .failure) {
        var best = fk_best(ranked: nil, count: 0, bound: -.infinity)
        fk_keep_best([0], [fk_byte_query()], 0, 1, [0], 0, 1, 1, 1, 0, 1, &best)
      }
      await #expect(processExitsWith: .failure) {
        var best = fk_best(ranked: nil, count: 0, bound: -.infinity)
        fk_keep_best([0], [fk_byte_query()], 0, 1, [0], 0, 0, 1, 1, 0, 0, &best)
      }
      await #expect(processExitsWith: .failure) { _ = fk_packed_bytes_size(1, 1, Int(FK_MAX_BYTE_DIMENSION) + 1) }
    }
  }

  @Suite("Rounding to int8") struct QuantizeTests {
    @Test("equals the scalar reference on every target", arguments: [0, 1, 3, 4, 15, 16, 17, 63, 512])
    func random(dimension: Int) {
      var generator = SeededGenerator(seed: UInt64(dimension))
      var rows: [Float] = []
      for scale in [1, 0, 1e-11, 1e11, 1e-14, 1e14, 3e38, 1e8 * .leastNonzeroMagnitude] as [Float] {
        for _ in 0..<3 { rows += (0..<dimension).map { _ in scale * .random(in: -1...1, using: &generator) } }
      }
      let expected = quantized(rows, count: 24, dimension: dimension, by: fk_quantize_reference)
      KernelTests.onEveryTarget { target in
        let found = quantized(rows, count: 24, dimension: dimension, by: fk_quantize)
        #expect(found.bytes == expected.bytes && found.scales == expected.scales, "\(dimension) numbers on \(target)")
        #expect(found.beyond == expected.beyond && (dimension < 15 || found.beyond == 12), "on \(target)")
      }
    }

    @Test("rounds halves to even and the largest to 127")
    func halves() {
      KernelTests.onEveryTarget { target in
        let found = quantized([127, 0.5, 1.5, -2.5, -127, 126.4], count: 1, dimension: 6, by: fk_quantize)
        #expect(found.bytes == [127, 0, 2, -2, -127, 126, 0, 0] && found.scales == [1], "on \(target)")
      }
    }
  }

  @Suite("Sums of floats") struct FloatSumsTests {
    @Test(
      "equal the scalar references on every target", arguments: [0, 1, 3, 4, 7, 8, 9, 12, 15, 16, 17, 33, 512, 961],
      [0, 1, 3, 4, 5, 9])
    func random(dimension: Int, count: Int) {
      var generator = SeededGenerator(seed: UInt64(dimension * 10 + count))
      let query = (0..<dimension).map { _ in Float.random(in: -1...1, using: &generator) }
      let rows = (0..<dimension * count).map { _ in Float.random(in: -1...1, using: &generator) }
      func sums(_ sum: (UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int, UnsafeMutablePointer<Float>?) -> Void)
        -> [Float]
      {
        var sums = [Float](repeating: .nan, count: count)
        sum(query, rows, count, dimension, &sums)
        return sums
      }
      let (products, squares) = (sums(fk_product_sums_reference), sums(fk_square_sums_reference))
      KernelTests.onEveryTarget { target in
        #expect(sums(fk_product_sums) == products, "\(count) × \(dimension) on \(target)")
        #expect(sums(fk_square_sums) == squares, "\(count) × \(dimension) on \(target)")
      }
    }
  }
}

/// A search of some size.
private struct ByteSearch {
  var queryCount: Int
  var queryViews = 1
  var count: Int
  var views = 1
  var dimension: Int
  var kept: Int
  var squares = false

  /// Few different numbers, so that keys are equal now and then.
  func rows(_ count: Int, using generator: inout SeededGenerator) -> [Float] {
    let fine = Bool.random(using: &generator)
    return (0..<count * dimension).map { _ in
      fine ? .random(in: -1...1, using: &generator) : Float(Int.random(in: -1...1, using: &generator))
    }
  }

  func terms(_ bytes: [Int8], _ scales: [Float]) -> [fk_byte_query] {
    let stride = fk_byte_row_stride(dimension)
    return scales.enumerated().map { row, scale in
      let sum = bytes[row * stride..<(row + 1) * stride].reduce(0) { $0 + Int32($1) }
      return fk_byte_query(factor: squares ? 2 * scale : scale, offset: squares ? scale : 0, byte_sum: sum)
    }
  }

  /// What the kernel keeps, a list a query, `portion` photos at a time.
  func keepBest(_ queries: [Float], _ references: [Float], portion: Int = .max) -> [[Ranked]] {
    let query = quantized(queries, count: queryCount * queryViews, dimension: dimension, by: fk_quantize)
    let reference = quantized(references, count: count * views, dimension: dimension, by: fk_quantize)
    let terms = terms(query.bytes, query.scales)
    let stride = fk_byte_row_stride(dimension)
    let room = UnsafeMutableBufferPointer<fk_ranked>.allocate(capacity: max(1, 2 * kept * queryCount))
    defer { room.deallocate() }
    var best = (0..<queryCount).map {
      fk_best(ranked: room.baseAddress! + 2 * kept * $0, count: 0, bound: -.infinity)
    }
    var first = 0
    repeat {
      let part = min(portion, count - first)
      var packed = [UInt8](repeating: 0xAA, count: fk_packed_bytes_size(part, views, dimension))
      let size = packed.count
      fk_pack_bytes(
        Array(reference.bytes.dropFirst(first * views * stride)), Array(reference.scales.dropFirst(first * views)),
        part, views, dimension, squares ? 1 : 0, &packed, size)
      let guarded = GuardedBytes(packed)
      fk_keep_best(
        query.bytes, terms, queryCount, queryViews, guarded.start, size, part, views, dimension, UInt32(first), kept,
        &best)
      first += part
    } while first < count
    return best.indices.map { index in
      fk_rank_best(&best[index], kept)
      return (0..<best[index].count).map { Ranked(best[index].ranked[$0]) }
    }
  }

  func reference(_ queries: [Float], _ references: [Float]) -> [[Ranked]] {
    let query = quantized(queries, count: queryCount * queryViews, dimension: dimension, by: fk_quantize_reference)
    let reference = quantized(references, count: count * views, dimension: dimension, by: fk_quantize_reference)
    var ranked = [fk_ranked](repeating: fk_ranked(), count: max(1, kept * queryCount))
    var counts = [Int](repeating: 0, count: max(1, queryCount))
    fk_keep_best_reference(
      query.bytes, terms(query.bytes, query.scales), queryCount, queryViews, reference.bytes, reference.scales,
      squares ? 1 : 0, count, views, dimension, kept, &ranked, &counts)
    return (0..<queryCount).map { query in (0..<counts[query]).map { Ranked(ranked[query * kept + $0]) } }
  }
}

private struct Ranked: Equatable {
  let key: Float
  let index: UInt32

  init(_ ranked: fk_ranked) { (key, index) = (ranked.key, ranked.index) }
}

private func quantized(
  _ rows: [Float], count: Int, dimension: Int,
  by quantize: (
    UnsafePointer<Float>?, Int, Int, UnsafeMutablePointer<Int8>?, UnsafeMutablePointer<Float>?
  ) -> Int
) -> (bytes: [Int8], scales: [Float], beyond: Int) {
  var bytes = [Int8](repeating: -1, count: count * fk_byte_row_stride(dimension))
  var scales = [Float](repeating: .nan, count: count)
  let beyond = quantize(rows, count, dimension, &bytes, &scales)
  return (bytes, scales, beyond)
}

private func expectReference(
  _ search: ByteSearch, _ queries: [Float], _ references: [Float], _ what: String,
  at location: SourceLocation = #_sourceLocation
) {
  let expected = search.reference(queries, references)
  KernelTests.onEveryTarget { target in
    let found = search.keepBest(queries, references)
    #expect(found == expected, "\(search) on \(target): \(what)", sourceLocation: location)
  }
}
