import Matcher

/// What is believed about a query and a reference once all of the query's candidates are known.
public struct CopyVerdict: Sendable {
  /// Index of the reference in its set.
  public let reference: Int
  /// What was found out about the better view of the query, its models weighed by how distinctive they are.
  public let report: VerificationReport
  /// Whether the pair is listed: see ``JudgeOptions/minScore``.
  public let isListed: Bool

  /// Higher is more likely a copy; 0 where geometry proves nothing. One threshold serves all queries.
  public var score: Double { report.score }
  /// Whether it was the query's mirror image that has this score.
  public var isMirrored: Bool { report.isMirrored }
}
