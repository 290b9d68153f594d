/// For each descriptor of a query the photos that hold its nearest neighbours, one neighbour a photo.
///
/// Memory: 8 bytes a descriptor and photo that is kept. Among equal distances, the photo of the lower number is nearer.
struct NearestPhotos {
  /// Photos that are kept of each descriptor: those that may be voted for, and one to measure their distances by.
  let depth: Int
  let descriptorCount: Int
  /// Row by row, `depth` of each descriptor, nearest first: distance << 32 | photo; all bits set where there is none.
  private var keys: [UInt64]
  /// What a photo must be nearer than to be kept.
  private var bounds: [UInt32]

  private static let none = UInt64.max

  init(descriptorCount: Int, depth: Int) {
    self.depth = depth
    self.descriptorCount = descriptorCount
    keys = [UInt64](repeating: Self.none, count: descriptorCount * depth)
    bounds = [UInt32](repeating: .max, count: descriptorCount)
  }

  /// Takes note of the distance from each descriptor to its nearest in a photo.
  ///
  /// - Precondition: photos come by rising number, each once.
  mutating func add(photo: Int, distances: UnsafeBufferPointer<UInt32>) {
    precondition(distances.count >= descriptorCount)
    bounds.withUnsafeMutableBufferPointer { bounds in
      keys.withUnsafeMutableBufferPointer { keys in
        for descriptor in 0..<descriptorCount where distances[descriptor] < bounds[descriptor] {
          let key = UInt64(distances[descriptor]) << 32 | UInt64(UInt32(photo))
          let first = descriptor * depth
          var place = first + depth - 1
          while place > first, keys[place - 1] > key {
            keys[place] = keys[place - 1]
            place -= 1
          }
          keys[place] = key
          bounds[descriptor] = UInt32(truncatingIfNeeded: keys[first + depth - 1] >> 32)
        }
      }
    }
  }

  /// The photos of a descriptor, nearest first.
  func neighbors(of descriptor: Int, into found: inout [(photo: Int, distance: UInt32)]) {
    found.removeAll(keepingCapacity: true)
    for key in keys[descriptor * depth..<(descriptor + 1) * depth] {
      guard key != Self.none else { break }
      found.append((Int(key & 0xFFFF_FFFF), UInt32(key >> 32)))
    }
  }
}
