import CKernels

/// The photos that hold the nearest neighbours of one descriptor, one neighbour a photo.
///
/// The ``shortlistCount`` photos of least Hamming distance are compared by the distance of their margins, which tells more and takes
/// longer. Among equal distances the photo of the lower number is nearer. What is found doesn't depend on the order in which postings
/// are offered.
struct NearestPostings {
  /// A photo's nearest posting.
  struct Neighbor {
    let photo: Int
    /// In half bits: twice the Hamming distance where all bits are equally sure; 255 at most.
    let distance: UInt8
    let pose: Pose
  }

  /// Photos that are kept in the end.
  let depth: Int
  /// Photos that are compared by their margins.
  let shortlistCount: Int
  /// Hamming distance << 56 | photo << 24 | distance << 16 | angle << 8 | scale, those that may be on the shortlist.
  private var keys: [UInt64] = []
  /// Largest Hamming distance that may still be on the shortlist.
  private(set) var bound: UInt32
  private var counts = [Int](repeating: 0, count: Signature.bitCount + 1)

  private let farthest: UInt32

  /// - Parameters:
  ///   - shortlistCount: at least `depth`.
  ///   - farthest: largest Hamming distance of a neighbour.
  init(depth: Int, shortlistCount: Int, farthest: UInt32) {
    precondition(shortlistCount >= depth)
    self.depth = depth
    self.shortlistCount = shortlistCount
    self.farthest = farthest
    bound = farthest
  }

  /// Begins anew, for another descriptor.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    bound = farthest
  }

  /// - Parameters:
  ///   - photo: less than 2^32.
  ///   - marginSum: of the bits that differ, which are as sure as ``Segment/ScanRoom/margins`` says.
  @inline(__always) mutating func add(photo: Int, hammingDistance: UInt32, marginSum: UInt16, pose: Pose) {
    let halfBit = FK_MEAN_MARGIN / 2
    let distance = min((Int32(marginSum) + halfBit / 2) / halfBit, 255)
    keys.append(
      UInt64(hammingDistance) << 56 | UInt64(photo) << 24 | UInt64(distance) << 16 | UInt64(pose.angle) << 8
        | UInt64(pose.scale))
  }

  /// Drops what can't be on the shortlist any more, and lowers ``bound`` accordingly.
  mutating func settle() {
    guard keys.count > 4 * shortlistCount else { return }
    settleNow()
  }

  private mutating func settleNow() {
    for place in counts.indices { counts[place] = 0 }
    for key in keys { counts[Int(key >> 56)] += 1 }
    // A photo may have several of the nearest postings: more are taken until there are enough photos.
    var wanted = shortlistCount
    while true {
      var (total, last) = (0, 0)
      for (distance, count) in counts.enumerated() {
        total += count
        last = distance
        if total >= wanted { break }
      }
      let near = keys.filter { Int($0 >> 56) <= last }.sorted()
      let nearest = firstOfPhotos(in: near)
      if nearest.count >= shortlistCount {
        keys = nearest
        bound = UInt32(nearest[shortlistCount - 1] >> 56)
        return
      }
      if total == keys.count {
        keys = nearest
        return
      }
      wanted = 2 * total
    }
  }

  /// The first key of each photo, ``shortlistCount`` at most.
  private func firstOfPhotos(in sorted: [UInt64]) -> [UInt64] {
    var kept: [UInt64] = []
    for key in sorted where !kept.contains(where: { $0 >> 24 & 0xFFFF_FFFF == key >> 24 & 0xFFFF_FFFF }) {
      kept.append(key)
      if kept.count == shortlistCount { break }
    }
    return kept
  }

  /// The photos, nearest first.
  mutating func neighbors() -> [Neighbor] {
    if keys.count > shortlistCount { settleNow() }
    let neighbors = firstOfPhotos(in: keys.sorted()).map { key in
      Neighbor(
        photo: Int(key >> 24 & 0xFFFF_FFFF), distance: UInt8(truncatingIfNeeded: key >> 16),
        pose: Pose(angle: UInt8(truncatingIfNeeded: key >> 8), scale: UInt8(truncatingIfNeeded: key)))
    }
    return Array(neighbors.sorted { ($0.distance, $0.photo) < ($1.distance, $1.photo) }.prefix(depth))
  }
}
