import CKernels
import Options

/// References were other ones when they were read again.
public struct ChangedVectors: Error, Sendable, Hashable, CustomStringConvertible {
  public var description: String { "the references have changed since they were first read" }
}

/// The references whose vectors are most like a query's, found by looking at all of them.
///
/// Products of int8 find more than are asked for, and single precision ranks these. It does all of few references, of vectors so
/// small or large that int8 can't stand for them, and of queries whose list int8 may have cut too short: among references that are
/// nearly equal its rounding decides. The similarity of two photos of several views
/// is that of the two views that are most alike. What is found depends on neither threads nor memory nor on what other
/// queries are looked for.
public struct ExactNeighbors: Sendable {
  /// Bytes of references that are held in memory as int8; the others are read again for every block of queries.
  public static let defaultMemory = 1 << 30

  /// Up to so many references, finding by int8 saves nothing.
  private static let fewReferences = 2000
  /// Bytes of the queries that share a pass over the references, as int8: they stay in the second-level cache.
  private static let portionBytes = 1 << 17

  private let references: any VectorSource
  private let options: NeighborOptions
  /// Of the first block.
  private let centre: VectorCentre
  /// Blocks from the first on that are in memory; nil where int8 isn't used.
  private let held: [PackedVectors]?
  /// The blocks that are not.
  private let streamed: [Range<Int>]

  /// Reads all references once.
  ///
  /// - Parameters:
  ///   - memory: bytes of references to hold; a block of a few megabytes is held in any case.
  ///   - progress: is told the number of photos that were read, block by block.
  /// - Throws: `OptionsError` when the options are out of range; what the source throws.
  /// - Precondition: there are fewer than 2^32 - 1 references.
  /// - Complexity: O(references · dimension) time; `memory`.
  public init(
    among references: any VectorSource, options: NeighborOptions = .init(), memory: Int = defaultMemory,
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    try options.validate()
    precondition(references.count <= Int(UInt32.max) - 2, "\(references.count) references")
    self.references = references
    self.options = options
    let blocks = references.blocks
    let kept = Self.shortlistLength(for: options.candidates)
    guard references.count > Self.fewReferences, references.count / 4 > kept,
      1...Int(FK_MAX_BYTE_DIMENSION) ~= references.dimension
    else {
      centre = VectorCentre(of: [], dimension: 0)
      (held, streamed) = (nil, blocks)
      return
    }
    centre = VectorCentre(of: try references.values(of: blocks[0]), dimension: references.dimension)
    var room = memory
    var packed: [PackedVectors] = []
    var streamed: [Range<Int>] = []
    for block in blocks {
      // Those that don't stay are looked at, too: any may be one that int8 can't stand for.
      guard let vectors = try Self.pack(block, of: references, metric: options.metric, centre: centre) else {
        (held, self.streamed) = (nil, blocks)
        return
      }
      room -= PackedVectors.byteCount(
        photos: block.count, views: references.views.count, dimension: references.dimension)
      if room >= 0, streamed.isEmpty { packed.append(vectors) } else { streamed.append(block) }
      try progress(block.count)
    }
    held = packed
    self.streamed = streamed
  }

  /// References that int8 finds for each query. With these, single precision gives at least 99 of 100 queries the same
  /// first 20 as without int8 (`make bench FILTER=neighbors`).
  static func shortlistLength(for candidates: Int) -> Int { 2 * candidates + 50 }

  /// Number of queries for which a pass over the references pays, and whose lists don't take much memory.
  ///
  /// - Parameter views: of each query.
  public func queriesInBlock(views: Int) -> Int {
    let (rows, numbers, listed) = (8192, 1 << 24, 1 << 22)
    let views = max(1, views)
    return max(
      1,
      min(
        rows / views, numbers / max(1, views * references.dimension),
        listed / min(Self.shortlistLength(for: options.candidates), max(1, references.count))))
  }

