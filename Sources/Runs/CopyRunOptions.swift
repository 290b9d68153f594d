import Copies
import Foundation
import Options

/// Settings of a ``CopyRun``.
public struct CopyRunOptions: Sendable, Hashable {
  /// Its `workingScale` is that of the queries' features, whatever is set.
  public var judge = JudgeOptions()
  /// Most references that are judged for a query among up to a thousand, those that are named first; at least 1. Among more they are
  /// more: ``candidateCount(among:)``. A list's pairs are all judged.
  public var candidates = 20
  /// How much is tried for queries without an answer. Closer looks need the photos: where queries come from a feature store,
  /// there are none.
  public var effort = Effort.normal
  /// Whether a query is never its own copy (a reference of its id is passed over): for a set of photos that is searched in
  /// itself. What is written lists each pair once then, in the direction of the better score.
  public var excludesSelf = false
  /// How the scores of a list and ours become one; of no use without a list.
  public var combination = CombinedScore.replace
  /// Whether what is written counts a pair for less where other queries of the run have the same region in common with the reference
  /// and contradict it elsewhere as well, as those do that wear one page. Then a score depends on the run's queries. Of no effect on
  /// a set that is searched in itself, whose versions of one photo would sink one another, where photos are not compared, and on
  /// other scores than the calibrated one.
  public var weighsHubs = true
  /// Most work at once; in 1...4096. Results don't depend on it.
  public var threads = ProcessInfo.processInfo.activeProcessorCount

  /// References that are judged for a query, as a manifest tells it; nil for as many as ``candidates`` says among so many.
  var judgedCandidates: Int?

  /// Pairs that are judged together, within which references are read once; at least 1. A query's candidates are never
  /// divided, and a block is looked at after every few queries a thread, so that it may hold those beyond its bounds.
  var blockPairs = 4096
  /// Most queries of such a block; at least 1.
  var blockQueries = 256
  /// Most memory for the features of its queries, in bytes; at least 1. One query is always held.
  var blockBytes = 256 << 20
  /// How long candidates are collected for a block. What is found doesn't depend on it.
  var blockTime = Duration.seconds(2)

  public init() {}

  /// Most references that are judged for a query among so many: ``candidates``, times the cube root of the thousands.
  ///
  /// The more references there are, the more of them get votes by chance; what judging them costs beside exact votes falls.
  public func candidateCount(among references: Int) -> Int {
    let count = (Double(candidates) * max(1, cbrt(Double(references) / 1000))).rounded()
    return count < Double(Int.max) ? Int(count) : .max
  }

  /// Names the first field that is out of range.
  public func validate() throws(OptionsError) {
    try judge.validate()
    guard candidates >= 1 else {
      throw OptionsError("CopyRunOptions.candidates", candidates, mustBe: "at least 1")
    }
    guard (1...4096).contains(threads) else {
      throw OptionsError("CopyRunOptions.threads", threads, mustBe: "in 1...4096")
    }
  }
}
