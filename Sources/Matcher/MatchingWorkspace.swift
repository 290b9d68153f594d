import CKernels
import Features

/// Working memory of matching, which grows to what the largest pair so far needed and is then used again: matching a
/// pair allocates nothing once it is warm.
///
/// For one task at a time. What is found never depends on what was matched before.
public final class MatchingWorkspace {
  var nearest: [fk_nearest_two] = []
  /// Query descriptors that have a nearest neighbour in `nearest`: all of the last pair, or none.
  var foundCount = 0
  var backward: [fk_nearest_two] = []
  /// For each reference descriptor, the place in `passed` of the match that has it; −1 where none has.
  var winners: [Int32] = []
  var passed: [Match] = []
  var packedQuery: [UInt8] = []
  var rows: [UInt8] = []

  public init() {}

  /// The distance from each query descriptor of the last pair to the reference's nearest; empty where that has none.
  var nearestDistances: some Collection<UInt32> { nearest.prefix(foundCount).lazy.map(\.distance) }

  /// Elements that the memory has room for, array by array.
  var capacities: [Int] {
    [
      nearest.capacity, backward.capacity, winners.capacity, passed.capacity, packedQuery.capacity, rows.capacity,
    ]
  }
}

extension Array {
  /// Makes room for `count` elements, and never gives it back.
  mutating func grow(to count: Int, filledWith element: Element) {
    if self.count < count { append(contentsOf: repeatElement(element, count: count - self.count)) }
  }
}
