import Features
import Names

/// A query's nearest descriptors in photos of a background.
public struct BackgroundNeighbors: Sendable {
  private struct Neighbor {
    var distance = UInt32.max
    var photo: Int32 = -1
  }

  /// Shared with all other queries.
  private let photos: [(id: String, descriptors: SearchableDescriptors)]
  /// For each query descriptor the nearest two photos, nearest first.
  private var nearest: [(first: Neighbor, second: Neighbor)]

  /// - Parameters:
  ///   - photos: each of another name.
  ///   - name: of the photo to pass over, such as the query itself.
  /// - Complexity: O(`query.count` · descriptors of all photos), exact; memory O(`query.count`) beside the photos.
  /// - Precondition: all are of one kind.
  public init(
    of query: Descriptors, in photos: [(id: String, descriptors: SearchableDescriptors)], leavingOut name: String? = nil
  ) {
    self.photos = photos
    nearest = Array(repeating: (Neighbor(), Neighbor()), count: query.count)
    var distances: [UInt32] = []
    for (index, photo) in photos.enumerated()
    where photo.descriptors.count > 0 && name.map({ ExactName($0) != ExactName(photo.id) }) ?? true {
      photo.descriptors.findNearestDistances(of: query, into: &distances)
      for descriptor in nearest.indices {
        let found = Neighbor(distance: distances[descriptor], photo: Int32(index))
        if found.distance < nearest[descriptor].first.distance {
          nearest[descriptor] = (found, nearest[descriptor].first)
        } else if found.distance < nearest[descriptor].second.distance {
          nearest[descriptor].second = found
        }
      }
    }
  }

  /// The distance from a query descriptor to the nearest in any photo but the one of that name; nil where there is none.
  public func distance(of descriptor: Int, leavingOut name: String) -> UInt32? {
    let (first, second) = nearest[descriptor]
    guard first.photo >= 0 else { return nil }
    let other = ExactName(photos[Int(first.photo)].id) == ExactName(name) ? second : first
    return other.photo >= 0 ? other.distance : nil
  }
}
