/// Votes of a query's features for references, by how the query's keypoints lie beside theirs: all that a copy shows was turned and
/// scaled alike, so that its votes lie together in a histogram of turn and scale (weak geometric consistency: Jégou, Douze &
/// Schmid, ECCV 2008).
struct PoseVotes {
  /// Bins of turn, of a full circle, and of scale, a doubling each.
  private static let bins = 16

  private var counts: [Double]
  private var entries: [(reference: Int32, turn: UInt8, scale: UInt8, weight: Double)] = []

  init(referenceCount: Int) {
    counts = [Double](repeating: 0, count: referenceCount)
  }

  mutating func add(_ weight: Double, for reference: Int, query: Pose, reference pose: Pose) {
    counts[reference] += weight
    // 16 to a doubling, as poses have it; 128 where the scale is the same.
    let scale = UInt8(min(max(Int(query.scale) - Int(pose.scale) + 128, 0), 255))
    entries.append((Int32(reference), query.angle &- pose.angle, scale, weight))
  }

  /// For each reference √(votes · votes in the fullest bin), 0 where it isn't among the `count` with the most votes; of equal
  /// votes, the lower number is among them.
  ///
  /// - Complexity: O(votes + references · log references of those that were voted for).
  func weighed(atLeast count: Int) -> [Double] {
    let voted = counts.indices.filter { counts[$0] > 0 }
      .sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }.prefix(count)
    var rows = [Int32](repeating: -1, count: counts.count)
    for (row, reference) in voted.enumerated() { rows[reference] = Int32(row) }
    let size = Self.bins * Self.bins
    var histograms = [Double](repeating: 0, count: voted.count * size)
    for entry in entries {
      let row = Int(rows[Int(entry.reference)])
      guard row >= 0 else { continue }
      // Between two bins a vote is shared out.
      let (turn, scale) = (Double(entry.turn) / 16, Double(entry.scale) / 16)
      let (turnBin, scaleBin) = (Int(turn), Int(scale))
      let (turnRest, scaleRest) = (turn - Double(turnBin), scale - Double(scaleBin))
      for (nextTurn, turnShare) in [(0, 1 - turnRest), (1, turnRest)] {
        for (nextScale, scaleShare) in [(0, 1 - scaleRest), (1, scaleRest)] {
          let bin = (turnBin + nextTurn) % Self.bins * Self.bins + min(scaleBin + nextScale, Self.bins - 1)
          histograms[row * size + bin] += entry.weight * turnShare * scaleShare
        }
      }
    }
    var weighed = [Double](repeating: 0, count: counts.count)
    for (row, reference) in voted.enumerated() {
      weighed[reference] = (counts[reference] * histograms[row * size..<(row + 1) * size].max()!).squareRoot()
    }
    return weighed
  }
}
