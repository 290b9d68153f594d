import CSV
import Files
import Options
import Photos
import Vectors

/// Vectors that can't be compared: names both files, and says what differs.
public struct IncomparableVectors: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// Vectors, and the file that they come from.
public struct VectorInput: Sendable {
  public let path: String
  public let vectors: any VectorSource

  public init(path: String, _ vectors: any VectorSource) {
    self.path = path
    self.vectors = vectors
  }
}

/// What ``writeNeighbors(of:among:background:to:options:shard:isResuming:memory:threads:progress:)`` did.
public struct NeighborReport: Sendable, Hashable {
  /// Queries, those of the shard.
  public let queryCount: Int
  public let pairCount: Int
  /// Queries that an earlier run had done.
  public let resumedCount: Int
}

/// Writes the nearest references of each query as a candidate list, which `verify` takes, with a manifest beside it: queries
/// by the bytes of their ids, the most similar reference first, its similarity in single precision as score; where either
/// side has several views, the two that are most alike, too.
///
/// Queries are looked for in blocks, by several threads; what is found depends on neither, nor on the shard. What is found is
/// kept in `OUTPUT.partial`, too, block by block, until the list is whole: a run that was stopped, or killed, can go on.
/// References are read from their source: `memory` bytes of them, as int8, are held, beside some hundred megabytes.
/// - Parameters:
///   - background: photos like the others, but none of their originals or copies; needed for some options.
///   - shard: the part of the queries to work on; nil for all.
///   - isResuming: whether to go on where a side file is there; without, it is an error.
///   - threads: at least 1.
/// - Throws: `OptionsError` when the options are out of range, ``IncomparableVectors`` when the sets have different dimensions or
///   models, what the sources throw, ``JournalError`` for a side file that isn't wanted or is of other work, `FileError` when the
///   list can't be written, `CancellationError`. The output is left as it was then; what is finished stays in the side file.
/// - Complexity: O(queries · references · dimension · views of both) time.
public func writeNeighbors(
  of queries: VectorInput, among references: VectorInput, background: VectorInput? = nil, to output: String,
  options: NeighborOptions = .init(), shard: Shard? = nil, isResuming: Bool = false,
  memory: Int = ExactNeighbors.defaultMemory, threads: Int, progress: any ProgressReporter = NoProgress()
) async throws -> NeighborReport {
  try options.validate()
  try requireBackground(background, for: options)
  for other in [references] + (background.map { [$0] } ?? []) { try requireComparable(queries, other) }
  // Of queries by nobody knows whom, the others may still be by different models.
  if let background { try requireComparable(references, background) }
  let inputs = [queries, references] + (background.map { [$0] } ?? [])
  try prepareOutputs(of: output, besides: inputs.map(\.path))
  let journal = try NeighborJournal(
    besideOutput: output,
    of: RunIdentity(
      command: "neighbors",
      [
        "the queries": identity(of: queries), "the references": identity(of: references),
        "the background": background.map(identity) ?? "none", "--shard": shard?.description ?? "none",
      ], options: [options]), isResuming: isResuming, references: references.vectors, queries: queries.vectors)
  defer { journal.removeIfEmpty() }

  var list = try NeighborList(path: output, queries: queries.vectors, references: references.vectors)
  let ids = queries.vectors.ids
  let rows = ids.indices.filter { shard?.contains(ids[$0]) ?? true }.sorted {
    ids[$0].utf8.lexicographicallyPrecedes(ids[$1].utf8)
  }
  try journal.restore(atMost: rows.count) { try list.append(rows[list.queryCount], $0) }
  let resumedCount = list.queryCount
  if resumedCount < rows.count {
    let transforms = try transforms(options, background: background?.vectors)
    let among = transforms.reduce(references.vectors) { TransformedVectors($0, by: $1) }
    let from = transforms.reduce(queries.vectors) { TransformedVectors($0, by: $1) }
    let search = try reading(among, options: options, memory: memory, progress: progress)
    let common = try options.normalizeScores.flatMap { depth in
      try background.map { background in
        try BackgroundSimilarity(
          transforms.reduce(background.vectors) { TransformedVectors($0, by: $1) }, depth: depth,
          metric: options.metric, memory: memory)
      }
    }
    progress.begin("comparing", total: rows.count - resumedCount)
    defer { progress.end() }
    let views = from.views.count
    let size = min(search.queriesInBlock(views: views), common?.queriesInBlock(views: views) ?? .max)
    for start in stride(from: resumedCount, to: rows.count, by: size) {
      let block = rows[start..<min(start + size, rows.count)]
      let vectors = try from.vectors(of: block)
      var found = try await search.neighbors(of: vectors, threads: threads)
      if let means = try await common?.means(of: vectors, threads: threads) {
        found = zip(found, means).map { neighbors, mean in neighbors.map { $0.lowered(by: mean) } }
      }
      try Task.checkCancellation()
      try journal.append(found)
      for (row, neighbors) in zip(block, found) {
        try list.append(row, neighbors)
        progress.advance()
      }
    }
  }
  try list.writer.finish()
  try RunManifest(
    command: "neighbors", model: queries.vectors.model ?? references.vectors.model, neighbors: options,
    inputs: zip(["queries", "references", "background"], inputs).reduce(into: [:]) {
      $0[$1.0] = .init(ids: $1.1.vectors.ids)
    }, shard: shard, counts: ["queries": rows.count, "pairs": list.pairCount]
  ).write(besideOutput: output)
  journal.remove()
  return NeighborReport(queryCount: rows.count, pairCount: list.pairCount, resumedCount: resumedCount)
}

