import Copies
import Features
import Matcher
import Photos
import Recall

/// A run under way: queries are read, candidates named and judged, block by block.
///
/// Within a block, pairs are worked on by reference, so that each reference is read and laid out once, or a few times where
/// many of the pairs are its own. How queries are divided into blocks changes no result: a query is judged by its own
/// candidates alone.
struct JudgedBlocks {
  let queries: any FeatureSource
  let references: any FeatureSource
  let recall: any CandidateSource
  let judge: CopyJudge
  let options: CopyRunOptions
  /// Most candidates of a query.
  let limit: Int
  /// Whether verdicts on candidates that nothing is proved for are wanted, too.
  let keepsRefuted: Bool
  /// The reference that each query is itself; empty where it doesn't matter.
  let itself: [Int?]
  /// Queries that are still to be judged.
  private(set) var pending: ArraySlice<Int>

  init(
    queries: any FeatureSource, references: any FeatureSource, recall: any CandidateSource, judge: CopyJudge,
    options: CopyRunOptions, limit: Int, keepsRefuted: Bool, pending: [Int]
  ) {
    self.queries = queries
    self.references = references
    self.recall = recall
    self.judge = judge
    self.options = options
    self.limit = limit
    self.keepsRefuted = keepsRefuted
    self.pending = pending[...]
    if options.excludesSelf {
      let places = Dictionary(uniqueKeysWithValues: zip(references.ids, 0...))
      itself = queries.ids.map { places[$0] }
    } else {
      itself = []
    }
  }

  /// Judges the next block of queries; nil where all are judged.
  ///
  /// - Throws: `StoreError` when a store can't be read, what the candidate source throws, `CancellationError`.
  mutating func next(progress: any ProgressReporter) async throws -> [QueryJudgement]? {
    guard !pending.isEmpty else { return nil }
    var block = Block()
    let begin = ContinuousClock.now
    while !pending.isEmpty, block.isOpen(options), block.asked.isEmpty || begin.duration(to: .now) < options.blockTime {
      let batch = pending.prefix(
        min(Self.batchPerThread * options.threads, options.blockQueries - block.asked.count))
      try await ask(batch, into: &block)
      pending = pending.dropFirst(batch.count)
    }
    let evidence = try await evidence(in: block)
    return try await judgements(in: block, evidence, progress: progress)
  }

  // MARK: Candidates

  private struct Asked: Sendable {
    let index: Int
    let candidates: [Candidate]
    let outcome: Outcome

    enum Outcome: Sendable {
      case prepared(PreparedQuery, byteCount: Int)
      /// Nobody has named a candidate, so that nobody has looked at it.
      case unseen
      case skipped(Failure)
    }
  }

  private struct Block {
    var asked: [Asked] = []
    var pairCount = 0
    var byteCount = 0

    func isOpen(_ options: CopyRunOptions) -> Bool {
      asked.count < options.blockQueries && pairCount < options.blockPairs && byteCount < options.blockBytes
    }

    mutating func append(_ query: Asked) {
      asked.append(query)
      pairCount += query.candidates.count
      if case .prepared(_, let bytes) = query.outcome { byteCount += bytes }
    }
  }

  /// Queries for which candidates are collected before a block is looked at again.
  private static let batchPerThread = 8
  /// Queries that a candidate source is given at once.
  private static let chunk = 2

  private func ask(_ batch: ArraySlice<Int>, into block: inout Block) async throws {
    let chunks = stride(from: batch.startIndex, to: batch.endIndex, by: Self.chunk).map {
      batch[$0..<min($0 + Self.chunk, batch.endIndex)]
    }
    try await mapInOrder(chunks, threads: options.threads) { chunk in
      try await ask(chunk)
    } consume: { _, asked in
      for query in asked { block.append(query) }
    }
  }

  private func ask(_ indices: ArraySlice<Int>) async throws -> [Asked] {
    var readings: [Int: PhotoReading] = [:]
    if recall.needsFeatures { for index in indices { readings[index] = try read(index) } }
    var named: [Query] = []
    for index in indices {
      if case .skipped = readings[index] { continue }
      named.append(
        Query(
          index: index, id: queries.ids[index], views: readings[index]?.views,
          itself: itself.isEmpty ? nil : itself[index]))
    }
    let candidates = Dictionary(
      uniqueKeysWithValues: zip(
        named.map(\.index), try await recall.candidates(for: named, limit: limit)))
    return try indices.map { index in
      let candidates = candidates[index] ?? []
      // Of somebody's list, queries are read where it names them.
      guard let reading = try readings[index] ?? (candidates.isEmpty ? nil : read(index)) else {
        return Asked(index: index, candidates: candidates, outcome: .unseen)
      }
      switch reading {
      case .skipped(let failure): return Asked(index: index, candidates: candidates, outcome: .skipped(failure))
      case .found(let views):
        let query = judge.prepare(Query(index: index, id: queries.ids[index], views: views))
        return Asked(
          index: index, candidates: candidates, outcome: .prepared(query, byteCount: views.byteCount))
      }
    }
  }