  /// The neighbours of each query, the most similar first, those that are equally so by index.
  ///
  /// - Parameters:
  ///   - queries: some thousand make good use of a pass over the references: ``queriesInBlock(views:)``.
  ///   - threads: at least 1.
  /// - Throws: what the references' source throws, `CancellationError`.
  /// - Precondition: queries and references have the same dimension.
  /// - Complexity: O(queries · references · dimension · views of both) time, O(queries · `candidates`) memory.
  public func neighbors(of queries: VectorSet, threads: Int = 1) async throws -> [[VectorNeighbor]] {
    precondition(
      queries.dimension == references.dimension,
      "queries of \(queries.dimension) numbers, references of \(references.dimension)")
    precondition(threads >= 1, "no work is done by \(threads) threads")
    guard let held else { return try await compared(queries, Array(0..<queries.count), threads: threads) }
    guard queries.count > 0 else { return [] }
    let portions = byteQueries(of: queries, threads: threads)
    try await forEach(portions.found, threads: threads) { portion in
      for block in held {
        try Task.checkCancellation()
        block.keepBest(of: portion.queries)
      }
    }
    if let first = streamed.first {
      var block = try packed(first)
      for following in streamed.dropFirst() {
        let current = block
        async let next = packed(following)
        try await forEach(portions.found, threads: threads) { current.keepBest(of: $0.queries) }
        block = try await next
      }
      let last = block
      try await forEach(portions.found, threads: threads) { last.keepBest(of: $0.queries) }
    }
    let lists = portions.found.flatMap { portion in
      zip(portion.rows, portion.queries.ranked()).map { (row: $0, references: $1) }
    }
    let ranked = try await Shortlists(lists).ranked(
      of: queries, among: references, metric: options.metric, threads: threads)
    var found = ranked.map { $0.prefix(options.candidates).map(\.neighbor) }
    let others = (portions.others + lists.lazy.map(\.row).filter { isDoubtful(ranked[$0]) }).sorted()
    for (row, neighbors) in zip(others, try await compared(queries, others, threads: threads)) {
      found[row] = neighbors
    }
    return found
  }

  /// Whether a reference that int8 has left out of a query's list might be among the first, as far as the errors of its keys in
  /// the list tell.
  private func isDoubtful(_ list: [Shortlists.Ranked]) -> Bool {
    guard list.count == Self.shortlistLength(for: options.candidates) else { return false }
    let keys = list.map { options.metric.key(of: $0.neighbor.similarity) }
    let error = zip(keys, list).reduce(0) { max($0, abs($1.0 - Double($1.1.key))) }
    let leastKey = list.reduce(Double.infinity) { min($0, Double($1.key)) }
    return keys[options.candidates - 1] - leastKey <= Self.errorFactor * error
  }

  /// Errors in a list are taken to be at least two thirds of those outside of it.
  private static let errorFactor = 1.5

  // MARK: By int8

  private struct Portion: Sendable {
    let rows: Range<Int>
    let queries: ByteQueries
  }

  /// The queries in portions, but for those that int8 can't stand for.
  private func byteQueries(of queries: VectorSet, threads: Int) -> (found: [Portion], others: [Int]) {
    let length = queries.views.count * queries.dimension
    let size = max(1, min(Self.portionBytes / length, (queries.count + threads - 1) / threads))
    var (found, others): ([Portion], [Int]) = ([], [])
    func add(_ rows: Range<Int>) {
      guard !rows.isEmpty else { return }
      let values = queries.values[rows.lowerBound * length..<rows.upperBound * length]
      let rounded = ByteQueries(
        values, count: rows.count, views: queries.views.count, dimension: queries.dimension, metric: options.metric,
        centre: centre, kept: Self.shortlistLength(for: options.candidates))
      if let rounded { return found.append(Portion(rows: rows, queries: rounded)) }
      guard rows.count > 1 else { return others.append(rows.lowerBound) }
      let middle = rows.lowerBound + rows.count / 2
      add(rows.lowerBound..<middle)
      add(middle..<rows.upperBound)
    }
    for start in stride(from: 0, to: queries.count, by: size) { add(start..<min(start + size, queries.count)) }
    return (found, others)
  }

  private func packed(_ block: Range<Int>) throws -> PackedVectors {
    guard let packed = try Self.pack(block, of: references, metric: options.metric, centre: centre) else {
      throw ChangedVectors()
    }
    return packed
  }

  private static func pack(
    _ block: Range<Int>, of references: any VectorSource, metric: VectorMetric, centre: VectorCentre
  ) throws -> PackedVectors? {
    PackedVectors(
      try references.values(of: block), of: block, views: references.views.count, dimension: references.dimension,
      metric: metric, centre: centre)
  }

  // MARK: By single precision

  private func compared(_ queries: VectorSet, _ rows: [Int], threads: Int) async throws -> [[VectorNeighbor]] {
    guard !rows.isEmpty else { return [] }
    let size = (rows.count + threads - 1) / threads
    let limit = min(options.candidates, references.count)
    let portions = stride(from: 0, to: rows.count, by: size).map {
      FloatQueries(queries, Array(rows[$0..<min($0 + size, rows.count)]), metric: options.metric, limit: limit)
    }
    for block in references.blocks {
      let values = try references.values(of: block)
      try await forEach(portions, threads: threads) {
        $0.compare(with: values, of: block, views: references.views.count)
      }
    }
    return portions.flatMap { $0.found() }
  }
}

/// Does something with each of several things, `threads` at a time.
private func forEach<Thing: Sendable>(
  _ things: [Thing], threads: Int, _ body: @escaping @Sendable (Thing) throws -> Void
) async throws {
  try Task.checkCancellation()
  try await withThrowingTaskGroup(of: Void.self) { group in
    for first in 0..<min(threads, things.count) {
      group.addTask {
        for place in stride(from: first, to: things.count, by: threads) { try body(things[place]) }
      }
    }
    try await group.waitForAll()
  }
}
