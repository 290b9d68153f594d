/// Names the candidates that somebody's list names.
public struct ListedCandidates: CandidateSource {
  public let list: CandidateList

  public init(_ list: CandidateList) {
    self.list = list
  }

  public var needsFeatures: Bool { false }

  public func candidates(for queries: [Query], limit: Int) -> [[Candidate]] {
    queries.map { query in
      list.pairs(of: query.index).lazy.map { pair in
        Candidate(
          reference: Int(list.referenceIndices[pair]), score: list.hasScores ? list.givenScores[pair] : nil)
      }.filter { $0.reference != query.itself }.prefix(limit).map { $0 }
    }
  }
}