  private func read(_ index: Int) throws -> PhotoReading {
    try queries.read(index, mirrored: judge.options.triesMirrorImage)
  }

  // MARK: Evidence

  /// A query, by its place in the block, and one of its candidates.
  private struct Pair: Sendable {
    let query: Int
    let reference: Int
  }

  /// Pairs that are work for one task: so many that handing them out costs little beside the work.
  private static let pieceSize = 32

  /// What is known of each query of a block.
  private func evidence(in block: Block) async throws -> [QueryEvidence] {
    var evidence = [QueryEvidence](
      repeating: QueryEvidence(keepsRefuted: keepsRefuted), count: block.asked.count)
    let (asked, references, judge) = (block.asked, references, judge)
    try await mapInOrder(pieces(of: block), threads: options.threads) { pairs in
      let workspace = MatchingWorkspace()
      var current: (index: Int, features: SearchableFeatures?) = (-1, nil)
      return try pairs.compactMap { pair -> (Int, PairEvidence)? in
        guard case .prepared(let query, _) = asked[pair.query].outcome else { return nil }
        if pair.reference != current.index {
          let views = try references.read(pair.reference, mirrored: false).views
          current = (pair.reference, views.map { SearchableFeatures($0.plain) })
        }
        // A reference that can't be used is no candidate.
        guard let features = current.features else { return nil }
        return (
          pair.query,
          judge.evidence(
            on: query, against: features, at: pair.reference, id: references.ids[pair.reference],
            workspace: workspace)
        )
      }
    } consume: { _, found in
      for (query, pair) in found { evidence[query].add(pair) }
    }
    return evidence
  }

  /// The block's pairs by reference, divided where another reference begins or a piece is large enough.
  private func pieces(of block: Block) -> [ArraySlice<Pair>] {
    let pairs = block.asked.enumerated().flatMap { place, query in
      query.candidates.map { Pair(query: place, reference: $0.reference) }
    }.sorted { ($0.reference, $0.query) < ($1.reference, $1.query) }
    // One task must not have all the work of a block with one reference.
    let most = max(Self.pieceSize, pairs.count / (8 * options.threads))
    var pieces: [ArraySlice<Pair>] = []
    /// Where the piece, and where the pairs of the reference at hand begin.
    var (start, run) = (0, 0)
    for index in pairs.indices.dropFirst() {
      let isNewReference = pairs[index].reference != pairs[index - 1].reference
      if isNewReference ? index - start >= Self.pieceSize : index - run >= most {
        pieces.append(pairs[start..<index])
        (start, run) = (index, index)
      } else if isNewReference {
        run = index
      }
    }
    if start < pairs.count { pieces.append(pairs[start...]) }
    return pieces
  }

  // MARK: Verdicts

  private func judgements(
    in block: Block, _ evidence: [QueryEvidence], progress: any ProgressReporter
  ) async throws -> [QueryJudgement] {
    var judgements: [QueryJudgement] = []
    let (asked, judge) = (block.asked, judge)
    try await mapInOrder(Array(asked.indices), threads: options.threads) { place in
      let query = asked[place]
      let outcome: QueryJudgement.Outcome
      var featureCount = 0
      var isFeatureless = false
      switch query.outcome {
      case .skipped(let failure): outcome = .skipped(failure)
      case .unseen: outcome = .judged([])
      case .prepared(let prepared, _):
        outcome = .judged(judge.verdicts(on: prepared, from: evidence[place]))
        featureCount = prepared.plain.count
        isFeatureless = featureCount == 0
      }
      return QueryJudgement(
        query: query.index, candidates: query.candidates, featureCount: featureCount, isFeatureless: isFeatureless,
        skippedCount: query.candidates.count - evidence[place].count, outcome: outcome)
    } consume: { _, judgement in
      judgements.append(judgement)
      progress.advance()
    }
    return judgements
  }
}
