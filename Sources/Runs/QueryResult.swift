import Copies
import Photos
import Recall

/// What is kept of a judged query until the end of the run.
struct QueryResult: Hashable {
  struct Pair: Hashable {
    /// Index of the reference in its set.
    let reference: Int
    /// Above 0.
    private(set) var score: Double
    let isMirrored: Bool
    /// What the score is made of, where it depends on the other queries of the run, too.
    private(set) var models: [ModelEvidence] = []
  }

  struct Named: Hashable {
    /// Index of the reference in its set.
    let reference: Int
    /// nil where whoever named it gives none.
    let score: Double?
  }

  /// Index of the query in its set.
  let query: Int
  /// Why nothing, or not all, can be found out about the photo; nil where all can.
  let failure: Failure?
  /// Pairs that are listed; where their models are kept, all that are proved.
  private(set) var pairs: [Pair]
  /// Pairs that were named, and those of them whose query or reference can't be used.
  let candidateCount: Int
  let skippedCount: Int
  /// The candidates, where they are wanted.
  let candidates: [Named]
  /// Closer looks that were taken, 0...255, and whether the pairs are those that one of them has found.
  var closerLooks = 0
  var isByCloserLook = false

  /// Whether the query's photo can't be used.
  var isSkipped: Bool { failure?.kind == .unusable && skippedCount == candidateCount }

  /// Whether a pair is to be believed.
  var isAnswered: Bool { pairs.contains { $0.score >= JudgeOptions.reliableScore } }
}

extension QueryResult {
  /// - Parameters:
  ///   - queries: the set that was judged.
  ///   - keepsModels: whether the other queries of the run have a say in the scores.
  init(_ judgement: QueryJudgement, of queries: any FeatureSource, keepsCandidates: Bool, keepsModels: Bool) {
    query = judgement.query
    if case .skipped(let failure) = judgement.outcome {
      self.failure = failure
    } else if let unexamined = judgement.unexamined {
      failure = unexamined
    } else if judgement.isFeatureless || judgement.damage != nil {
      failure = Failure(
        read: queries.file(of: query), id: queries.ids[query], featureCount: judgement.featureCount,
        damage: judgement.damage?.description)
    } else {
      failure = nil
    }
    // What a pair shares with others counts whatever the least score is.
    pairs = judgement.verdicts.filter { keepsModels ? $0.score > 0 : $0.isListed }.map {
      Pair(
        reference: $0.reference, score: $0.score, isMirrored: $0.isMirrored,
        models: keepsModels ? $0.report.models.map(ModelEvidence.init) : [])
    }
    candidateCount = judgement.candidates.count
    skippedCount = judgement.skippedCount
    candidates =
      keepsCandidates ? judgement.candidates.map { Named(reference: $0.reference, score: $0.score) } : []
    closerLooks = judgement.closerLooks
    isByCloserLook = judgement.look != nil
  }

  /// The same with scores that know what all queries have in common with the references.
  func weighed(by regions: SharedRegions) -> QueryResult {
    var result = self
    result.pairs = pairs.map { $0.weighed(by: regions, query: query) }
    return result
  }

  /// The same without the pairs of lower scores.
  func listed(from minScore: Double) -> QueryResult {
    var result = self
    result.pairs = pairs.filter { $0.score > 0 && $0.score >= minScore }
    return result
  }
}

extension QueryResult.Pair {
  /// The score is the best of the models' then: the page that many wear may sink below the photo on it.
  func weighed(by regions: SharedRegions, query: Int) -> Self {
    guard !models.isEmpty else { return self }
    var pair = self
    pair.models = models.map { $0.weighed(by: regions, query: query, reference: reference) }
    pair.score = pair.models.lazy.map(\.score).max() ?? score
    return pair
  }
}
