import Copies
import Evaluation
import Features
import Files
import Names
import Options
import Photos
import Recall

/// The way from queries to verdicts: candidates are named, judged, and handed over query by query. Every command that
/// says what is a copy of what is such a run: `search` over votes, `verify` over somebody's list.
///
/// ```swift
/// var run = CopyRun(queries: suspects, references: originals)
/// run.options.threads = 2
/// for try await judgement in run.judgements() { print(judgement.query, judgement.verdicts.count) }
/// ```
public struct CopyRun: Sendable {
  public var queries: any FeatureSource
  public var references: any FeatureSource
  public var recall: RecallPlan
  /// Photos that tell what is common: see `Background`.
  public var background: (any FeatureSource)?
  /// Looks at the photos of the pairs that geometry proves, as one more term of the score; nil for none. Queries and references must
  /// be photos then.
  public var pairModel: (any PairModel)?
  public var options: CopyRunOptions
  /// The part of the queries that the run works on; nil for all of them.
  public var shard: Shard?
  /// The queries that are asked about, by their indices; nil for all of them.
  public var asked: Range<Int>?
  /// Whether queries and references are one set.
  let isWithinSet: Bool

  public init(
    queries: any FeatureSource, references: any FeatureSource, recall: RecallPlan = .votes,
    background: (any FeatureSource)? = nil, options: CopyRunOptions = .init(), shard: Shard? = nil
  ) {
    self.queries = queries
    self.references = references
    self.recall = recall
    self.background = background
    self.options = options
    self.shard = shard
    isWithinSet = false
  }

  /// A set that is searched in itself: no photo is its own copy, and what is written lists each pair once.
  ///
  /// - Parameter asked: the photos that are compared with all others, such as those that are new; nil for all.
  /// - Precondition: `asked` lies in the indices of `photos`.
  public init(
    within photos: any FeatureSource, asked: Range<Int>? = nil, recall: RecallPlan = .votes,
    background: (any FeatureSource)? = nil, options: CopyRunOptions = .init(), shard: Shard? = nil
  ) {
    queries = photos
    references = photos
    self.recall = recall
    self.background = background
    self.options = options
    self.options.excludesSelf = true
    self.shard = shard
    self.asked = asked
    isWithinSet = true
  }

  /// The files that the run reads, which no output may replace.
  public var files: [String] {
    queries.files + references.files + (background?.files ?? []) + recall.files + (pairModel?.files ?? [])
  }

  /// The queries to be judged, in the order of their ids: by Unicode scalars.
  func queryOrder() -> [Int] {
    var named = [Bool](repeating: recall.soleList == nil, count: queries.count)
    for query in recall.soleList?.queries ?? [] { named[query.index] = true }
    let ids = queries.ids
    let order = (asked ?? ids.indices).filter { named[$0] && shard?.contains(ids[$0]) ?? true }
    return order.sorted { ExactName(ids[$0]) < ExactName(ids[$1]) }
  }

  /// How pairs are judged: errors are measured at the scale at which the features were found.
  var judgeOptions: JudgeOptions {
    var judge = options.judge
    judge.verification.workingScale = queries.options.workingScale
    return judge
  }

  /// Whether the other queries of the run have a say in the scores: see ``CopyRunOptions/weighsHubs``.
  var weighsHubs: Bool {
    let verification = options.judge.verification
    return options.weighsHubs && !isWithinSet && !options.excludesSelf && verification.weighsAppearance
      && verification.score == .calibrated
  }

