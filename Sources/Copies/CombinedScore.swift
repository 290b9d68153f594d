import Options
import Recall

/// How the score of a candidate's verification and the score that came with it become one.
///
/// In the table s is the score of the verification, 0 where the pair is not verified, and g the score that came with the
/// pair or, in a list without scores, minus its place (from 0) among its query's pairs. One threshold serves all queries. A pair that
/// the list doesn't have, but votes beside it, is listed where it is verified: by s, with ``weighted(_:)`` as if g were the list's least.
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

  /// - Parameter text: as ``text`` has it; nil for any other.
  package init?(text: String) {
    let weighted = "weighted by "
    switch text {
    case CombinedScore.verifiedFirst.text: self = .verifiedFirst
    case CombinedScore.replace.text: self = .replace
    default:
      guard text.hasPrefix(weighted), let weight = Double(text.dropFirst(weighted.count)) else { return nil }
      self = .weighted(weight)
    }
  }

  /// In words, for manifests.
  package var text: String {
    switch self {
    case .verifiedFirst: "verified-first"
    case .replace: "replace"
    case .weighted(let weight): "weighted by \(weight)"
    }
  }

  /// - Throws: `OptionsError` when the list has no scores to weigh, or a weighted one is beyond single precision.
  package func validate(for list: CandidateList) throws(OptionsError) {
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

/// Makes one score of that of a pair's verification and the one that came with the pair.
package struct ScoreCombination: Sendable {
  package let rule: CombinedScore
  let list: CandidateList
  /// Different given scores, best first; empty where positions stand for them or nobody asks.
  private let ranking: [Double]
  private let longestQuery: Int
  /// What a pair that the list doesn't have gets beside its own score.
  package let addedToOthers: Double

  package init(_ rule: CombinedScore, of list: CandidateList) {
    self.rule = rule
    self.list = list
    var ranking: [Double] = []
    if rule == .verifiedFirst {
      for score in list.givenScores.sorted(by: >) where score != ranking.last { ranking.append(score) }
    }
    self.ranking = ranking
    longestQuery = list.queries.lazy.map(\.pairs.count).max() ?? 0
    if case .weighted(let weight) = rule {
      addedToOthers = weight * (list.givenScores.min() ?? 0)
    } else {
      addedToOthers = 0
    }
  }

  /// Whether a pair that is proved has what it would have unproved added to its own score, instead of in its place.
  package var addsScores: Bool {
    if case .weighted = rule { true } else { false }
  }

  /// The combined scores of a query's pairs, in the order of the list; those that the rule leaves out are missing.
  ///
  /// - Parameter own: of the verification of the query and a reference; 0 where the pair is not verified.
  package func scores(of query: Int, own: (Int) -> Double) -> [(reference: Int, score: Double)] {
    let pairs = list.pairs(of: query)
    return pairs.compactMap { pair in
      let reference = Int(list.referenceIndices[pair])
      return score(of: own(reference), pair: pair, place: pair - pairs.lowerBound).map { (reference, $0) }
    }
  }

  private func score(of own: Double, pair: Int, place: Int) -> Double? {
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
