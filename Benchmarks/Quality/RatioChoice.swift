/// The ratio test of each side of a contest, chosen on the tuning pairs alone.
struct RatioChoice {
  /// Lowe's, which the peer's is near to where nothing else decides.
  static let usual = 0.8

  let ours: Double
  let peer: Double

  /// The peer gets the ratio that serves it best: that of most homographies with a corner error under 3 px, then of
  /// most under 1, 3 and 5 px together, then the one nearest to 0.8, then the lower one.
  ///
  /// Ours gets the ratio of most correct matches among those at which the share of correct ones is at least the peer's
  /// at the peer's ratio; where there is none, that of the greatest share. The lower one of equals.
  init(ours: ContestSide, peer: ContestSide) {
    let peerRatio = Self.best { ratio in
      let outcomes = peer.outcomes(at: ratio, where: \.isForTuning)
      let estimated = [1, 3, 5].map { outcomes.estimated(within: $0) }
      // Twentieths, so that 0.75 and 0.85 are equally near.
      let distance = ((ratio - Self.usual) * 20).rounded().magnitude
      return [Double(estimated[1]), Double(estimated.reduce(0, +)), -distance]
    }
    let least = peer.outcomes(at: peerRatio, where: \.isForTuning).share
    self.peer = peerRatio
    self.ours = Self.best { ratio in
      let outcomes = ours.outcomes(at: ratio, where: \.isForTuning)
      return outcomes.share >= least ? [1, Double(outcomes.correct)] : [0, outcomes.share]
    }
  }

  /// The ratio of the greatest rank, compared value by value; the lowest of equals.
  private static func best(rank: (Double) -> [Double]) -> Double {
    var best = (ratio: ContestSide.ratios[0], rank: rank(ContestSide.ratios[0]))
    for ratio in ContestSide.ratios.dropFirst() {
      let rank = rank(ratio)
      if best.rank.lexicographicallyPrecedes(rank) { best = (ratio, rank) }
    }
    return best.ratio
  }
}
