import CSV
import Files
import Names
import Options
import Photos
import Vectors

/// Vectors that can't be compared: names both files, and says what differs.
public struct IncomparableVectors: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// Vectors, and the files that they come from.
public struct VectorInput: Sendable {
  public let path: String
  /// What is read beside it, as a list of ids.
  public let otherFiles: [String]
  public let vectors: any VectorSource

  public init(path: String, otherFiles: [String] = [], _ vectors: any VectorSource) {
    self.path = path
    self.otherFiles = otherFiles
    self.vectors = vectors
  }
}

/// What ``writeNeighbors(of:among:background:to:options:shard:isResuming:memory:threads:progress:)`` did.
public struct NeighborReport: Sendable, Hashable {
  /// Queries, those of the shard.
  public let queryCount: Int
  public let referenceCount: Int
  public let pairCount: Int
  /// What made the vectors, as far as their files tell.
  public let models: [VectorModel]?
  /// Queries that an earlier run had done.
  public let resumedCount: Int
}

/// Writes the nearest references of each query as a candidate list, which `verify` takes, with a manifest beside it: queries
/// by the bytes of their ids, the most similar reference first, its similarity in single precision as score; where either
/// side has several views, the two that are most alike, too. Vectors by several models count as ``ConcatenatedVectors``.
///
/// Queries are looked for in blocks, by several threads; what is found depends on neither, nor on the shard. What is found is
/// kept in `OUTPUT.partial`, too, block by block, until the list is whole: a run that was stopped, or killed, can go on.
/// References are read from their source: `memory` bytes of them, as int8, are held, beside some hundred megabytes.
/// - Parameters:
///   - queries: of each model, the same photos in the same order; at least one.
///   - references: of as many models, in the same order.
///   - background: photos like the others, but none of their originals or copies; needed for some options, by each model.
///   - shard: the part of the queries to work on; nil for all.
///   - isResuming: whether to go on where a side file is there; without, it is an error.
///   - threads: at least 1.
/// - Throws: `OptionsError` when the options are out of range, ``IncomparableVectors`` when the sets of a model have different dimensions
///   or models, or those of a side different photos or views, what the sources throw, ``JournalError`` for a side file that isn't wanted or is of other work, `FileError` when the
///   list can't be written, `CancellationError`. The output is left as it was then; what is finished stays in the side file.
/// - Complexity: O(queries · references · dimension · views of both) time.
public func writeNeighbors(
  of queries: [VectorInput], among references: [VectorInput], background: [VectorInput] = [], to output: String,
  options: NeighborOptions = .init(), shard: Shard? = nil, isResuming: Bool = false,
  memory: Int = ExactNeighbors.defaultMemory, threads: Int, progress: any ProgressReporter = NoProgress()
) async throws -> NeighborReport {
  try options.validate()
  try requireBackground(background, for: options)
  try requireModels(queries, references, background, for: options)
  let (query, reference) = (queries[0].vectors, references[0].vectors)
  try prepareOutputs(
    of: output, besides: (queries + references + background).flatMap { [$0.path] + $0.otherFiles })
  let journal = try NeighborJournal(
    besideOutput: output,
    of: RunIdentity(
      command: "neighbors",
      [
        "the queries": identity(of: queries), "the references": identity(of: references),
        "the background": identity(of: background), "--shard": shard?.description ?? "none",
      ], options: [options]), isResuming: isResuming, references: reference, queries: query)
  defer { journal.removeIfEmpty() }

  var list = try NeighborList(path: output, queries: query, references: reference)
  let ids = query.ids
  let rows = ids.indices.filter { shard?.contains(ids[$0]) ?? true }.sorted {
    ids[$0].utf8.lexicographicallyPrecedes(ids[$1].utf8)
  }
  try journal.restore(atMost: rows.count) { try list.append(rows[list.queryCount], $0) }
  let resumedCount = list.queryCount
  if resumedCount < rows.count {
    let changes = try references.indices.map { model in
      try transforms(options, background: background.isEmpty ? nil : background[model].vectors)
    }
    func transformed(_ inputs: [VectorInput]) -> [any VectorSource] {
      zip(inputs, changes).map { input, transforms in
        transforms.reduce(input.vectors) { TransformedVectors($0, by: $1) }
      }
    }
    let (byModel, among) = (transformed(queries), transformed(references))
    let from = ConcatenatedVectors(byModel)
    let search = try reading(ConcatenatedVectors(among), options: options, memory: memory, progress: progress)
    let common = try options.normalizeScores.map { depth in
      try BackgroundSimilarity(
        ConcatenatedVectors(transformed(background)), depth: depth, metric: options.metric, memory: memory)
    }
    let agreed = AgreedNeighbors(of: byModel, among: among, options: options)
    progress.begin("comparing", total: rows.count - resumedCount)
    defer { progress.end() }
    let views = from.views.count
    let size = min(search.queriesInBlock(views: views), common?.queriesInBlock(views: views) ?? .max)
    for start in stride(from: resumedCount, to: rows.count, by: size) {
      let block = rows[start..<min(start + size, rows.count)]
      let vectors = try from.vectors(of: block)
      var found = try await search.neighbors(of: vectors, threads: threads)
      found = try await agreed.kept(found, of: block, threads: threads)
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
  let models = knownModels(of: queries, references)
  try RunManifest(
    command: "neighbors", models: models, neighbors: options,
    inputs: [("queries", queries), ("references", references), ("background", background)].reduce(into: [:]) {
      $0[$1.0] = $1.1.first.map { .init(ids: $0.vectors.ids) }
    }, shard: shard, counts: ["queries": rows.count, "pairs": list.pairCount]
  ).write(besideOutput: output)
  journal.remove()
  return NeighborReport(
    queryCount: rows.count, referenceCount: reference.count, pairCount: list.pairCount, models: models,
    resumedCount: resumedCount)
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

private func requireBackground(_ background: [VectorInput], for options: NeighborOptions) throws(OptionsError) {
  guard background.isEmpty else { return }
  if let whiten = options.whiten {
    throw OptionsError("NeighborOptions.whiten", whiten, mustBe: "left out without --background")
  }
  if let depth = options.normalizeScores {
    throw OptionsError("NeighborOptions.normalizeScores", depth, mustBe: "left out without --background")
  }
}

/// Whether there are the vectors of each model on both sides, of the same photos and views as those of the first.
private func requireModels(
  _ queries: [VectorInput], _ references: [VectorInput], _ background: [VectorInput], for options: NeighborOptions
) throws {
  guard let query = queries.first, let reference = references.first, queries.count == references.count,
    background.isEmpty || background.count == queries.count
  else {
    let counts = ["\(queries.count) of queries", "\(references.count) of references"]
    throw IncomparableVectors(
      description: "files of vectors: "
        + (counts + (background.isEmpty ? [] : ["\(background.count) of a background"])).joined(separator: ", ")
        + "; of each model there must be one of each")
  }
  for model in queries.indices {
    try requireComparable(queries[model], references[model])
    try requireSamePhotos(query, queries[model])
    try requireSamePhotos(reference, references[model])
    guard !background.isEmpty else { continue }
    try requireComparable(queries[model], background[model])
    // Of queries by nobody knows whom, the others may still be by different models.
    try requireComparable(references[model], background[model])
    try requireSamePhotos(background[0], background[model])
  }
  let floors = options.minSimilarities.count
  guard [0, 1, queries.count].contains(floors) else {
    throw OptionsError(
      "NeighborOptions.minSimilarities", "given \(floors) times",
      mustBe: queries.count == 1 ? "given once" : "given once, or \(queries.count) times, once for each model")
  }
}

private func requireSamePhotos(_ one: VectorInput, _ other: VectorInput) throws(IncomparableVectors) {
  let what: String
  if one.vectors.views != other.vectors.views {
    what =
      "the views \(one.vectors.views.joined(separator: ",")), but \(other.path) \(other.vectors.views.joined(separator: ","))"
  } else if one.vectors.count != other.vectors.count {
    what = "\(one.vectors.count) photos, but \(other.path) \(other.vectors.count)"
  } else if let place = zip(one.vectors.ids, other.vectors.ids).enumerated().first(where: {
    ExactName($0.element.0) != ExactName($0.element.1)
  }) {
    what = "\(place.element.0) where \(other.path) has \(place.element.1)"
  } else {
    return
  }
  throw IncomparableVectors(
    description:
      "\(one.path) has \(what): of several models, files must hold the same photos and views in the same order")
}

/// What made the vectors, model by model; none where nobody said of any.
private func knownModels(of queries: [VectorInput], _ references: [VectorInput]) -> [VectorModel]? {
  let known = zip(queries, references).compactMap { $0.vectors.model ?? $1.vectors.model }
  return known.isEmpty ? nil : known
}

private func identity(of inputs: [VectorInput]) -> String {
  inputs.isEmpty ? "none" : inputs.map(identity).joined(separator: "; ")
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
