/// Names the references that a query may have been made from: the seam between recall and judgement.
///
/// What is named decides what is looked at, never what is believed. Naming must depend on the query and the references
/// alone, not on the other queries of a batch, so that neither order nor division of a run changes its result.
public protocol CandidateSource: Sendable {
  /// Whether queries must come with their features.
  var needsFeatures: Bool { get }

  /// The candidates of each query, most likely first, at most `limit` each beside those of somebody's list; never ``Query/itself``.
  ///
  /// Called from several tasks at once.
  func candidates(for queries: [Query], limit: Int) async throws -> [[Candidate]]

  /// The same of a query that is asked about alone, on up to so many threads.
  func candidates(for query: Query, limit: Int, threads: Int) async throws -> [Candidate]
}

extension CandidateSource {
  /// On one thread.
  public func candidates(for query: Query, limit: Int, threads: Int) async throws -> [Candidate] {
    try await candidates(for: [query], limit: limit)[0]
  }
}
