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
  /// Scores depend on the run's queries where ``CopyRunOptions/weighsHubs`` says so. A shard knows its own alone: it writes scores of
  /// each query by itself and, in `OUTPUT.evidence.csv`, what ``mergePredictions(of:to:)`` makes those of the whole run of.
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
  ///   a set can be used, `PhotosNotAtHand` for a pair model and a store, `IncomparableFeatures`, `FileError`, `CancellationError`.
  public func write(
    to output: String, as command: String, candidatesTo candidatesOutput: String? = nil, isResuming: Bool = false,
    progress: any ProgressReporter = NoProgress()
  ) async throws -> CopyRunReport {
    if let list = recall.list { try options.combination.validate(for: list) }
    return try await judgeAll(
      for: [output] + (candidatesOutput.map { [$0] } ?? []), as: command, keepsCandidates: candidatesOutput != nil,
      isResuming: isResuming, progress: progress
    ) { run in
      let table = ResultTable(self, results: run.results)
      let rows = table.rows()
      try writePredictions(table.predictions(of: rows), to: output)
      if let candidatesOutput { try writeCandidates(table.candidates(), to: candidatesOutput) }
      let report = CopyRunReport(
        queryCount: run.results.count, resumedCount: run.resumed.count,
        answeredCount: run.results.count(where: \.isAnswered),
        referenceCount: references.count, pairCount: run.results.reduce(0) { $0 + $1.candidateCount },
        resumedPairCount: run.resumed.reduce(0, +),
        skippedPairCount: run.results.reduce(0) { $0 + $1.skippedCount },
        listedCount: rows.count, verifiedCount: rows.count { $0.isVerified },
        mirroredCount: rows.count { $0.isMirrored }, seconds: run.seconds, closer: run.closer, failures: run.failures,
        failureList: try writeFailures(run.failures, besideOutput: output))
      var manifest = manifest(
        of: command, report, provedCount: run.results.reduce(0) { $0 + $1.pairs.count },
        setFailures: run.setFailureCount)
      let evidencePath = EvidenceFile.path(besideOutput: output)
      if let evidence = run.evidence {
        try EvidenceFile.write(table.evidence(evidence), hasPairModel: pairModel != nil, to: evidencePath)
        manifest.evidenceChecksum = try RunManifest.Input(files: [evidencePath]).checksum
      } else {
        // One of another run would be believed.
        removeFile(evidencePath)
      }
      try manifest.write(besideOutput: output)
      if let candidatesOutput {
        let count = run.results.reduce(0) { $0 + $1.candidates.count }
        try candidateManifest(of: command, count: count, report, setFailures: run.setFailureCount)
          .write(besideOutput: candidatesOutput)
      }
      return report
    }
  }

  /// Of the list of candidates: it knows nothing of how they were judged.
  private func candidateManifest(
    of command: String, count: Int, _ report: CopyRunReport, setFailures: Int
  ) -> RunManifest {
    var manifest = manifest(of: command, report, provedCount: 0, setFailures: setFailures)
    manifest.command += " --write-candidates"
    manifest.verification = nil
    manifest.counts = ["queries": report.queryCount, "pairs": count, Self.setFailuresName: setFailures]
    return manifest
  }

  /// A count of manifests: of the failures, so many are of references or of the background, and come first.
  static let setFailuresName = "skipped_in_sets"
  /// A count of manifests: pairs that geometry explains.
  static let provedPairsName = "proved_pairs"

  /// - Parameter provedCount: pairs that geometry explains, both directions of a set that is searched in itself: so the counts
  ///   of shards add up.
  private func manifest(of command: String, _ report: CopyRunReport, provedCount: Int, setFailures: Int)
    -> RunManifest
  {
    var inputs = ["queries": RunManifest.Input(ids: queries.ids), "references": RunManifest.Input(ids: references.ids)]
    if let background { inputs["background"] = RunManifest.Input(ids: background.ids) }
    inputs["candidates"] = recall.input
    var counts = [
      "queries": report.queryCount, "pairs": report.pairCount, Self.provedPairsName: provedCount,
      Self.setFailuresName: setFailures,
    ]
    counts.merge(report.closer.counts) { $1 }
    if report.skippedPairCount > 0 { counts["skipped_pairs"] = report.skippedPairCount }
    return RunManifest(
      command: command, extraction: queries.options, models: pairModel.map { [$0.model] },
      verification: RunManifest.Verification(
        options: judgeOptions, candidates: recall.candidateCount(options, among: references),
        excludesSelf: options.excludesSelf, effort: options.effort,
        combine: recall.list == nil ? nil : options.combination.text, weighsHubs: weighsHubs),
      inputs: inputs, shard: shard, counts: counts, failures: report.failures)
  }
}
