/// The photos that hold the nearest neighbours of one descriptor, one neighbour a photo, by signatures; among equal distances the
/// photo of the lower number is nearer.
///
/// What is found doesn't depend on the order in which postings are offered.
struct NearestPostings {
  /// A photo's nearest posting.
  struct Neighbor {
    let photo: Int
    let distance: UInt32
    let pose: Pose
  }

  /// Photos that are kept.
  let depth: Int
  /// Distance << 48 | photo << 16 | angle << 8 | scale, those that may be among the nearest.
  private var keys: [UInt64] = []
  /// Largest distance that may still be among the nearest.
  private(set) var bound: UInt32
  private var counts = [Int](repeating: 0, count: Signature.bitCount + 1)

  private let farthest: UInt32

  /// - Parameter farthest: largest distance of a neighbour.
  init(depth: Int, farthest: UInt32) {
    self.depth = depth
    self.farthest = farthest
    bound = farthest
  }

  /// Begins anew, for another descriptor.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    bound = farthest
  }

  /// - Precondition: the photo's number is less than 2^32.
  @inline(__always) mutating func add(photo: Int, distance: UInt32, pose: Pose) {
    keys.append(
      UInt64(distance) << 48 | UInt64(photo) << 16 | UInt64(pose.angle) << 8 | UInt64(pose.scale))
  }

  /// Drops what can't be among the nearest any more, and lowers ``bound`` accordingly.
  mutating func settle() {
    guard keys.count > 4 * depth else { return }
    settleNow()
  }

  private mutating func settleNow() {
    for place in counts.indices { counts[place] = 0 }
    for key in keys { counts[Int(key >> 48)] += 1 }
    // A photo may have several of the nearest postings: more are taken until there are enough photos.
    var wanted = depth
    while true {
      var (total, last) = (0, 0)
      for (distance, count) in counts.enumerated() {
        total += count
        last = distance
        if total >= wanted { break }
      }
      let near = keys.filter { Int($0 >> 48) <= last }.sorted()
      let nearest = firstOfPhotos(in: near)
      if nearest.count >= depth {
        keys = nearest
        bound = UInt32(nearest[depth - 1] >> 48)
        return
      }
      if total == keys.count {
        keys = nearest
        return
      }
      wanted = 2 * total
    }
  }

  /// The first key of each photo, `depth` at most.
  private func firstOfPhotos(in sorted: [UInt64]) -> [UInt64] {
    var kept: [UInt64] = []
    for key in sorted where !kept.contains(where: { $0 >> 16 & 0xFFFF_FFFF == key >> 16 & 0xFFFF_FFFF }) {
      kept.append(key)
      if kept.count == depth { break }
    }
    return kept
  }

  /// The photos, nearest first.
  mutating func neighbors() -> [Neighbor] {
    if keys.count > depth { settleNow() }
    return firstOfPhotos(in: keys.sorted()).map { key in
      Neighbor(
        photo: Int(key >> 16 & 0xFFFF_FFFF), distance: UInt32(key >> 48),
        pose: Pose(angle: UInt8(truncatingIfNeeded: key >> 8), scale: UInt8(truncatingIfNeeded: key)))
    }
  }
}
