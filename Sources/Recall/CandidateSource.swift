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
}
