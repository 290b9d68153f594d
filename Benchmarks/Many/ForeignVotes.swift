import Photos
import Recall

/// Exact votes among those references alone that show nothing of the query: each query has a choice of them.
///
/// So all queries are of one run, as those of a user are: what they have in common with a reference counts.
struct ForeignVotes: CandidateSource {
  private struct Choice {
    let votes: ExactVotes
    /// Of its references in the whole set.
    let places: [Int]
  }

  private let choices: [[Int]: Choice]
  private let choiceOfQuery: [String: [Int]]

  /// - Parameters:
  ///   - choiceOfQuery: of each id the parts that it is searched among.
  ///   - parts: of each reference; nil for one that every query is searched among.
  init(
    over references: any FeatureSource, parts: [Int?], choiceOfQuery: [String: [Int]], threads: Int
  ) async throws {
    var choices: [[Int]: Choice] = [:]
    for choice in Set(choiceOfQuery.values) {
      let places = parts.indices.filter { place in parts[place].map(choice.contains) ?? true }
      choices[choice] = Choice(
        votes: try await ExactVotes(over: SelectedFeatures(references, places: places), threads: threads),
        places: places)
    }
    self.choices = choices
    self.choiceOfQuery = choiceOfQuery
  }

  var needsFeatures: Bool { true }

  func candidates(for queries: [Query], limit: Int) -> [[Candidate]] {
    queries.map { query in
      let choice = choices[choiceOfQuery[query.id]!]!
      return choice.votes.candidates(for: [query], limit: limit)[0].map {
        Candidate(reference: choice.places[$0.reference], score: $0.score, isMirrored: $0.isMirrored)
      }
    }
  }
}
