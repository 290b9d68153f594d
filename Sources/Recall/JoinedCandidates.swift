/// Names what votes name and what a list names, in turn: the first of the votes, the first of the list, the second of the votes, and
/// so on.
///
/// So both are among those that a closer look tries first. All pairs of the list are named, however many votes may name.
public struct JoinedCandidates: CandidateSource {
  private let votes: any CandidateSource
  private let list: ListedCandidates

  public init(_ votes: any CandidateSource, _ list: ListedCandidates) {
    self.votes = votes
    self.list = list
  }

  public var needsFeatures: Bool { votes.needsFeatures }

  /// - Parameter limit: most of the votes.
  public func candidates(for queries: [Query], limit: Int) async throws -> [[Candidate]] {
    let voted = try await votes.candidates(for: queries, limit: limit)
    return zip(voted, list.candidates(for: queries, limit: .max)).map { inTurn($0, $1) }
  }

  public func candidates(for query: Query, limit: Int, threads: Int) async throws -> [Candidate] {
    inTurn(
      try await votes.candidates(for: query, limit: limit, threads: threads),
      list.candidates(for: [query], limit: .max)[0])
  }

  /// Those of both, each reference once, by the view that votes name it for, where they do. Scores of votes and of a list can't be
  /// compared: they have none.
  private func inTurn(_ voted: [Candidate], _ listed: [Candidate]) -> [Candidate] {
    let views = Dictionary(uniqueKeysWithValues: voted.map { ($0.reference, $0.isMirrored) })
    var named: Set<Int> = []
    var both: [Candidate] = []
    for place in 0..<max(voted.count, listed.count) {
      for source in [voted, listed] where place < source.count && named.insert(source[place].reference).inserted {
        let reference = source[place].reference
        both.append(Candidate(reference: reference, score: nil, isMirrored: views[reference] ?? nil))
      }
    }
    return both
  }
}
