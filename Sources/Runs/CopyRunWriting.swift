import CSV
import Copies
import Features
import Files
import Photos
import Recall
import Storage

extension CopyRun {
  /// Runs and writes predictions, with a manifest and the list of failures beside them.
  ///
  /// Predictions are sorted by query id, then by falling score, then by reference id, ids by Unicode scalars. What is
  /// finished is kept in `OUTPUT.partial`, block by block, until the output is whole: a run that was stopped, or killed, can
  /// go on, and its files are byte-identical to those of an unbroken run.
  /// - Parameters:
  ///   - output: predictions, `query_id,reference_id,score`.
  ///   - command: as the user calls it, for the manifest: `search`.
  ///   - candidatesOutput: where to write what recall has named; nil for nowhere.
  ///   - isResuming: whether to go on where a side file is there; without, it is an error.
  /// - Throws: `OptionsError` when a setting is out of range or the list has no scores to weigh, ``JournalError`` for a side
  ///   file that isn't wanted or is of other work, `StoreError` when a store can't be read, `InputError` when no photo of
  ///   a set can be used, `IncomparableFeatures`, `FileError`, `CancellationError`.
  public func write(
    to output: String, as command: String, candidatesTo candidatesOutput: String? = nil, isResuming: Bool = false,
    progress: any ProgressReporter = NoProgress()
  ) async throws -> CopyRunReport {
    try checkOptions()
    if let list = recall.list { try options.combination.validate(for: list) }
    let written = [output] + (candidatesOutput.map { [$0] } ?? [])
    // Hours of work are not to end at a folder that was never there.
    for path in written { try checkWritable(path, besides: files) }
    let taken = outputs(of: output) + [RunJournal.path(besideOutput: output)]
    if let candidatesOutput, taken.contains(where: { nameOneFile($0, candidatesOutput) }) {
      throw FileError(.write, candidatesOutput, reason: "the predictions, or what belongs to them, would be there, too")
    }
    let order = queryOrder()
    let journal = try CopyJournal(
      besideOutput: output, of: try identity(of: command, order: order, writesCandidates: candidatesOutput != nil),
      queryCount: queries.count, referenceCount: references.count, isResuming: isResuming)
    defer { journal.removeIfEmpty() }
    // What a killed run left while it was about to write them; the side file's lock says that none is at work.
    for path in written.flatMap(outputs(of:)) { PendingFile.removeLeftovers(of: path) }

    var results: [Int: QueryResult] = [:]
    for result in journal.restored { results[result.query] = result }
    let resumed = results.values.map(\.candidateCount)
    var run = try await opened(pending: order.filter { results[$0] == nil }, progress: progress)
    let start = ContinuousClock.now
    progress.begin("judging", total: order.count - results.count)
    do {
      defer { progress.end() }
      while let block = try await run.blocks.next(progress: progress) {
        let found = block.map { QueryResult($0, keepsCandidates: candidatesOutput != nil) }
        try journal.append(found)
        for result in found { results[result.query] = result }
      }
    }
    let seconds = start.duration(to: .now) / .seconds(1)

    let ordered = order.compactMap { results[$0] }
    let skipped = ordered.compactMap(\.failure)
    if shard == nil, let first = skipped.first, skipped.count == order.count {
      // There is nothing in it to go on with.
      journal.remove()
      throw InputError.noneReadable(path: queries.path, count: order.count, firstReason: first.reason)
    }
    let table = ResultTable(self, results: ordered)
    let rows = table.rows()
    try writePredictions(table.predictions(of: rows), to: output)
    if let candidatesOutput { try writeCandidates(table.candidates(), to: candidatesOutput) }
    // A photo that is searched in its own set is skipped once.
    let known = Set(run.failures)
    let failures = run.failures + skipped.filter { !known.contains($0) }
    let report = CopyRunReport(
      queryCount: order.count, resumedCount: resumed.count, answeredCount: ordered.count { !$0.pairs.isEmpty },
      referenceCount: references.count, pairCount: ordered.reduce(0) { $0 + $1.candidateCount },
      resumedPairCount: resumed.reduce(0, +), skippedPairCount: ordered.reduce(0) { $0 + $1.skippedCount },
      verifiedCount: rows.count { $0.isVerified },
      reliableCount: rows.count { $0.isVerified && Double($0.score) >= JudgeOptions.reliableScore },
      mirroredCount: rows.count { $0.isMirrored }, seconds: seconds, failures: failures,
      failureList: try writeFailures(failures, besideOutput: output))
    try manifest(
      of: command, report, verifiedCount: ordered.reduce(0) { $0 + $1.pairs.count }, setFailures: run.failures.count
    ).write(besideOutput: output)
    if let candidatesOutput {
      let count = ordered.reduce(0) { $0 + $1.candidates.count }
      try candidateManifest(of: command, count: count, report, setFailures: run.failures.count)
        .write(besideOutput: candidatesOutput)
    }
    journal.remove()
    return report
  }

  /// What the results depend on.
  private func identity(of command: String, order: [Int], writesCandidates: Bool) throws -> RunIdentity {
    var isAsked = [Bool](repeating: false, count: queries.count)
    for query in order { isAsked[query] = true }
    let isNamed = recall.list?.namedReferences(of: references.count)
    return RunIdentity(
      command: command,
      [
        "the candidates": recall.identity,
        "the queries": queries.identity { isAsked[$0] },
        "the references": references.identity { isNamed?[$0] ?? true },
        "the options of the features": try FeatureStore.encodeOptions(queries.options),
        "the options of the verification": try FeatureStore.encodeOptions(judgeOptions),
        "--candidates": recall.list == nil ? "\(options.candidates)" : "all",
        "--background": background.map { $0.identity() } ?? "none",
        "--exclude-self": "\(options.excludesSelf)", "--shard": shard?.description ?? "none",
        "--write-candidates": "\(writesCandidates)",
      ])
  }

  /// Of the list of candidates: it knows nothing of how they were judged.
  private func candidateManifest(
    of command: String, count: Int, _ report: CopyRunReport, setFailures: Int
  ) -> RunManifest {
    var manifest = manifest(of: command, report, verifiedCount: 0, setFailures: setFailures)
    manifest.command += " --write-candidates"
    manifest.verification = nil
    manifest.counts = ["queries": report.queryCount, "pairs": count, Self.setFailuresName: setFailures]
    return manifest
  }

  /// A count of manifests: of the failures, so many are of references or of the background, and come first.
  static let setFailuresName = "skipped_in_sets"

  /// - Parameter verifiedCount: pairs that are verified, both directions of a set that is searched in itself: so the counts
  ///   of shards add up.
  private func manifest(of command: String, _ report: CopyRunReport, verifiedCount: Int, setFailures: Int)
    -> RunManifest
  {
    var inputs = ["queries": RunManifest.Input(ids: queries.ids), "references": RunManifest.Input(ids: references.ids)]
    if let background { inputs["background"] = RunManifest.Input(ids: background.ids) }
    inputs["candidates"] = recall.input
    var counts = [
      "queries": report.queryCount, "pairs": report.pairCount, "verified_pairs": verifiedCount,
      Self.setFailuresName: setFailures,
    ]
    if report.skippedPairCount > 0 { counts["skipped_pairs"] = report.skippedPairCount }
    return RunManifest(
      command: command, extraction: queries.options,
      verification: RunManifest.Verification(
        options: judgeOptions, candidates: recall.list == nil ? options.candidates : nil,
        excludesSelf: options.excludesSelf, combine: recall.list == nil ? nil : options.combination.text),
      inputs: inputs, shard: shard, counts: counts, failures: report.failures)
  }
}
