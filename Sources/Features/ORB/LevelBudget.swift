/// Shares a budget of keypoints out among the levels of a pyramid: equal parts, but to none more than it has.
///
/// What a level can't use goes to the others; what doesn't divide goes to the finest of them.
/// - Parameter available: keypoints that each level could give, finest first.
/// - Returns: a number for each level; they add up to `budget`, or to all that is available.
/// - Complexity: O(levels · log levels).
func sharedOut(budget: Int, available: [Int]) -> [Int] {
  var granted = [Int](repeating: 0, count: available.count)
  var left = min(budget, available.reduce(0, +))
  // Whoever has least is served first: then nobody after it can have less than an equal part of the rest.
  let byNeed = available.indices.sorted { (available[$0], -$0) < (available[$1], -$1) }
  for (served, level) in byNeed.enumerated() {
    granted[level] = min(available[level], left / (available.count - served))
    left -= granted[level]
  }
  return granted
}
