/// Shares a budget of keypoints out among the levels of a pyramid by their weights, but to none more than it has.
///
/// What a level can't use goes to the others; what doesn't divide goes to those that have most for their weight, the finest
/// of equals.
/// - Parameters:
///   - available: keypoints that each level could give, finest first.
///   - weights: one a level, above 0.
/// - Returns: a number for each level; they add up to `budget`, or to all that is available.
/// - Complexity: O(levels · log levels).
func sharedOut(budget: Int, available: [Int], weights: [Double]) -> [Int] {
  var granted = [Int](repeating: 0, count: available.count)
  var left = min(budget, available.reduce(0, +))
  // Whoever has least for its weight is served first: then nobody after it can have less than its part of the rest.
  let byNeed = available.indices.sorted {
    (Double(available[$0]) / weights[$0], -$0) < (Double(available[$1]) / weights[$1], -$1)
  }
  for (served, level) in byNeed.enumerated() {
    // The last one's part is exactly 1.
    let part = weights[level] / byNeed[served...].reduce(0) { $0 + weights[$1] }
    granted[level] = min(available[level], Int(Double(left) * part))
    left -= granted[level]
  }
  return granted
}
