import Copies
import Features
import Imaging
import Matcher
import Names
import Photos
import Recall

/// A run under way: queries are read, candidates named and judged, block by block, and those without an answer once more.
///
/// Within a block, pairs are worked on by reference, so that each reference is read and laid out once, or a few times where
/// many of the pairs are its own. How queries are divided into blocks changes no result: a query is judged by its own
/// candidates alone.
struct JudgedBlocks {
  let queries: any FeatureSource
  let references: any FeatureSource
  let recall: any CandidateSource
  let judge: CopyJudge
  /// nil where no pair model is asked.
  let examiner: PairExaminer?
  let options: CopyRunOptions
  /// Most candidates of a query.
  let limit: Int
  /// Whether verdicts on candidates that nothing is proved for are wanted, too.
  let keepsRefuted: Bool
  /// The reference that each query is itself; empty where it doesn't matter.
  let itself: [Int?]
  /// Queries that are still to be judged.
  private(set) var pending: ArraySlice<Int>
  /// How long closer looks have taken.
  private(set) var closerTime = Duration.zero

  init(
    queries: any FeatureSource, references: any FeatureSource, recall: any CandidateSource, judge: CopyJudge,
    examiner: PairExaminer?, options: CopyRunOptions, limit: Int, keepsRefuted: Bool, pending: [Int]
  ) {
    self.queries = queries
    self.references = references
    self.recall = recall
    self.judge = judge
    self.examiner = examiner
    self.options = options
    self.limit = limit
    self.keepsRefuted = keepsRefuted
    self.pending = pending[...]
    if options.excludesSelf {
      let places = references.ids.places
      itself = queries.ids.map { places[ExactName($0)] }
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
      let batch = pending.prefix(batchSize(into: block))
      try await ask(batch.map { Question(index: $0, look: nil, candidates: nil, limit: limit) }, into: &block)
      pending = pending.dropFirst(batch.count)
    }
    var judgements = try await judgements(in: block, evidence(in: block), progress: progress)
    let beginCloser = ContinuousClock.now
    judgements = try await lookingCloser(at: judgements)
    closerTime += beginCloser.duration(to: .now)
    return judgements
  }

  /// Some queries, judged as any others are, in their order.
  func judgements(of queries: [Int]) async throws -> [QueryJudgement] {
    var blocks = self
    blocks.pending = queries[...]
    var judgements: [QueryJudgement] = []
    while let block = try await blocks.next(progress: NoProgress()) { judgements += block }
    return judgements
  }

  /// What would have been found out about a query, by the look that counts, if one reference more had been named.
  func judgement(of known: QueryJudgement, naming reference: Int) async throws -> QueryJudgement {
    var block = Block()
    let candidates = known.candidates + [Candidate(reference: reference, score: nil)]
    try await ask([Question(index: known.query, look: known.look, candidates: candidates, limit: limit)], into: &block)
    return try await judgements(in: block, evidence(in: block))[0]
  }

  // MARK: Candidates

  /// A look at a query.
  struct Question: Sendable {
    /// Of the query in its set.
    let index: Int
    /// nil for the usual look.
    let look: CloserLook?
    /// Those that are judged; nil where they are still to be named.
    let candidates: [Candidate]?
    /// Most candidates that are named.
    let limit: Int
  }

  struct Asked: Sendable {
    let question: Question
    let candidates: [Candidate]
    let outcome: Outcome

    enum Outcome: Sendable {
      case prepared(PreparedQuery, byteCount: Int, damage: PictureDamage?)
      /// Nobody has named a candidate, so that nobody has looked at it, or the photo isn't at hand for a closer look.
      case unseen
      case skipped(Failure)
    }
  }

  struct Block {
    fileprivate(set) var asked: [Asked] = []
    private var pairCount = 0
    private var byteCount = 0

    func isOpen(_ options: CopyRunOptions) -> Bool {
      asked.count < options.blockQueries && pairCount < options.blockPairs && byteCount < options.blockBytes
    }

    fileprivate mutating func append(_ query: Asked) {
      asked.append(query)
      pairCount += query.candidates.count
      if case .prepared(_, let bytes, _) = query.outcome { byteCount += bytes }
    }
  }

