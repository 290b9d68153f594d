/// Distributes a budget of keypoints among the levels of a pyramid by their weights, but gives none more than it has.
///
/// What a level can't use goes to the others; the remainder of the division goes to those that have most for their weight,
/// the finest of equals.
/// - Parameters:
///   - available: keypoints that each level could give, finest first.
///   - weights: one per level, above 0.
/// - Returns: a number for each level; they add up to `budget`, or to all that is available.
/// - Complexity: O(levels · log levels).
func sharedOut(budget: Int, available: [Int], weights: [Double]) -> [Int] {
  var granted = [Int](repeating: 0, count: available.count)
  var left = min(budget, available.reduce(0, +))
  // The level with the least for its weight is served first: no later one can then have less than its part of the rest.
  let byNeed = available.indices.sorted {
    (Double(available[$0]) / weights[$0], -$0) < (Double(available[$1]) / weights[$1], -$1)
  }
  for (served, level) in byNeed.enumerated() {
    // The last level's part is exactly 1.
    let part = weights[level] / byNeed[served...].reduce(0) { $0 + weights[$1] }
    granted[level] = min(available[level], Int(Double(left) * part))
    left -= granted[level]
  }
  return granted
}
