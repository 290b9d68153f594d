import Features
import Matcher

/// A reference that a query may have been made from.
public struct Candidate: Sendable, Hashable {
  /// Index of the reference in the set that was searched.
  public let reference: Int
  /// Query descriptors whose nearest neighbour lies in the reference.
  public let votes: Int
}

/// Names candidates by votes of local descriptors: each of the query's votes for the image of its nearest neighbour.
///
/// The search is exact over all descriptors of all references (no index, no training).
public struct VoteRecall: Sendable {
  private let descriptors: SearchableDescriptors
  /// The reference that each descriptor belongs to.
  private let owners: [Int32]
  public let referenceCount: Int

  /// - Parameter references: All of one kind.
  /// - Complexity: O(bytes of all descriptors), which are held in memory.
  /// - Precondition: no reference has descriptors of another kind.
  public init(references: [Descriptors], kind: DescriptorKind) {
    var all = Descriptors(kind: kind)
    var owners: [Int32] = []
    for (index, reference) in references.enumerated() {
      all.append(reference)
      owners.append(contentsOf: repeatElement(Int32(index), count: reference.count))
    }
    descriptors = SearchableDescriptors(all)
    self.owners = owners
    referenceCount = references.count
  }

  /// The references with the most votes, most first; among equals the one that comes first in the set.
  ///
  /// - Returns: at most `limit`, each with at least one vote.
  /// - Complexity: O(`query.count` · descriptors of all references).
  public func candidates(for query: Descriptors, limit: Int) -> [Candidate] {
    var votes = [Int](repeating: 0, count: referenceCount)
    for nearest in descriptors.nearestTwo(of: query) {
      guard let nearest else { continue }
      votes[Int(owners[nearest.index])] += 1
    }
    let candidates = votes.enumerated().filter { $1 > 0 }.map { Candidate(reference: $0, votes: $1) }
    return Array(
      candidates.sorted { $0.votes != $1.votes ? $0.votes > $1.votes : $0.reference < $1.reference }.prefix(limit))
  }
}
