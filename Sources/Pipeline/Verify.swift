import CSV
import Evaluation
import Features
import Files
import Options
import Storage

/// What ``verify(_:queries:references:background:using:options:to:isResuming:progress:)`` did.
public struct VerifyReport: Sendable, Hashable {
  /// Pairs of the list, and how many of them an earlier run had done.
  public let pairCount: Int
  public let resumedCount: Int
  /// Verified pairs, and how many of them by the query's mirror image.
  public let verifiedCount: Int
  public let mirroredCount: Int
  /// Pairs of a photo that could not be used; they are not verified.
  public let skippedCount: Int
  /// How long verifying took in this run, with reading from stores but without finding features in photos.
  public let seconds: Double
  /// Photos that could not be used, and the file beside the output that lists them.
  public let failures: [Failure]
  public let failureList: String?
}

/// Verifies pairs that somebody else proposes, and writes them with their combined scores: predictions, by query in the
/// order in which the list first names them, then by falling score, then in the order of the list.
///
/// A pair's verification is that of ``search(_:in:options:index:background:threads:progress:)``. Pairs are worked on in blocks (see
/// ``VerifyOptions/blockPairs``), by reference within a block, on the extraction's threads; neither changes a result.
///
/// What is done is kept in `OUTPUT.partial` from about a thousand pairs to the next, so that a run that was stopped, or
/// killed, can go on; the output itself appears when it is whole, and the side file goes with that. A run without a
/// single verdict leaves none.
/// - Parameters:
///   - background: photos that are no copies of the references, held in memory: the score of a pair falls with the share
///     of its inliers that they have, too. The reference and the query themselves may be among them.
///   - isResuming: whether to go on where a side file is there; without, it is an error.
/// - Returns: what was done; the output and the list of failures are written.
/// - Throws: `OptionsError` when a setting is out of range or the list has no scores to weigh, ``JournalError`` for
///   a side file that isn't wanted or is of other work, `StoreError` when a store can't be read, ``InputError``,
///   `FileError`, `CancellationError` when the task was cancelled.
/// - Precondition: all stores have the options of `extraction`.
public func verify(
  _ list: CandidateList, queries: FeatureCatalog, references: FeatureCatalog, background: FeatureCatalog? = nil,
  using extraction: Extraction, options: VerifyOptions = .init(), to output: String, isResuming: Bool = false,
  progress: any ProgressReporter = NoProgress()
) async throws -> VerifyReport {
  try options.validate()
  try options.combination.validate(for: list)
  let isNamed = (
    queries: list.namedQueries(of: queries.count), references: list.namedReferences(of: references.count)
  )
  let identity = RunIdentity(
    command: "verify",
    [
      "the candidates": "\(list.count) pairs of checksum \(list.checksum.digits)",
      "the queries": queries.identity(of: isNamed.queries, decoding: extraction.decoding),
      "the references": references.identity(of: isNamed.references, decoding: extraction.decoding),
      "the options of the features": try FeatureStore.encodeOptions(extraction.options),
      "the options of the verification": try FeatureStore.encodeOptions(options.verification),
      "the background": background.map {
        $0.identity(of: [Bool](repeating: true, count: $0.count), decoding: extraction.decoding)
      } ?? "none",
      "--mirror": "\(options.triesMirrorImage)", "--seed": "\(options.seed)",
    ])
  // Hours of work are not to end at a folder that was never there.
  try checkWritable(
    output, besides: [list.path] + [queries, references, background].flatMap { $0?.files ?? [] })
  let journal = try VerifyJournal(
    besideOutput: output, of: identity, pairCount: list.count, isResuming: isResuming)
  defer { journal.removeIfEmpty() }
  // What a killed run left while it was about to write them; the side file's lock says that none is at work.
  for path in outputs(of: output) { PendingFile.removeLeftovers(of: path) }

  var seen: Background?
  if let background { seen = try await Background(loading: background, using: extraction, progress: progress) }
  let scorer = try PairScorer(options.verification, seed: options.seed, background: seen)
  let referenceFeatures = try await references.load(
    isNamed.references, using: extraction, isMirrorNeeded: false, progress: progress)
  let queryFeatures = try await queries.load(
    isNamed.queries, using: extraction, isMirrorNeeded: options.triesMirrorImage, progress: progress)
  var run = VerifyRun(
    list: list, queries: queryFeatures, references: referenceFeatures, scorer: scorer, options: options,
    threads: extraction.threads, journal: journal)
  let start = ContinuousClock.now
  try await run.verifyPending(progress: progress)
  let seconds = start.duration(to: .now) / .seconds(1)

  try writePredictions(
    CombinedPredictions(
      list, rule: options.combination, scores: run.scores, queryIDs: queries.ids, referenceIDs: references.ids),
    to: output)
  let failures = referenceFeatures.failures + queryFeatures.failures + (seen?.failures ?? [])
  var inputs = [
    "candidates": RunManifest.Input(list), "queries": RunManifest.Input(ids: queries.ids),
    "references": RunManifest.Input(ids: references.ids),
  ]
  if let background { inputs["background"] = RunManifest.Input(ids: background.ids) }
  let verifiedCount = run.scores.count { $0 > 0 }
  try RunManifest(
    command: "verify", extraction: extraction.options,
    verification: RunManifest.Verification(
      options: options.verification, mirror: options.triesMirrorImage, seed: options.seed,
      combine: options.combination.text),
    inputs: inputs, counts: ["pairs": list.count, "verified_pairs": verifiedCount], failures: failures
  ).write(besideOutput: output)
  let failureList = try writeFailures(failures, besideOutput: output)
  journal.remove()
  return VerifyReport(
    pairCount: list.count, resumedCount: run.resumedCount, verifiedCount: verifiedCount,
    mirroredCount: run.mirroredCount,
    skippedCount: failures.isEmpty ? 0 : (0..<list.count).count { !run.isUsable($0) }, seconds: seconds,
    failures: failures, failureList: failureList)
}

