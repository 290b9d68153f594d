import Evaluation
import Options

/// How the score of a candidate's verification and the score that came with it become one.
///
/// In the table s is the score of the verification, 0 where the pair is not verified, and g the score that came with the
/// pair or, in a list without scores, minus its place (from 0) among its query's pairs. One threshold serves all queries.
///
/// | rule | verified | not verified |
/// |---|---|---|
/// | ``verifiedFirst`` | s > 0 | −k / n, g being the k-th (from 0) of the list's n different values of it, best first: in (−1, 0] |
/// | ``replace`` | s > 0 | left out |
/// | ``weighted(_:)`` | s + w · g | w · g |
public enum CombinedScore: Sendable, Hashable {
  /// Verified pairs first, by their own score; behind them the others in the order of the scores that came with them.
  case verifiedFirst
  /// Verified pairs alone.
  case replace
  /// The sum of the verification's score and so many times the given one.
  case weighted(Double)

  /// In words, for manifests.
  var text: String {
    switch self {
    case .verifiedFirst: "verified-first"
    case .replace: "replace"
    case .weighted(let weight): "weighted by \(weight)"
    }
  }

  /// - Throws: `OptionsError` when the list has no scores to weigh, or a weighted one is beyond single precision.
  func validate(for list: CandidateList) throws(OptionsError) {
    guard case .weighted(let weight) = self else { return }
    guard weight.isFinite else { throw OptionsError("CombinedScore.weight", weight, mustBe: "a finite number") }
    guard list.hasScores else {
      throw OptionsError("CombinedScore", "weighted", mustBe: "another rule: \(list.path) has no scores")
    }
    // A quarter of what single precision reaches: there is room for the other part of the sum.
    let bound = Double(Float.greatestFiniteMagnitude) / 4
    if let score = list.givenScores.first(where: { (weight * $0).magnitude > bound }) {
      throw OptionsError(
        "CombinedScore.weight", weight, mustBe: "such that its product with \(score) of \(list.path) is a Float")
    }
  }
}

/// The answers to a candidate list: pairs with combined scores, query by query.
struct CombinedPredictions: Sequence {
  let list: CandidateList
  let rule: CombinedScore
  /// Of each pair of the list; 0 where it is not verified.
  let scores: [Double]
  let queryIDs: [String]
  let referenceIDs: [String]
  /// Different given scores, best first; empty where positions stand for them or nobody asks.
  private let ranking: [Double]
  private let longestQuery: Int

  init(
    _ list: CandidateList, rule: CombinedScore, scores: [Double], queryIDs: [String], referenceIDs: [String]
  ) {
    self.list = list
    self.rule = rule
    self.scores = scores
    self.queryIDs = queryIDs
    self.referenceIDs = referenceIDs
    var ranking: [Double] = []
    if rule == .verifiedFirst {
      for score in list.givenScores.sorted(by: >) where score != ranking.last { ranking.append(score) }
    }
    self.ranking = ranking
    longestQuery = list.queries.lazy.map(\.pairs.count).max() ?? 0
  }

  /// By query in the order of the list, then by falling score, then in the order of the list.
  func makeIterator() -> some IteratorProtocol<Prediction> {
    list.queries.lazy.flatMap { predictions(of: $0) }.makeIterator()
  }

  private func predictions(of query: CandidateList.Query) -> [Prediction] {
    query.pairs.compactMap { pair in score(of: pair, at: pair - query.pairs.lowerBound).map { (pair, $0) } }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
      .map { pair, score in
        Prediction(
          queryID: queryIDs[query.index], referenceID: referenceIDs[Int(list.referenceIndices[pair])], score: score)
      }
  }

  /// The combined score of a pair that is the `place`-th of its query; nil where it is left out.
  private func score(of pair: Int, at place: Int) -> Double? {
    let own = scores[pair]
    switch rule {
    case .weighted(let weight): return own + weight * list.givenScores[pair]
    case .replace: return own > 0 ? own : nil
    case .verifiedFirst:
      guard own <= 0 else { return own }
      let (rank, count) = list.hasScores ? (rank(of: list.givenScores[pair]), ranking.count) : (place, longestQuery)
      // Not −0.
      return rank == 0 ? 0 : -Double(rank) / Double(count)
    }
  }

  /// How many different scores are better.
  private func rank(of score: Double) -> Int {
    var (low, high) = (0, ranking.count)
    while low < high {
      let middle = (low + high) / 2
      if ranking[middle] > score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
