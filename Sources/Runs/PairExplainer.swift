import Appearance
import Copies
import Features
import Matcher
import Names
import Photos
import Recall

/// Tells why any pair of a run has the score that the run lists: each is judged again, with all that it depends on.
///
/// A score depends on the query's other candidates, which recall names again, on the closer looks that were taken, and where
/// ``CopyRunOptions/weighsHubs`` says so on what other queries have in common with the reference. Those that can have any are judged
/// when they are first needed, and remembered: a few numbers a query.
///
/// ```swift
/// let explainer = try await PairExplainer(run)
/// let pair = try await explainer.explanation(of: 3, 17)
/// print(pair.listing?.score ?? 0, pair.report.models.count)
/// ```
public actor PairExplainer {
  public nonisolated let run: CopyRun
  private let blocks: JudgedBlocks
  private let combination: ScoreCombination?
  /// Of each reference the queries that may share it with others; nil where all may.
  private let sharing: [Int: [Int]]?
  /// What is kept of judged queries.
  private var results: [Int: QueryResult] = [:]
  /// The queries that were judged last, whole: the next pair that is asked for is often one of theirs, or of those that share its
  /// reference. About half a megabyte each.
  private var judgements = RecentlyUsed<Judged, QueryJudgement>(limit: 64)

  private struct Judged: Hashable {
    let query: Int
    /// A reference that nobody has named, judged beside the query's candidates.
    let unnamed: Int?
  }

  /// Reads what recall and judgement need: as much as the run itself does before it judges. Features in photos are found now, those of a
  /// list's references alone.
  ///
  /// - Parameter listed: the pairs that the run has listed, as indices of queries and references. Where all proved pairs are listed
  ///   (``JudgeOptions/minScore`` 0), only these queries are judged for what they share with a reference; without, all are.
  /// - Throws: `OptionsError` when a setting is out of range, `StoreError`, `InputError`, `IncomparableFeatures`, `CancellationError`.
  /// - Precondition: the run isn't one shard of several.
  public init(
    _ run: CopyRun, listed: [(query: Int, reference: Int)]? = nil, progress: any ProgressReporter = NoProgress()
  ) async throws {
    precondition(run.shard == nil, "a shard doesn't know what other queries share")
    if let list = run.recall.list { try run.options.combination.validate(for: list) }
    self.run = run
    blocks = try await run.opened(pending: [], keepsRefuted: true, readsLater: true, progress: progress).blocks
    combination = ResultTable.combination(of: run)
    if let listed, run.options.judge.minScore == 0 {
      sharing = Self.queries(ofPairs: listed)
    } else if let list = run.recall.soleList {
      sharing = Self.queries(
        ofPairs: list.queries.lazy.flatMap { query in
          query.pairs.lazy.map { (query: query.index, reference: Int(list.referenceIndices[$0])) }
        })
    } else {
      sharing = nil
    }
  }

  private static func queries(ofPairs pairs: some Sequence<(query: Int, reference: Int)>) -> [Int: [Int]] {
    var queries: [Int: [Int]] = [:]
    for pair in pairs { queries[pair.reference, default: []].append(pair.query) }
    return queries
  }

  /// Judges a pair as the run does, and tells all there is to tell of it.
  ///
  /// - Throws: ``UnusablePhoto`` for a photo that can't be used, ``UnjudgedPair`` for a photo and itself where the run passes these over,
  ///   what reading stores throws, `CancellationError`.
  /// - Complexity: that of judging the query with all its candidates and, where the pair may share a region with others, of as many
  ///   queries as share the reference with it, at least until 20 of them have the region, each once.
  public func explanation(of query: Int, _ reference: Int) async throws -> PairExplanation {
    let (queryPhoto, referencePhoto) = (
      PhotoOfSet(query, of: blocks.queries), PhotoOfSet(reference, of: blocks.references)
    )
    guard blocks.itself.isEmpty || blocks.itself[query] != reference else {
      throw UnjudgedPair(queryID: queryPhoto.id, referenceID: referencePhoto.id)
    }
    var times = PairTimes()
    let start = ContinuousClock.now
    var judgement = try await judgement(of: query)
    let isCandidate = judgement.candidates.contains { $0.reference == reference }
    if !isCandidate { judgement = try await self.judgement(of: judgement, naming: reference) }
    guard let verdict = judgement.verdicts.first(where: { $0.reference == reference }) else {
      // Of these two photos, one can't be used.
      _ = try queryPhoto.views(mirrored: false, look: judgement.look)
      _ = try referencePhoto.views(mirrored: false, look: judgement.look?.lookAtReferences)
      throw UnjudgedPair(queryID: queryPhoto.id, referenceID: referencePhoto.id)
    }
    var result = QueryResult(judgement, of: blocks.queries, keepsCandidates: false, keepsModels: run.weighsHubs)
    var report = verdict.report
    if run.weighsHubs {
      let regions = try await regions(
        on: reference, of: query, cells: report.models.compactMap { $0.appearance?.cells })
      report = report.weighted { model in
        model.appearance.map { regions.queries(sharing: $0.cells, with: query, on: reference) } ?? 0
      }
      result = result.weighed(by: regions).listed(from: run.options.judge.minScore)
    }
    times.judgement = start.duration(to: .now) / .milliseconds(1)
    let views = try timed(&times.queryFeatures) {
      try queryPhoto.views(mirrored: blocks.judge.options.triesMirrorImage, look: judgement.look)
    }
    let referenceViews = try timed(&times.referenceFeatures) {
      try referencePhoto.views(mirrored: false, look: judgement.look?.lookAtReferences)
    }
    let row = ResultTable(run, combination: combination, results: [result]).rows().first { $0.reference == reference }
    return PairExplanation(
      query: queryPhoto.explained(views, isMirrored: verdict.isMirrored),
      reference: referencePhoto.explained(referenceViews), report: report,
      isVerified: result.pairs.contains { $0.reference == reference }, options: blocks.judge.options,
      look: judgement.look,
      listing: PairExplanation.Listing(
        score: isCandidate ? row?.score : nil, isCandidate: isCandidate, candidateCount: judgement.candidates.count,
        givenScore: givenScore(of: query, reference) ?? judgement.candidates.first { $0.reference == reference }?.score,
        combination: combination.map(\.rule)),
      times: times)
  }

  private func judgement(of query: Int) async throws -> QueryJudgement {
    let key = Judged(query: query, unnamed: nil)
    if let known = judgements.value(of: key) { return known }
    let judgement = try await blocks.judgements(of: [query])[0]
    remember(judgement)
    return judgement
  }

  private func judgement(of known: QueryJudgement, naming reference: Int) async throws -> QueryJudgement {
    let key = Judged(query: known.query, unnamed: reference)
    if let judgement = judgements.value(of: key) { return judgement }
    let judgement = try await blocks.judgement(of: known, naming: reference)
    judgements.hold(judgement, of: key)
    return judgement
  }

  private func remember(_ judgement: QueryJudgement) {
    judgements.hold(judgement, of: Judged(query: judgement.query, unnamed: nil))
    guard run.weighsHubs else { return }
    results[judgement.query] = QueryResult(
      judgement, of: blocks.queries, keepsCandidates: false, keepsModels: true)
  }

  /// That of the run's list.
  private func givenScore(of query: Int, _ reference: Int) -> Double? {
    guard let list = run.recall.list, list.hasScores else { return nil }
    return list.pairs(of: query).first { Int(list.referenceIndices[$0]) == reference }.map { list.givenScores[$0] }
  }

  /// What other queries have in common with a reference: enough of it to count those that share a query's regions.
  private func regions(on reference: Int, of query: Int, cells: [RegionCells]) async throws -> SharedRegions {
    let shared = cells.filter(\.canBeShared)
    var models: [(query: Int, reference: Int, cells: RegionCells)] = []
    var regions = SharedRegions(models)
    guard !shared.isEmpty else { return regions }
    var others = (sharing.map { $0[reference] ?? [] } ?? run.queryOrder()).filter { $0 != query }[...]
    func isSettled(_ cells: RegionCells) -> Bool {
      regions.queries(sharing: cells, with: query, on: reference) == SharedRegions.mostQueries - 1
    }
    while !others.isEmpty, !shared.allSatisfy(isSettled) {
      let batch = others.prefix(SharedRegions.mostQueries)
      others = others.dropFirst(batch.count)
      for result in try await results(of: Array(batch)) {
        for pair in result.pairs where pair.reference == reference {
          models += pair.models.compactMap(\.cells).map { (result.query, reference, $0) }
        }
      }
      regions = SharedRegions(models)
    }
    return regions
  }

  private func results(of queries: [Int]) async throws -> [QueryResult] {
    for judgement in try await blocks.judgements(of: queries.filter { results[$0] == nil }) { remember(judgement) }
    return queries.compactMap { results[$0] }
  }
}

/// A pair of a run that it can't judge, as of a photo with itself.
public struct UnjudgedPair: Error, Sendable, Hashable, CustomStringConvertible {
  public let queryID: String
  public let referenceID: String

  public var description: String { "the run doesn't judge \(queryID) against \(referenceID)" }
}