/// The verdicts on a list's pairs as they come in.
private struct VerifyRun {
  /// Verdicts after which they go to the side file, and the time after which they do if there are fewer.
  private static let batchSize = 1024
  private static let batchTime = Duration.seconds(2)

  let list: CandidateList
  let queries: CatalogFeatures
  let references: CatalogFeatures
  let scorer: PairScorer
  let options: VerifyOptions
  let threads: Int
  let journal: VerifyJournal
  /// Of each pair; 0 where it is not verified, not a number where nobody has looked yet.
  private(set) var scores: [Double]
  private(set) var mirroredCount = 0
  private(set) var resumedCount = 0
  /// Verdicts that are not in the side file yet.
  private var waiting: [PairVerdict] = []
  private var lastWritten = ContinuousClock.now

  init(
    list: CandidateList, queries: CatalogFeatures, references: CatalogFeatures, scorer: PairScorer,
    options: VerifyOptions, threads: Int, journal: VerifyJournal
  ) {
    self.list = list
    self.queries = queries
    self.references = references
    self.scorer = scorer
    self.options = options
    self.threads = threads
    self.journal = journal
    scores = [Double](repeating: .nan, count: list.count)
    for verdict in journal.takeRestored() { take(verdict) }
    resumedCount = scores.count { !$0.isNaN }
  }

  /// Verifies what nobody has looked at. Whatever ends it, what was found out until then is in the side file.
  mutating func verifyPending(progress: any ProgressReporter) async throws {
    progress.begin("verifying", total: list.count - resumedCount)
    defer { progress.end() }
    do {
      var start = 0
      while let (block, end) = VerifyBlock.next(
        of: list, from: start, queries: queries, options: options, isPending: { scores[$0].isNaN })
      {
        try await verify(block, progress: progress)
        start = end
      }
    } catch {
      try? write()
      throw error
    }
    try write()
  }

  func isUsable(_ pair: Int) -> Bool {
    queries.isUsable(Int(list.queryIndices[pair])) && references.isUsable(Int(list.referenceIndices[pair]))
  }

  private mutating func verify(_ block: VerifyBlock, progress: any ProgressReporter) async throws {
    var sides: [Int32: QuerySides] = [:]
    let queries = queries
    let background = scorer.background
    try await mapInOrder(block.queries(of: list), threads: threads) { query in
      let sides = try queries.sides(at: Int(query))
      guard let background else { return sides }
      return sides?.beside(background, id: queries.ids[Int(query)])
    } consume: {
      sides[$0] = $1
    }
    let verifier = PieceVerifier(
      list: list, references: references, queryIDs: queries.ids, sides: sides, scorer: scorer)
    try await mapInOrder(block.pieces(of: list), threads: threads) {
      try verifier.verdicts(on: $0)
    } consume: { _, verdicts in
      for verdict in verdicts {
        take(verdict)
        progress.advance()
      }
      waiting += verdicts
      if waiting.count >= Self.batchSize || lastWritten.duration(to: .now) > Self.batchTime { try write() }
    }
  }

  private mutating func take(_ verdict: PairVerdict) {
    if scores[verdict.pair].isNaN, verdict.isMirrored { mirroredCount += 1 }
    scores[verdict.pair] = verdict.score
  }

  private mutating func write() throws {
    try journal.append(waiting)
    waiting.removeAll(keepingCapacity: true)
    lastWritten = .now
  }
}
