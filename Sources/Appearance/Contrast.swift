/// How much more contrast the reference has than the query, and what counts as texture in either.
struct Contrast {
  /// From the query's grey values to the reference's; 1 within a factor of ``alike``, in which photos are compared as they are.
  private(set) var gain = 1.0
  /// Variances of grey values (0 to 255) above which a block has texture: those of a dark or faint copy are less in proportion.
  var fixedTexture: Double { max(Self.noise, Self.texture * min(1, gain * gain)) }
  var movingTexture: Double { max(Self.noise, Self.texture / max(1, gain * gain)) }

  /// The median of what the blocks say that look alike at any contrast: a few may do so by chance.
  init(of blocks: [BlockStatistics.Block]) {
    let alike = blocks.filter {
      $0.largerVariance > Self.texture && min($0.fixedVariance, $0.movingVariance) > Self.noise
        && $0.correlation > Self.surelySameTexture
    }
    guard let ratio = median(alike.map { $0.fixedVariance / $0.movingVariance }) else { return }
    let gain = ratio.squareRoot()
    if max(gain, 1 / gain) > Self.alike { self.gain = gain }
  }

  func isFlat(_ block: BlockStatistics.Block) -> Bool {
    block.fixedVariance <= fixedTexture && block.movingVariance <= movingTexture
  }

  private static let texture = 30.0
  /// What rounding and compression alone give.
  private static let noise = 2.0
  private static let surelySameTexture = 0.7
  private static let alike = 2.0
}
