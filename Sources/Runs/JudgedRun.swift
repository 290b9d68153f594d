import Copies
import Files
import Names
import Photos
import Recall
import Storage

/// A run whose queries are all judged, and whose output is still to be written.
struct JudgedRun {
  /// In the order of the queries' ids.
  let results: [QueryResult]
  /// The same with all pairs that are proved, each judged by its own query alone: what other shards need to know of this one. nil
  /// where none do.
  let evidence: [QueryResult]?
  /// Candidates of each of the queries that an earlier run had judged.
  let resumed: [Int]
  /// The references, ready to be read.
  let references: any FeatureSource
  /// Photos that could not be used or have no features: first those of the references and the background, as many as `setFailureCount`.
  let failures: [Failure]
  let setFailureCount: Int
  /// How long judging took in this run, with reading, but without what recall had to read before.
  let seconds: Double
  let closer: CloserLookReport
}

extension CopyRun {
  /// Judges all queries, keeps what is finished in a side file beside the output, and has the output written at the end.
  ///
  /// - Parameters:
  ///   - outputs: what is going to be written, the file first that the side file belongs to; each has a manifest and a list
  ///     of failures beside it.
  ///   - writing: writes the outputs; the side file is deleted when it returns.
  /// - Throws: as ``write(to:as:candidatesTo:isResuming:progress:)`` does, and what `writing` throws.
  func judgeAll<Report>(
    for written: [String], as command: String, keepsCandidates: Bool = false, isResuming: Bool,
    progress: any ProgressReporter, writing: (JudgedRun) throws -> Report
  ) async throws -> Report {
    try checkOptions()
    // Hours of work are not to end at a folder that was never there.
    for path in written { try prepareOutputs(of: path, besides: files) }
    let output = written[0]
    let taken =
      outputs(of: output) + [RunJournal.path(besideOutput: output), EvidenceFile.path(besideOutput: output)]
    for other in written.dropFirst() where taken.contains(where: { nameOneFile($0, other) }) {
      throw FileError(.write, other, reason: "\(output), or what belongs to it, would be there, too")
    }
    let order = queryOrder()
    let journal = try CopyJournal(
      besideOutput: output, of: try identity(of: command, order: order, writesCandidates: keepsCandidates),
      queryCount: queries.count, referenceCount: references.count, isResuming: isResuming)
    defer { journal.removeIfEmpty() }
    PendingFile.removeLeftovers(of: EvidenceFile.path(besideOutput: output))

    var results: [Int: QueryResult] = [:]
    for result in journal.restored { results[result.query] = result }
    let resumed = results.values.map(\.candidateCount)
    var run = try await opened(pending: order.filter { results[$0] == nil }, progress: progress)
    let start = ContinuousClock.now
    progress.begin("judging", total: order.count - results.count)
    do {
      defer { progress.end() }
      while let block = try await run.blocks.next(progress: progress) {
        let found = block.map {
          QueryResult($0, of: queries, keepsCandidates: keepsCandidates, keepsModels: weighsHubs)
        }
        try journal.append(found)
        for result in found { results[result.query] = result }
      }
    }
    let seconds = start.duration(to: .now) / .seconds(1)

    let judged = order.compactMap { results[$0] }
    let skipped = judged.compactMap(\.failure)
    let unusable = judged.filter(\.isSkipped).compactMap(\.failure)
    if shard == nil, let first = unusable.first, unusable.count == order.count {
      // There is nothing in it to go on with.
      journal.remove()
      throw InputError.noneReadable(path: queries.path, count: order.count, firstReason: first.description)
    }
    // A photo that is searched in its own set is told of once.
    let known = Set(run.failures.map { ExactName($0.input) })
    let report = try writing(
      JudgedRun(
        results: weighsHubs ? listed(judged) : judged, evidence: weighsHubs && shard != nil ? judged : nil,
        resumed: resumed, references: run.blocks.references,
        failures: run.failures + skipped.filter { !known.contains(ExactName($0.input)) },
        setFailureCount: run.failures.count,
        seconds: seconds,
        closer: CloserLookReport(judged, seconds: run.blocks.closerTime / .seconds(1))))
    journal.remove()
    return report
  }

  /// What is listed of all that is proved, scored by what the queries have in common; a shard knows its own alone, and leaves that to
  /// whoever joins them.
  private func listed(_ results: [QueryResult]) -> [QueryResult] {
    let regions = SharedRegions(shard == nil ? results : [])
    return results.map { $0.weighed(by: regions).listed(from: options.judge.minScore) }
  }

  /// What the results depend on.
  private func identity(of command: String, order: [Int], writesCandidates: Bool) throws -> RunIdentity {
    var isAsked = [Bool](repeating: false, count: queries.count)
    for query in order { isAsked[query] = true }
    let isNamed = recall.soleList?.namedReferences(of: references.count)
    var settings: [any Encodable] = [queries.options, judgeOptions]
    // Which photos are read is one setting for all sets.
    if let decoding = [queries, references, background].lazy.compactMap({ $0?.decoding }).first {
      settings.append(decoding)
    }
    return try RunIdentity(
      command: command,
      [
        "the candidates": recall.identity,
        "the queries": queries.identity { isAsked[$0] },
        "the references": references.identity { isNamed?[$0] ?? true },
        "--candidates": recall.soleList == nil ? "\(options.candidates)" : "all",
        "--effort": options.effort.rawValue,
        "--background": background.map { $0.identity() } ?? "none",
        "--exclude-self": options.excludesSelf ? "given" : "not given",
        "--no-hubs": options.weighsHubs ? "not given" : "given",
        "--pair-model": pairModel?.model.wholeDescription ?? "not given", "--shard": shard?.description ?? "none",
        "--write-candidates": writesCandidates ? "given" : "not given",
      ], options: settings)
  }
}
