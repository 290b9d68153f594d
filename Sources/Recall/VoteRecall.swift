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
/// The search is exact over all descriptors of all references, or approximate by an index over them.
public struct VoteRecall: Sendable {
  private enum Neighbors {
    case exact(SearchableDescriptors)
    case approximate(FLANNIndex, checks: Int)

    func nearest(of queries: Descriptors) -> [Int?] {
      switch self {
      case .exact(let descriptors): descriptors.nearestTwo(of: queries).map { $0?.index }
      case .approximate(let index, let checks): index.nearest(of: queries, checks: checks).map { $0?.index }
      }
    }
  }

  private let neighbors: Neighbors
  /// The reference that each descriptor belongs to.
  private let owners: [Int32]
  public let referenceCount: Int

  /// Searches exactly.
  ///
  /// - Parameter references: All of one kind.
  /// - Complexity: O(bytes of all descriptors), which are held in memory.
  /// - Precondition: no reference has descriptors of another kind.
  public init(references: [Descriptors], kind: DescriptorKind) {
    var all = Descriptors(kind: kind)
    for reference in references { all.append(reference) }
    self.init(counts: references.map(\.count), neighbors: .exact(SearchableDescriptors(all)))
  }

  /// Searches by an index.
  ///
  /// - Parameters:
  ///   - counts: descriptors of each reference.
  ///   - index: over the descriptors of all references, one reference after the other.
  ///   - checks: see ``FLANNIndex/nearest(of:checks:)``.
  /// - Precondition: the index holds as many descriptors as the references have.
  public init(counts: [Int], index: FLANNIndex, checks: Int = FLANNIndex.defaultChecks) {
    let total = counts.reduce(0, +)
    precondition(index.count == total, "an index over \(index.count) descriptors for references with \(total)")
    self.init(counts: counts, neighbors: .approximate(index, checks: checks))
  }

  private init(counts: [Int], neighbors: Neighbors) {
    self.neighbors = neighbors
    owners = counts.enumerated().flatMap { repeatElement(Int32($0), count: $1) }
    referenceCount = counts.count
  }

  /// The references with the most votes, most first; among equals the one that comes first in the set.
  ///
  /// - Returns: at most `limit`, each with at least one vote.
  /// - Complexity: O(`query.count` · descriptors of all references) where the search is exact.
  public func candidates(for query: Descriptors, limit: Int) -> [Candidate] {
    var votes = [Int](repeating: 0, count: referenceCount)
    for case let nearest? in neighbors.nearest(of: query) { votes[Int(owners[nearest])] += 1 }
    let candidates = votes.enumerated().filter { $1 > 0 }.map { Candidate(reference: $0, votes: $1) }
    return Array(
      candidates.sorted { $0.votes != $1.votes ? $0.votes > $1.votes : $0.reference < $1.reference }.prefix(limit))
  }
}
