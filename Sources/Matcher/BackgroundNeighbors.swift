import Features

/// A query's nearest descriptors in a background set: takes the place of ``Distinctiveness`` if the query has no other
/// candidates to compare with.
public struct BackgroundNeighbors: Sendable {
  private struct Neighbor {
    var distance = UInt32.max
    var photo: Int32 = -1
  }

  private let kind: DescriptorKind
  /// For each query descriptor, the nearest two photos, nearest first.
  private var nearest: [(first: Neighbor, second: Neighbor)]

  /// - Parameters:
  ///   - photos: identified by their indices.
  ///   - isLeftOut: whether to skip the photo at an index, such as the query itself.
  /// - Complexity: O(`query.count` · descriptors of all photos), exact; memory O(`query.count`).
  /// - Precondition: all are of one kind.
  public init(
    of query: Descriptors, in photos: [SearchableDescriptors], leavingOut isLeftOut: (Int) -> Bool = { _ in false }
  ) {
    kind = query.kind
    nearest = Array(repeating: (Neighbor(), Neighbor()), count: query.count)
    let workspace = MatchingWorkspace()
    for (photo, descriptors) in photos.enumerated() where descriptors.count > 0 && !isLeftOut(photo) {
      descriptors.findNearestTwo(of: query, into: &workspace.nearest)
      for index in nearest.indices {
        let found = Neighbor(distance: workspace.nearest[index].distance, photo: Int32(photo))
        if found.distance < nearest[index].first.distance {
          nearest[index] = (found, nearest[index].first)
        } else if found.distance < nearest[index].second.distance {
          nearest[index].second = found
        }
      }
    }
  }

  /// The share of the matches with a reference, 0 to 1, that no photo of the background has as well; 1 for no matches.
  ///
  /// - Parameter reference: the reference's own index among the photos, if it is one of them.
  public func share(of matches: [Match], in reference: Int?) -> Double {
    guard !matches.isEmpty else { return 1 }
    let distinctive = matches.count { match in
      let (first, second) = nearest[match.queryIndex]
      let other = first.photo >= 0 && Int(first.photo) == reference ? second : first
      return other.photo < 0 || isDistinctlyNearer(match.distance, than: other.distance, kind)
    }
    return Double(distinctive) / Double(matches.count)
  }
}
