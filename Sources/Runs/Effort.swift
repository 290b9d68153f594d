import Features

/// How much a run tries to find the originals of a query. What the looks cost and find: docs/recall.md.
public enum Effort: String, Sendable, Hashable, Codable, CaseIterable {
  /// One look at each query.
  case fast
  /// A second, dense look at the candidates of queries that have no answer yet.
  case normal
  /// And a third one at the query's parts, which names candidates of its own and looks at these closer, too.
  case thorough

  /// The closer looks, in the order in which they are taken until a query has an answer.
  public var closerLooks: [CloserLook] {
    switch self {
    case .fast: []
    case .normal: [.dense]
    case .thorough: [.dense, .parts]
    }
  }
}
