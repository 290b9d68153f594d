import Evaluation
import Names

/// A ground truth as labels correct it.
///
/// | label | of a true pair | of another pair |
/// |---|---|---|
/// | ``CopyLabel/copy`` | stays | becomes a true one |
/// | ``CopyLabel/notCopy`` | is none any more | stays as it is |
/// | ``CopyLabel/unsure`` | is ``undecided`` | is ``undecided`` |
public struct LabelledTruth: Sendable {
  /// Undecided pairs are as they were.
  public let truth: GroundTruth
  /// Pairs that were added, and pairs that are none any more.
  public let added: [TruePair]
  public let removed: [TruePair]
  /// Pairs that are to count neither as true nor as predicted.
  public let undecided: Set<TruePair>

  /// - Parameter truth: what was known before; nil for nothing, so that the labels alone are known.
  /// - Complexity: O(pairs + labels).
  public init(_ truth: GroundTruth?, labels: LabelSet) {
    let before = truth ?? GroundTruth(pairs: [])
    let known = Set(before.pairs)
    let all = labels.all
    added = all.filter { $0.label == .copy && !known.contains($0.pair) }.map(\.pair)
    removed = all.filter { $0.label == .notCopy && known.contains($0.pair) }.map(\.pair)
    undecided = Set(all.lazy.filter { $0.label == .unsure }.map(\.pair))
    let wrong = Set(removed)
    var after = GroundTruth(pairs: before.pairs.filter { !wrong.contains($0) } + added)
    // A query that has lost its last true pair was made from none, as far as is known; so was one that has no other label.
    let matched = Set(after.pairs.lazy.map { ExactName($0.queryID) })
    let refuted = (truth == nil ? all.filter { $0.label == .notCopy }.map(\.pair) : removed).map(\.queryID)
    var listed: Set<ExactName> = []
    for query in before.queriesWithoutMatch + refuted {
      let name = ExactName(query)
      if !matched.contains(name), listed.insert(name).inserted { after.queriesWithoutMatch.append(query) }
    }
    self.truth = after
  }

  /// The truth without the undecided pairs.
  public var decidedTruth: GroundTruth {
    GroundTruth(pairs: truth.pairs.filter { !undecided.contains($0) }, queriesWithoutMatch: truth.queriesWithoutMatch)
  }
}
