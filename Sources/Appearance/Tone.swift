/// The gain and offset from the query's grey values to the reference's.
struct Tone {
  private let gain: Double
  private let offset: Double

  /// Fitted to blocks that agree; nil if there are none.
  init?(matching blocks: [BlockStatistics.Block]) {
    let covariance = blocks.reduce(0) { $0 + $1.covariance }
    let variance = blocks.reduce(0) { $0 + $1.movingVariance }
    let gain = min(max(covariance / max(variance, 1), 1 / Self.mostGain), Self.mostGain)
    // The median: a few blocks may agree by chance.
    guard let offset = median(blocks.map { $0.fixedMean - gain * $0.movingMean }) else { return nil }
    self.gain = gain
    self.offset = offset
  }

  /// In grey values of the photo with less contrast; in thirds of the other's where it has less than a third of that one's.
  func difference(of block: BlockStatistics.Block) -> Double {
    let inReference = abs(block.fixedMean - gain * block.movingMean - offset)
    return inReference / max(1, gain) * max(1, max(gain, 1 / gain) / 3)
  }

  private static let mostGain = 16.0
}

/// nil for no values; the mean of the middle two for an even number.
func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  return 0.5 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
}
