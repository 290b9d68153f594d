extension BlockStatistics {
  /// Variance of grey values (0 to 255) above which a block has texture.
  private static let texture = 30.0
  /// If one photo is textured, the other counts as flat below this share of its variance.
  private static let flatShare = 1.0 / 6
  /// Share of a block that must be covered for it to be judged.
  private static let leastCover = 0.75
  /// Correlation above which textures are the same, and below which they differ.
  private static let sameTexture = 0.5
  private static let otherTexture = 0.0
  /// Difference of grey levels, brightness and contrast matched, below which they are the same, and above which not.
  private static let sameLevel = 12.0
  private static let otherLevel = 45.0

  /// The verdict on each block.
  func verdicts() -> [BlockVerdict] {
    var verdicts = blocks.map(verdictByTexture)
    guard let tone = Tone(matching: zip(blocks, verdicts).filter { $1 == .agrees }.map(\.0)) else { return verdicts }
    for (index, block) in blocks.enumerated() where verdicts[index] == .undecided {
      let difference = tone.difference(of: block)
      if difference > Self.otherLevel {
        verdicts[index] = .contradictsInLevel
      } else if difference < Self.sameLevel, max(block.fixedVariance, block.movingVariance) <= Self.texture {
        verdicts[index] = .agreesInLevel
      }
    }
    return verdicts
  }

  private func verdictByTexture(_ block: Block) -> BlockVerdict {
    guard block.cover >= Self.leastCover else { return .outside }
    let (fixed, moving) = (block.fixedVariance, block.movingVariance)
    switch (fixed > Self.texture, moving > Self.texture) {
    case (true, true):
      if block.correlation > Self.sameTexture { return .agrees }
      return block.correlation < Self.otherTexture ? .contradicts : .undecided
    case (true, false): return moving < Self.flatShare * fixed ? .covered : .undecided
    case (false, true): return fixed < Self.flatShare * moving ? .covered : .undecided
    case (false, false): return .undecided
    }
  }
}

/// The gain and offset from the query's grey values to the reference's.
private struct Tone {
  private let gain: Double
  private let offset: Double

  /// Fitted to blocks that agree; nil if there are none.
  init?(matching blocks: [BlockStatistics.Block]) {
    guard !blocks.isEmpty else { return nil }
    let covariance = blocks.reduce(0) { $0 + $1.covariance }
    let variance = blocks.reduce(0) { $0 + $1.movingVariance }
    let gain = min(max(covariance / max(variance, 1), 0.3), 3)
    self.gain = gain
    // The median: a few blocks may agree by chance.
    let offsets = blocks.map { $0.fixedMean - gain * $0.movingMean }.sorted()
    offset = 0.5 * (offsets[(offsets.count - 1) / 2] + offsets[offsets.count / 2])
  }

  /// In grey values of the photo with less contrast.
  func difference(of block: BlockStatistics.Block) -> Double {
    abs(block.fixedMean - gain * block.movingMean - offset) / max(1, gain)
  }
}