  /// Queries for which candidates are collected before a block is looked at again.
  private static let batchPerThread = 8
  /// Queries that a candidate source is given at once.
  private static let chunk = 2

  func batchSize(into block: Block) -> Int {
    min(Self.batchPerThread * options.threads, options.blockQueries - block.asked.count)
  }

  func ask(_ batch: [Question], into block: inout Block) async throws {
    let chunks = stride(from: 0, to: batch.count, by: Self.chunk).map {
      batch[$0..<min($0 + Self.chunk, batch.count)]
    }
    let isAlone = batch.count == 1
    try await mapInOrder(chunks, threads: options.threads) { chunk in
      try await ask(chunk, isAlone: isAlone)
    } consume: { _, asked in
      for query in asked { block.append(query) }
    }
  }

  /// - Parameter isAlone: whether nobody asks anything else meanwhile.
  private func ask(_ questions: ArraySlice<Question>, isAlone: Bool) async throws -> [Asked] {
    var readings: [Int: PhotoReading] = [:]
    var named: [Query] = []
    for question in questions {
      let index = question.index
      if question.candidates == nil, recall.needsFeatures { readings[index] = try read(question) }
      guard question.candidates == nil else { continue }
      if case .skipped = readings[index] { continue }
      // A photo that isn't at hand for a closer look.
      if recall.needsFeatures, readings[index] == nil { continue }
      named.append(
        Query(
          index: index, id: queries.ids[index], views: readings[index]?.views,
          itself: itself.isEmpty ? nil : itself[index]))
    }
    let limit = questions.first?.limit ?? limit
    let lists =
      if isAlone, let query = named.first {
        [try await recall.candidates(for: query, limit: limit, threads: options.threads)]
      } else {
        try await recall.candidates(for: named, limit: limit)
      }
    let candidates = Dictionary(uniqueKeysWithValues: zip(named.map(\.index), lists))
    return try questions.map { question in
      let index = question.index
      let candidates = question.candidates ?? candidates[index] ?? []
      // Of somebody's list, queries are read where it names them.
      guard let reading = try readings[index] ?? (candidates.isEmpty ? nil : read(question)) else {
        return Asked(question: question, candidates: candidates, outcome: .unseen)
      }
      switch reading {
      case .skipped(let failure): return Asked(question: question, candidates: candidates, outcome: .skipped(failure))
      case .found(let views):
        let query = judge.prepare(Query(index: index, id: queries.ids[index], views: views))
        return Asked(
          question: question, candidates: candidates,
          outcome: .prepared(query, byteCount: views.byteCount, damage: views.damage))
      }
    }
  }

  /// nil where the photo isn't at hand for a closer look.
  private func read(_ question: Question) throws -> PhotoReading? {
    let triesMirrorImage = judge.options.triesMirrorImage
    guard let look = question.look else { return try queries.read(question.index, mirrored: triesMirrorImage) }
    // A view that no candidate was named for isn't looked at.
    let mirrored = triesMirrorImage && question.candidates?.contains { $0.isMirrored != false } ?? true
    return try queries.lookCloser(at: question.index, look, mirrored: mirrored)
  }

  // MARK: Evidence

  /// A query, by its place in the block, and one of its candidates.
  private struct Pair: Sendable {
    let query: Int
    let reference: Int
    /// The view of the query that is looked at; nil for both.
    let isMirrored: Bool?
  }

  /// Pairs that are work for one task: so many that handing them out costs little beside the work.
  private static let pieceSize = 32

  /// What all candidates tell of each query of a block.
  private func evidence(in block: Block) async throws -> [QueryEvidence] {
    var evidence = noEvidence(in: block)
    try await addEvidence(in: block, to: &evidence) { _, _ in true }
    return evidence
  }

  /// What is known of each query of a block before its candidates are looked at.
  func noEvidence(in block: Block) -> [QueryEvidence] {
    [QueryEvidence](repeating: QueryEvidence(keepsRefuted: keepsRefuted), count: block.asked.count)
  }