  /// Reads what recall and judgement need, and is ready to judge.
  ///
  /// - Parameter readsLater: whether few of a list's photos are going to be asked for: they are read then.
  func opened(
    pending: [Int], keepsRefuted: Bool = false, readsLater: Bool = false, progress: any ProgressReporter
  ) async throws -> OpenCopyRun {
    try checkOptions()
    let examiner = try pairModel.map { try PairExaminer($0, of: [queries, self.references], judging: options.judge) }
    let threads = options.threads
    let namedReferences = recall.soleList?.namedReferences(of: references.count)
    // Where every photo is a query, too, each is looked at once for both.
    let isHeldForBoth = isWithinSet && recall.soleList == nil && shard == nil && asked == nil
    var references = self.references
    if !readsLater || namedReferences == nil {
      references = try await references.held(
        where: { namedReferences?[$0] ?? true }, mirrored: isHeldForBoth && options.judge.triesMirrorImage,
        threads: threads, progress: progress)
    }
    // What closer looks find isn't held otherwise.
    if readsLater { references = RecentFeatures(references) }
    // A store knows at once which of its photos have no features, those among them that nobody named.
    let namedIDs = namedReferences.map { isNamed in
      Set(zip(references.ids, isNamed).filter(\.1).map { ExactName($0.0) })
    }
    var common: Background?
    if let background { common = try await Background(background, threads: threads, progress: progress) }
    return OpenCopyRun(
      blocks: JudgedBlocks(
        queries: isHeldForBoth ? references : readsLater ? RecentFeatures(queries) : queries, references: references,
        recall: try await recall.open(queries, references, threads, progress),
        judge: try CopyJudge(judgeOptions, background: common), examiner: examiner, options: options,
        limit: recall.candidateCount(options, among: references) ?? .max, keepsRefuted: keepsRefuted, pending: pending),
      failures: references.failures.filter { failure in
        namedIDs.map { $0.contains(ExactName(failure.id ?? "")) } ?? true
      }
        + (common?.failures ?? []))
  }

  /// - Throws: `OptionsError` when a setting is out of range, `IncomparableFeatures`, `ListMismatch`, `PhotosNotAtHand`.
  func checkOptions() throws {
    try options.validate()
    try recall.validate()
    try recall.list?.requireSets(queries: queries, references: references)
    if pairModel != nil { try PairExaminer.check([queries, references], judging: options.judge) }
    for source in [references, background].compactMap({ $0 }) where source.options != queries.options {
      throw IncomparableFeatures(
        path: source.path, found: source.options, expected: queries.options, origin: "\(queries.path) has")
    }
  }

  /// The judgements, query by query in the order of their ids, each by the query's own candidates: what the other queries of the
  /// run share (``CopyRunOptions/weighsHubs``) is known to what is written alone.
  ///
  /// - Parameter keepsRefuted: whether verdicts on candidates that nothing is proved for are wanted, too: their matches.
  public func judgements(
    keepsRefuted: Bool = false, progress: any ProgressReporter = NoProgress()
  ) -> QueryJudgements {
    QueryJudgements(run: self, keepsRefuted: keepsRefuted, progress: progress)
  }
}

/// A run that has read what it needs.
struct OpenCopyRun {
  var blocks: JudgedBlocks
  /// References that can't be used or have no features, and photos of the background that can't be used.
  let failures: [Failure]
}

/// What a ``CopyRun`` finds out, query by query; nothing is read until it is asked for.
public struct QueryJudgements: AsyncSequence, Sendable {
  public typealias Element = QueryJudgement

  let run: CopyRun
  let keepsRefuted: Bool
  let progress: any ProgressReporter

  public func makeAsyncIterator() -> Iterator { Iterator(sequence: self) }

  public struct Iterator: AsyncIteratorProtocol {
    let sequence: QueryJudgements
    private var opened: OpenCopyRun?
    private var ready: ArraySlice<QueryJudgement> = []

    init(sequence: QueryJudgements) { self.sequence = sequence }

    /// - Throws: `OptionsError`, ``IncomparableFeatures``, `InputError`, `StoreError`, `CancellationError`.
    public mutating func next() async throws -> QueryJudgement? {
      if let judgement = ready.popFirst() { return judgement }
      let progress = sequence.progress
      var run: OpenCopyRun
      if let opened {
        run = opened
      } else {
        run = try await sequence.run.opened(
          pending: sequence.run.queryOrder(), keepsRefuted: sequence.keepsRefuted, progress: progress)
        progress.begin("judging", total: run.blocks.pending.count)
      }
      do {
        ready = try await run.blocks.next(progress: progress)?[...] ?? []
      } catch {
        progress.end()
        throw error
      }
      opened = run
      if ready.isEmpty { progress.end() }
      return ready.popFirst()
    }
  }
}
