import Features
import Matcher

/// For each descriptor of a query the photos that hold its nearest neighbours, nearest first, one neighbour a photo.
struct NeighborTable {
  struct Neighbor {
    let photo: Int
    /// Not squared.
    let distance: Double
  }

  /// So many are kept of each descriptor.
  static let depth = 21

  let rows: [[Neighbor]]

  init(of query: Descriptors, in references: [SearchableDescriptors], without itself: Int?) {
    var distances = [[UInt32]](repeating: [], count: query.count)
    var photos: [Int] = []
    var found: [UInt32] = []
    for (photo, reference) in references.enumerated() where photo != itself && reference.count > 0 {
      reference.findNearestDistances(of: query, into: &found)
      for descriptor in 0..<query.count { distances[descriptor].append(found[descriptor]) }
      photos.append(photo)
    }
    let isSquared = query.kind == .histogram128
    rows = distances.map { row in
      row.indices.sorted { (row[$0], $0) < (row[$1], $1) }.prefix(Self.depth).map {
        Neighbor(photo: photos[$0], distance: isSquared ? Double(row[$0]).squareRoot() : Double(row[$0]))
      }
    }
  }
}
