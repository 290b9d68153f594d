/// What the closer looks of a run have cost and brought.
public struct CloserLookReport: Sendable, Hashable {
  /// Queries that were looked at again, as the usual look gave no answer.
  public let queryCount: Int
  /// Those of them that got an answer thereby.
  public let answeredCount: Int
  /// How long it took in this run.
  public let seconds: Double

  init(_ results: [QueryResult], seconds: Double) {
    queryCount = results.count { $0.closerLooks > 0 }
    answeredCount = results.count { $0.isByCloserLook && $0.isAnswered }
    self.seconds = seconds
  }

  /// For manifests; nothing where no query was looked at again.
  var counts: [String: Int] {
    queryCount == 0 ? [:] : ["looked_closer": queryCount, "answered_by_closer_look": answeredCount]
  }
}
