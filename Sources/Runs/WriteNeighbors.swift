import CSV
import Files
import Photos
import Vectors

/// Vectors that can't be compared: names both files, and says what differs.
public struct IncomparableVectors: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// Writes the nearest references of each query as a candidate list, which `verify` takes, with a manifest beside it:
/// queries in their order, the most similar reference first, its similarity as score.
///
/// Queries are looked for in blocks, several at once; what is found depends on neither.
/// - Parameters:
///   - paths: the files that the vectors come from, for messages and the manifest.
///   - threads: most blocks at once; at least 1.
/// - Returns: number of pairs.
/// - Throws: `OptionsError` when the options are out of range, ``IncomparableVectors`` when the two have different dimensions or
///   models, `FileError` when the list can't be written, `CancellationError`; nothing is left then.
/// - Complexity: O(queries · references · dimension) time.
public func writeNeighbors(
  of queries: VectorSet, among references: VectorSet, from paths: (queries: String, references: String),
  to output: String, options: NeighborOptions = .init(), threads: Int, progress: any ProgressReporter = NoProgress()
) async throws -> Int {
  let search = try ExactNeighbors(among: references, options: options)
  try requireComparable(queries, references, from: paths)
  try prepareOutputs(of: output, besides: [paths.queries, paths.references])
  let writer = try CSVWriter(path: output)
  try writer.append(["query_id", "reference_id", "score"])
  var pairCount = 0
  let blocks = stride(from: 0, to: queries.count, by: queriesInBlock).map {
    $0..<min($0 + queriesInBlock, queries.count)
  }
  progress.begin("comparing", total: queries.count)
  defer { progress.end() }
  try await mapInOrder(blocks, threads: threads) { block in
    search.neighbors(of: queries, rows: block)
  } consume: { block, found in
    for (row, neighbors) in zip(block, found) {
      for neighbor in neighbors {
        try writer.append([queries.ids[row], references.ids[neighbor.index], "\(neighbor.similarity)"])
      }
      pairCount += neighbors.count
      progress.advance()
    }
  }
  try writer.finish()
  try RunManifest(
    command: "neighbors", model: queries.model ?? references.model, neighbors: options,
    inputs: ["queries": .init(ids: queries.ids), "references": .init(ids: references.ids)],
    counts: ["queries": queries.count, "references": references.count, "pairs": pairCount]
  ).write(besideOutput: output)
  return pairCount
}

/// Queries for which the references are read once.
private let queriesInBlock = 16

private func requireComparable(
  _ queries: VectorSet, _ references: VectorSet, from paths: (queries: String, references: String)
) throws(IncomparableVectors) {
  guard queries.dimension == references.dimension else {
    throw IncomparableVectors(
      description: "\(paths.queries) has vectors of \(queries.dimension) numbers, but \(paths.references) of "
        + "\(references.dimension): both must come from one model")
  }
  if let query = queries.model, let reference = references.model, query != reference {
    throw IncomparableVectors(
      description: "\(paths.queries) has vectors by \(query), but \(paths.references) by \(reference): both must come "
        + "from one model")
  }
}
