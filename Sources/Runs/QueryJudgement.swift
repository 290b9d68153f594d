import Copies
import Features
import Imaging
import Photos
import Recall

/// What a run has found out about a query alone: scores that are written depend on the run's other queries, too, where
/// ``CopyRunOptions/weighsHubs`` says so.
public struct QueryJudgement: Sendable {
  public enum Outcome: Sendable {
    /// The verdicts, best first, on the candidates that geometry proves anything for and, where they were asked for, on the others.
    case judged([CopyVerdict])
    /// The photo can't be used.
    case skipped(Failure)
  }

  /// Index of the query in its set.
  public let query: Int
  /// The look that found the features to which the verdicts' matches refer; nil for the usual one.
  public let look: CloserLook?
  public let candidates: [Candidate]
  /// Features of the query as it is; 0 where nobody has looked at it.
  public let featureCount: Int
  /// Whether the query was looked at and nothing was found in it.
  public let isFeatureless: Bool
  /// Candidates that could not be looked at, as the photo of the query or of the reference can't be used.
  public let skippedCount: Int
  public let outcome: Outcome
  /// What was missing of the query's photo.
  public internal(set) var damage: PictureDamage?
  /// Why a pair model couldn't look at a pair, or the first of several: its score is without what the model says.
  public internal(set) var unexamined: Failure?
  /// How many closer looks were taken, whether or not ``look`` is one of them.
  public internal(set) var closerLooks = 0

  /// The verdicts; none where the photo can't be used.
  public var verdicts: [CopyVerdict] {
    if case .judged(let verdicts) = outcome { verdicts } else { [] }
  }

  /// Whether a pair is likely enough to look no closer.
  var isAnswered: Bool { bestScore >= JudgeOptions.likelyScore }

  var bestScore: Double { verdicts.first?.score ?? 0 }
}
