import Features
import Matcher

/// Names candidates by votes of local descriptors, as ``ExactVotes`` does, of the neighbours that an index finds.
///
/// Memory: the index and its copy of the references' descriptors.
public struct IndexVotes: CandidateSource {
  private let index: FLANNIndex
  private let checks: Int
  /// The reference that each descriptor belongs to.
  private let owners: [Int32]
  private let referenceCount: Int

  /// Descriptors that are looked up for each of the query's: of one photo there may be several.
  private static let neighbors = 2 * (Votes.photos + 1)

  /// - Parameters:
  ///   - index: over the descriptors of all references, one reference after the other.
  ///   - counts: descriptors of each reference.
  ///   - checks: see ``FLANNIndex/nearest(_:of:checks:)``.
  /// - Precondition: the index holds as many descriptors as the references have.
  public init(_ index: FLANNIndex, counts: [Int], checks: Int = FLANNIndex.defaultChecks) {
    let total = counts.reduce(0, +)
    precondition(index.count == total, "an index over \(index.count) descriptors for references with \(total)")
    self.index = index
    self.checks = checks
    owners = counts.enumerated().flatMap { repeatElement(Int32($0), count: $1) }
    referenceCount = counts.count
  }

  public var needsFeatures: Bool { true }

  /// - Precondition: the queries come with features of the index's kind.
  public func candidates(for queries: [Query], limit: Int) -> [[Candidate]] {
    queries.map { query in
      guard let views = query.views else { preconditionFailure("votes need the features of \(query.id)") }
      return mostVoted(
        [views.plain, views.mirrored].compactMap { $0 }.map { votes(of: $0.descriptors, without: query.itself) },
        referenceCount: referenceCount, limit: limit, without: query.itself)
    }
  }

  private func votes(of query: Descriptors, without itself: Int?) -> [Double] {
    var votes = Votes(kind: index.kind, referenceCount: referenceCount)
    var photos: [(photo: Int, distance: UInt32)] = []
    for found in index.nearest(Self.neighbors, of: query, checks: checks) {
      photos.removeAll(keepingCapacity: true)
      for neighbor in found where photos.count <= Votes.photos {
        let photo = Int(owners[neighbor.index])
        guard photo != itself, !photos.contains(where: { $0.photo == photo }) else { continue }
        photos.append((photo, neighbor.distance))
      }
      votes.add(photos)
    }
    return votes.counts
  }
}
