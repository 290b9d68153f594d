import Copies
import Photos
import Recall

/// What a run has found out about a query.
public struct QueryJudgement: Sendable {
  public enum Outcome: Sendable {
    /// The verdicts, best first, on the candidates that geometry proves anything for and, where they were asked for, on the others.
    case judged([CopyVerdict])
    /// The photo can't be used.
    case skipped(Failure)
  }

  /// Index of the query in its set.
  public let query: Int
  public let candidates: [Candidate]
  /// Features of the query as it is; 0 where nobody has looked at it.
  public let featureCount: Int
  /// Whether the query was looked at and nothing was found in it.
  public let isFeatureless: Bool
  /// Candidates that could not be looked at, as the photo of the query or of the reference can't be used.
  public let skippedCount: Int
  public let outcome: Outcome

  /// The verdicts; none where the photo can't be used.
  public var verdicts: [CopyVerdict] {
    if case .judged(let verdicts) = outcome { verdicts } else { [] }
  }
}
