extension BlockStatistics {
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
    let judged = blocks.filter { $0.cover >= Self.leastCover }
    let contrast = Contrast(of: judged)
    var verdicts = blocks.map { verdictByTexture($0, contrast) }
    guard let tone = Tone(matching: zip(blocks, verdicts).filter { $1 == .agrees }.map(\.0)) else { return verdicts }
    var otherGround: [Int] = []
    for (index, block) in blocks.enumerated() where verdicts[index] == .undecided {
      let difference = tone.difference(of: block)
      if difference > Self.otherLevel {
        verdicts[index] = .contradictsInLevel
        if block.isEmpty { otherGround.append(index) }
      } else if difference < Self.sameLevel, contrast.isFlat(block) {
        verdicts[index] = .agreesInLevel
      }
    }
    for index in otherGround {
      verdicts[index] = .covered
      // On another ground, an object's rim turns from light to dark.
      for rim in neighbors(of: index) where [.contradicts, .contradictsInLevel].contains(verdicts[rim]) {
        verdicts[rim] = .covered
      }
    }
    return verdicts
  }

  private func verdictByTexture(_ block: Block, _ contrast: Contrast) -> BlockVerdict {
    guard block.cover >= Self.leastCover else { return .outside }
    let (fixed, moving) = (block.fixedVariance, contrast.gain * contrast.gain * block.movingVariance)
    switch (block.fixedVariance > contrast.fixedTexture, block.movingVariance > contrast.movingTexture) {
    case (true, true):
      if block.correlation > Self.sameTexture { return .agrees }
      return block.correlation < Self.otherTexture ? .contradicts : .undecided
    case (true, false): return moving < Self.flatShare * fixed ? .covered : .undecided
    case (false, true): return fixed < Self.flatShare * moving ? .covered : .undecided
    case (false, false): return .undecided
    }
  }
}