/// Vectors are whitened first, then scaled.
private func transforms(_ options: NeighborOptions, background: (any VectorSource)?) throws -> [any VectorTransform] {
  var transforms: [any VectorTransform] = []
  if let components = options.whiten, let background {
    transforms.append(try Whitening(learntFrom: background, components: components))
  }
  if options.normalize { transforms.append(LengthNormalization()) }
  return transforms
}

private func reading(
  _ references: any VectorSource, options: NeighborOptions, memory: Int, progress: any ProgressReporter
) throws -> ExactNeighbors {
  progress.begin("reading", total: references.count)
  defer { progress.end() }
  return try ExactNeighbors(among: references, options: options, memory: memory) { count in
    try Task.checkCancellation()
    for _ in 0..<count { progress.advance() }
  }
}

private func requireBackground(_ background: VectorInput?, for options: NeighborOptions) throws(OptionsError) {
  guard background == nil else { return }
  if let whiten = options.whiten {
    throw OptionsError("NeighborOptions.whiten", whiten, mustBe: "left out without --background")
  }
  if let depth = options.normalizeScores {
    throw OptionsError("NeighborOptions.normalizeScores", depth, mustBe: "left out without --background")
  }
}

/// Ids, numbers and the file's length and time.
private func identity(of input: VectorInput) -> String {
  let stamp = FileStamp(input.path).map { "\($0.bytes) bytes of \($0.seconds).\($0.nanoseconds)" } ?? "missing"
  return "\(input.vectors.count) of checksum \(RunManifest.Input(ids: input.vectors.ids).checksum), \(stamp)"
}

private func requireComparable(_ one: VectorInput, _ other: VectorInput) throws(IncomparableVectors) {
  guard one.vectors.dimension == other.vectors.dimension else {
    throw IncomparableVectors(
      description: "\(one.path) has vectors of \(one.vectors.dimension) numbers, but \(other.path) of "
        + "\(other.vectors.dimension): both must come from one model")
  }
  if let first = one.vectors.model, let second = other.vectors.model, first != second {
    let isOtherFile = "\(first)" == "\(second)"
    throw IncomparableVectors(
      description: "\(one.path) has vectors by \(first), but \(other.path) by "
        + (isOtherFile ? "another file or preprocessing of that name" : "\(second)") + ": both must come from one model"
    )
  }
}

/// The list that is being written.
private struct NeighborList {
  let writer: CSVWriter
  private let queries: any VectorSource
  private let references: any VectorSource
  private let hasViews: Bool
  private(set) var queryCount = 0
  private(set) var pairCount = 0

  init(path: String, queries: any VectorSource, references: any VectorSource) throws(FileError) {
    writer = try CSVWriter(path: path)
    self.queries = queries
    self.references = references
    hasViews = queries.views.count > 1 || references.views.count > 1
    try writer.append(CandidateColumns.pair + (hasViews ? CandidateColumns.views : []))
  }

  mutating func append(_ query: Int, _ neighbors: [VectorNeighbor]) throws(FileError) {
    for neighbor in neighbors {
      let views = hasViews ? [queries.views[neighbor.queryView], references.views[neighbor.referenceView]] : []
      // As in predictions, so that shards are joined like those.
      let score = "\(Float(clamping: neighbor.similarity))"
      try writer.append([queries.ids[query], references.ids[neighbor.index], score] + views)
    }
    queryCount += 1
    pairCount += neighbors.count
  }
}

extension VectorNeighbor {
  fileprivate func lowered(by mean: Double) -> VectorNeighbor {
    VectorNeighbor(
      index: index, similarity: similarity - mean, queryView: queryView, referenceView: referenceView)
  }
}
