import Features

/// A query's nearest descriptors in photos of a background.
public struct BackgroundNeighbors: Sendable {
  private struct Neighbor {
    var distance = UInt32.max
    var photo: Int32 = -1
  }

  private let names: [String]
  /// For each query descriptor the nearest two photos, nearest first.
  private var nearest: [(first: Neighbor, second: Neighbor)]

  /// - Parameter photos: one after the other, each of another name.
  /// - Complexity: O(`query.count` · descriptors of all photos), exact; memory O(`query.count`).
  /// - Precondition: all are of one kind.
  public init(of query: Descriptors, in photos: some Sequence<(id: String, descriptors: SearchableDescriptors)>) {
    var names: [String] = []
    nearest = Array(repeating: (Neighbor(), Neighbor()), count: query.count)
    var distances: [UInt32] = []
    for (id, descriptors) in photos where descriptors.count > 0 {
      let photo = Int32(names.count)
      names.append(id)
      descriptors.findNearestDistances(of: query, into: &distances)
      for index in nearest.indices {
        let found = Neighbor(distance: distances[index], photo: photo)
        if found.distance < nearest[index].first.distance {
          nearest[index] = (found, nearest[index].first)
        } else if found.distance < nearest[index].second.distance {
          nearest[index].second = found
        }
      }
    }
    // Of thousands of photos few are near to anything.
    var kept: [Int32: Int32] = [:]
    var keptNames: [String] = []
    func place(of photo: Int32) -> Int32 {
      guard photo >= 0 else { return photo }
      if let place = kept[photo] { return place }
      kept[photo] = Int32(keptNames.count)
      keptNames.append(names[Int(photo)])
      return Int32(keptNames.count - 1)
    }
    for index in nearest.indices {
      nearest[index].first.photo = place(of: nearest[index].first.photo)
      nearest[index].second.photo = place(of: nearest[index].second.photo)
    }
    self.names = keptNames
  }

  /// The distance from a query descriptor to the nearest in any photo but the one of that name; nil where there is none.
  public func distance(of descriptor: Int, leavingOut name: String) -> UInt32? {
    let (first, second) = nearest[descriptor]
    guard first.photo >= 0 else { return nil }
    let other = names[Int(first.photo)] == name ? second : first
    return other.photo >= 0 ? other.distance : nil
  }
}
