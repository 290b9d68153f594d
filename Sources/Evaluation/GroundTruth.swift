import Names

/// What is known of the queries: which references they were made from, and which were made from none.
public struct GroundTruth: Sendable, Hashable {
  /// Every pair once.
  public var pairs: [TruePair]
  /// Queries that were made from no reference.
  public var queriesWithoutMatch: [String]

  public init(pairs: [TruePair], queriesWithoutMatch: [String] = []) {
    self.pairs = pairs
    self.queriesWithoutMatch = queriesWithoutMatch
  }

  /// All queries, those without a match included.
  public var queryIDs: Set<ExactName> { Set((pairs.map(\.queryID) + queriesWithoutMatch).exactNames) }
}
