import Features
import Photos
import TestSupport
import Testing

@testable import Recall

@Suite("JoinedCandidates") struct JoinedCandidatesTests {
  private let folder = TemporaryFolder()

  /// Names the same references for every query, with falling scores.
  private struct FixedCandidates: CandidateSource {
    let references: [Int]
    var needsFeatures: Bool { true }
    func candidates(for queries: [Query], limit: Int) -> [[Candidate]] {
      queries.map { _ in
        references.prefix(limit).map { Candidate(reference: $0, score: Double(-$0), isMirrored: true) }
      }
    }
  }

  private func joined(votes: [Int], list: [Int], limit: Int = .max) async throws -> [Candidate] {
    let queries = CandidateListTests.photos(["q"], path: "q.h5")
    let references = CandidateListTests.photos((0..<20).map { "r\($0)" }, path: "r.h5")
    let path = folder.write(list.map { "q,r\($0),0.5\n" }.joined(), to: "list.csv")
    let source = JoinedCandidates(
      FixedCandidates(references: votes),
      ListedCandidates(try CandidateList(path: path, queries: queries, references: references)))
    #expect(source.needsFeatures)
    return try await source.candidates(for: [Query(index: 0, id: "q", views: nil)], limit: limit)[0]
  }

  @Test("both in turn, each reference once")
  func inTurn() async throws {
    let found = try await joined(votes: [3, 1, 4], list: [7, 3, 8, 9, 1])
    #expect(found.map(\.reference) == [3, 7, 1, 4, 8, 9])
  }

  @Test("votes are limited, the list isn't")
  func limit() async throws {
    let found = try await joined(votes: [3, 1, 4], list: [7, 8, 9], limit: 1)
    #expect(found.map(\.reference) == [3, 7, 8, 9])
  }

  @Test("a voted reference keeps its view; scores of two kinds are no scores")
  func views() async throws {
    let found = try await joined(votes: [5, 3], list: [7, 3])
    #expect(found.map(\.reference) == [5, 7, 3] && found.map(\.isMirrored) == [true, nil, true])
    // Named by the list first.
    #expect(try await joined(votes: [3, 1], list: [1]).map(\.isMirrored) == [true, true])
    #expect(found.allSatisfy { $0.score == nil })
  }
}