  /// Adds what some of the candidates tell of each query of a block.
  ///
  /// - Parameter isWanted: is given the place of a query in the block, and a candidate.
  func addEvidence(
    in block: Block, to evidence: inout [QueryEvidence], where isWanted: (Int, Candidate) -> Bool
  ) async throws {
    let (asked, queries, references, judge, examiner) = (block.asked, queries, references, judge, examiner)
    try await mapInOrder(pieces(of: block, where: isWanted), threads: options.threads) { pairs in
      let workspace = MatchingWorkspace()
      var current: (index: Int, look: CloserLook?, features: SearchableFeatures?) = (-1, nil, nil)
      return try pairs.compactMap { pair -> (Int, PairEvidence)? in
        guard case .prepared(let query, _, _) = asked[pair.query].outcome else { return nil }
        let look = asked[pair.query].question.look?.lookAtReferences
        if (pair.reference, look) != (current.index, current.look) {
          let closer = try look.flatMap { try references.lookCloser(at: pair.reference, $0, mirrored: false) }
          let reading = try closer ?? references.read(pair.reference, mirrored: false)
          current = (pair.reference, look, reading.views.map { SearchableFeatures($0.plain) })
        }
        // A reference that can't be used is no candidate.
        guard let features = current.features else { return nil }
        let evidence = judge.evidence(
          on: query, against: features, at: pair.reference, id: references.ids[pair.reference],
          isMirrored: pair.isMirrored, workspace: workspace)
        let examined = try examiner?.examined(
          evidence, query: PhotoOfSet(asked[pair.query].question.index, of: queries),
          reference: PhotoOfSet(pair.reference, of: references))
        return (pair.query, examined ?? evidence)
      }
    } consume: { _, found in
      for (query, pair) in found { evidence[query].add(pair) }
    }
  }

  /// The block's pairs that are wanted by reference, divided where another reference begins or a piece is large enough.
  private func pieces(of block: Block, where isWanted: (Int, Candidate) -> Bool) -> [ArraySlice<Pair>] {
    let pairs = block.asked.enumerated().flatMap { place, query in
      // Candidates that were named before are judged again by the view that they were named for.
      query.candidates.filter { isWanted(place, $0) }.map {
        Pair(query: place, reference: $0.reference, isMirrored: query.question.candidates == nil ? nil : $0.isMirrored)
      }
    }.sorted { ($0.reference, $0.query) < ($1.reference, $1.query) }
    // One task must not have all the work of a block with one reference.
    let most = max(Self.pieceSize, pairs.count / (8 * options.threads))
    // Nor of the few pairs of a query that is asked about alone.
    let least = min(Self.pieceSize, (pairs.count + options.threads - 1) / options.threads)
    var pieces: [ArraySlice<Pair>] = []
    /// Where the piece, and where the pairs of the reference at hand begin.
    var (start, run) = (0, 0)
    for index in pairs.indices.dropFirst() {
      let isNewReference = pairs[index].reference != pairs[index - 1].reference
      if isNewReference ? index - start >= least : index - run >= most {
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

  func judgements(
    in block: Block, _ evidence: [QueryEvidence], progress: any ProgressReporter = NoProgress()
  ) async throws -> [QueryJudgement] {
    var judgements: [QueryJudgement] = []
    let (asked, judge) = (block.asked, judge)
    try await mapInOrder(Array(asked.indices), threads: options.threads) { place in
      let query = asked[place]
      let outcome: QueryJudgement.Outcome
      var featureCount = 0
      var isFeatureless = false
      var damage: PictureDamage?
      switch query.outcome {
      case .skipped(let failure): outcome = .skipped(failure)
      case .unseen: outcome = .judged([])
      case .prepared(let prepared, _, let missing):
        outcome = .judged(judge.verdicts(on: prepared, from: evidence[place]))
        featureCount = prepared.plain.count
        isFeatureless = featureCount == 0
        damage = missing
      }
      return QueryJudgement(
        query: query.question.index, look: query.question.look, candidates: query.candidates,
        featureCount: featureCount, isFeatureless: isFeatureless,
        skippedCount: query.candidates.count - evidence[place].count, outcome: outcome, damage: damage,
        unexamined: evidence[place].unexamined)
    } consume: { _, judgement in
      judgements.append(judgement)
      progress.advance()
    }
    return judgements
  }
}
