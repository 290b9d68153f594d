import CSV
import Evaluation
import Features
import Files
import Names
import Photos

/// Joins the predictions (or the lists of candidates) of a run's shards: they become what one run over all queries would
/// have written, byte for byte; so do manifest and list of failures where the shards' manifests lie beside them.
///
/// A query's rows stay as they are, except for what only all queries together tell: where a set was searched in itself, each pair is
/// kept once, whichever shards have it, and where the queries' common regions count (``CopyRunOptions/weighsHubs``), pairs are
/// scored anew by the evidence beside the shards, `OUTPUT.evidence.csv`; both as far as the manifests tell.
/// - Parameter paths: at least one.
/// - Throws: `FileError` or `CSVError` when a file can't be read or two hold the same query, ``MergeError``,
///   ``ManifestError``. Nothing is left of the output then.
/// - Complexity: O(rows · log rows) time, O(rows) memory.
public func mergePredictions(of paths: [String], to output: String) throws -> PredictionMergeReport {
  precondition(!paths.isEmpty)
  // What isn't there is said first, whatever manifests say.
  for path in paths { _ = try readFile(path, limit: 1) }
  try prepareOutputs(of: output, besides: paths)
  // Of a list that was imported, the manifest tells of no run.
  let known = try paths.map { path in
    try RunManifest(besideOutput: path).flatMap { $0.exchange == nil ? $0 : nil }
  }
  var manifest = try joinedManifest(of: paths, known)
  let isList = try paths.contains { try hasViews($0) }
  var rows = isList ? [] : try rows(of: paths)
  if let hubs = try HubsOfShards(of: paths, known, rows: rows) {
    rows = hubs.rows
    manifest?.counts[CopyRun.provedPairsName] = hubs.provedCount
  }
  if known.contains(where: { $0?.verification?.excludesSelf == true }) {
    rows = zip(rows, eachPairOnce(rows)).filter(\.1).map(\.0)
  }
  let rowCount = isList ? try joinLists(of: paths, to: output) : rows.count
  if !isList { try writePredictions(rows, to: output) }
  // Like the manifest of another run.
  removeFile(EvidenceFile.path(besideOutput: output))
  if let manifest {
    try manifest.write(besideOutput: output)
  } else {
    // One of another run would be believed.
    removeFile(RunManifest.path(besideOutput: output))
  }
  let failures = manifest?.failures ?? []
  return PredictionMergeReport(
    rowCount: rowCount, failures: failures, failureList: try writeFailures(failures, besideOutput: output),
    withoutManifest: zip(paths, known).filter { $0.1 == nil }.map(\.0))
}

/// What ``mergePredictions(of:to:)`` did.
public struct PredictionMergeReport: Sendable, Hashable {
  public let rowCount: Int
  /// Photos that the runs had skipped, as far as their manifests tell, and the file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?
  /// Files without manifests: whether shards are missing or photos were skipped can't be told of them.
  public let withoutManifest: [String]
}

/// The rows of all files by query id, those of a query in their order.
private func rows(of paths: [String]) throws -> [Prediction] {
  var rows: [Prediction] = []
  var owners: [ExactName: Int] = [:]
  for (index, path) in paths.enumerated() {
    for row in try readPredictions(path) {
      if let owner = owners.updateValue(index, forKey: ExactName(row.queryID)), owner != index {
        throw sameQuery(row.queryID, path, paths[owner])
      }
      rows.append(row)
    }
  }
  // Swift's sort is not documented to be stable.
  return rows.enumerated().sorted {
    (ExactName($0.element.queryID), $0.offset) < (ExactName($1.element.queryID), $1.offset)
  }.map(\.element)
}

/// What one run would have said of all queries; nil where a file has no manifest.
func joinedManifest(of paths: [String], _ known: [RunManifest?]) throws -> RunManifest? {
  let shards = try joinedShards(known, of: paths)
  let manifests = known.compactMap { $0 }
  guard manifests.count == paths.count, let first = manifests.first else { return nil }
  guard let shards else { throw MergeError.noShards(path: paths[manifests.firstIndex { $0.shard == nil } ?? 0]) }
  for (path, (manifest, shard)) in zip(paths, zip(manifests, shards)) {
    guard manifest.command == first.command, manifest.inputs == first.inputs, manifest.extraction == first.extraction,
      manifest.verification == first.verification, manifest.neighbors == first.neighbors,
      manifest.models == first.models,
      shard.count == shards[0].count
    else { throw MergeError.otherRun(path: path, first: paths[0]) }
  }
  try requireAll(shards, of: paths)
  var joined = first
  joined.shard = nil
  joined.evidenceChecksum = nil
  // References and background are the same in all shards, and come first.
  let setFailures = first.counts[CopyRun.setFailuresName] ?? 0
  guard (0...first.failures.count).contains(setFailures) else {
    throw ManifestError(
      path: RunManifest.path(besideOutput: paths[0]),
      reason: "its count \(CopyRun.setFailuresName) is \(setFailures), not in 0...\(first.failures.count)")
  }
  joined.failures =
    first.failures.prefix(setFailures) + sortedByPhoto(manifests.flatMap { $0.failures.dropFirst(setFailures) })
  for (path, manifest) in zip(paths, manifests).dropFirst() {
    for (name, count) in manifest.counts where name != CopyRun.setFailuresName {
      let (sum, isTooLarge) = joined.counts[name, default: 0].addingReportingOverflow(count)
      guard !isTooLarge else {
        throw ManifestError(path: RunManifest.path(besideOutput: path), reason: "its count \(name) is \(count)")
      }
      joined.counts[name] = sum
    }
  }
  return joined
}
