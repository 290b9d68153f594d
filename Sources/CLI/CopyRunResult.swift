import Runs

/// What `search` and `verify` print.
struct CopyRunResult: Encodable {
  let output: String
  let queries: Int
  let references: Int
  /// Pairs that were named, those in the output, those of them with a score of their own of 2 or more, those proved by the
  /// query's mirror image, and those of a photo that can't be used.
  let candidatePairs: Int
  let listedPairs: Int
  let verifiedPairs: Int
  let mirroredPairs: Int
  let skippedPairs: Int
  /// With a verified pair.
  let queriesWithMatch: Int
  /// Queries and pairs that an earlier run had done.
  let resumed: Int
  let resumedPairs: Int
  let skipped: Int
  /// Where the queries and references are that have no features.
  let withoutFeatures: [String]
  /// Where the queries and references are of which a part is missing.
  let partlyRead: [String]
  let seconds: Double
  let lookedCloser: LookedCloser
  /// Of this run.
  let pairsPerSecond: Double
  let options: JudgementSettings

  init(
    _ report: CopyRunReport, of run: CopyRun, output: String, combine: CombinationName? = nil, weight: Double? = nil
  ) throws {
    self.output = output
    queries = report.queryCount
    references = report.referenceCount
    candidatePairs = report.pairCount
    listedPairs = report.listedCount
    verifiedPairs = report.verifiedCount
    mirroredPairs = report.mirroredCount
    skippedPairs = report.skippedPairCount
    queriesWithMatch = report.answeredCount
    resumed = report.resumedCount
    resumedPairs = report.resumedPairCount
    skipped = report.failures.unusable.count
    withoutFeatures = report.failures.featureless.map(\.input)
    partlyRead = report.failures.partlyRead.map(\.input)
    seconds = report.seconds
    lookedCloser = LookedCloser(report.closer)
    pairsPerSecond = Double(report.pairCount - report.resumedPairCount) / max(report.seconds, 1e-9)
    options = try JudgementSettings(
      run.queries.options, run.options.judge, effort: run.options.effort, combine: combine, weight: weight)
  }
}

/// What the closer looks have cost and brought, of all commands that search.
struct LookedCloser: Encodable {
  let queries: Int
  /// Those that got an answer thereby.
  let answered: Int
  let seconds: Double

  init(_ report: CloserLookReport) {
    queries = report.queryCount
    answered = report.answeredCount
    seconds = report.seconds
  }
}
