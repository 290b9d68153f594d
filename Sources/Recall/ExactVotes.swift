import Features
import Matcher
import Photos

/// Names candidates by votes of local descriptors, each for the photos of its nearest neighbours among all references,
/// found by exact search.
///
/// Memory: the references' descriptors, once.
public struct ExactVotes: CandidateSource {
  private let kind: DescriptorKind
  /// One a reference; empty where it can't be used.
  private var references: [SearchableDescriptors]

  /// Reads the descriptors of all references.
  ///
  /// - Throws: `StoreError` when a store can't be read, `CancellationError`.
  public init(
    over source: any FeatureSource, threads: Int, progress: any ProgressReporter = NoProgress()
  ) async throws {
    kind = source.options.extractor.descriptorKind
    let none = SearchableDescriptors(Descriptors(kind: kind))
    references = try await readDescriptors(of: source, phase: "reading", threads: threads, progress: progress)
      .photos.map { $0 ?? none }
  }

  /// The same without some references.
  package func excluding(_ excluded: Set<Int>) -> ExactVotes {
    let none = SearchableDescriptors(Descriptors(kind: kind))
    var others = self
    for reference in excluded { others.references[reference] = none }
    return others
  }

  public var needsFeatures: Bool { true }

  /// - Complexity: O(descriptors of the queries · descriptors of all references).
  /// - Precondition: the queries come with features of the references' kind.
  public func candidates(for queries: [Query], limit: Int) -> [[Candidate]] {
    var distances: [UInt32] = []
    return queries.map { query in
      guard let views = query.views else { preconditionFailure("votes need the features of \(query.id)") }
      return mostVoted(
        [views.plain, views.mirrored].compactMap { $0 }.map {
          votes(of: $0.descriptors, without: query.itself, distances: &distances)
        },
        referenceCount: references.count, limit: limit, without: query.itself)
    }
  }

  /// Both views at once, where there are two threads or more.
  public func candidates(for query: Query, limit: Int, threads: Int) async -> [Candidate] {
    guard threads > 1, let views = query.views, let mirrored = views.mirrored else {
      return candidates(for: [query], limit: limit)[0]
    }
    @Sendable func counted(_ view: FeatureSet) -> [Double] {
      var distances: [UInt32] = []
      return votes(of: view.descriptors, without: query.itself, distances: &distances)
    }
    async let plainVotes = counted(views.plain)
    async let mirroredVotes = counted(mirrored)
    return mostVoted(
      [await plainVotes, await mirroredVotes], referenceCount: references.count, limit: limit, without: query.itself)
  }

  private func votes(of query: Descriptors, without itself: Int?, distances: inout [UInt32]) -> [Double] {
    var nearest = NearestPhotos(descriptorCount: query.count, depth: Votes.photos + 1)
    for (reference, descriptors) in references.enumerated() where reference != itself && descriptors.count > 0 {
      descriptors.findNearestDistances(of: query, into: &distances)
      distances.withUnsafeBufferPointer { nearest.add(photo: reference, distances: $0) }
    }
    var votes = Votes(kind: kind, referenceCount: references.count)
    var found: [(photo: Int, distance: UInt32)] = []
    for descriptor in 0..<query.count {
      nearest.neighbors(of: descriptor, into: &found)
      votes.add(found)
    }
    return votes.counts
  }
}
