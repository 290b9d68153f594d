import CKernels
import Features

/// Working memory of matching, which grows to the needs of the largest pair so far and is reused: after that, matching
/// a pair allocates nothing.
///
/// For one task at a time. Results never depend on earlier pairs.
public final class MatchingWorkspace {
  var nearest: [fk_nearest_two] = []
  /// Query descriptors with a nearest neighbour in `nearest`: all of the last pair's, or none.
  var foundCount = 0
  var backward: [fk_nearest_two] = []
  /// For each reference descriptor, the index in `passed` of its match; −1 if it has none.
  var winners: [Int32] = []
  var passed: [Match] = []
  var packedQuery: [UInt8] = []
  var rows: [UInt8] = []

  public init() {}

  /// The distance from each query descriptor of the last pair to the reference's nearest; empty where that has none.
  package var nearestDistances: some Collection<UInt32> { nearest.prefix(foundCount).lazy.map(\.distance) }

  /// Capacities, array by array.
  var capacities: [Int] {
    [
      nearest.capacity, backward.capacity, winners.capacity, passed.capacity, packedQuery.capacity, rows.capacity,
    ]
  }
}

extension Array {
  /// Makes room for `count` elements; never shrinks.
  mutating func grow(to count: Int, filledWith element: Element) {
    if self.count < count { append(contentsOf: repeatElement(element, count: count - self.count)) }
  }
}
