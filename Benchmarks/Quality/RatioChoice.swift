/// The ratio test of each side of a contest for what is said of its matches, chosen on the tuning pairs alone.
struct RatioChoice {
  let ours: Double
  let peer: Double

  /// Without it, whose share is greater on other pairs than those of the choice would be left to chance.
  private static let margin = 0.01

  /// The peer gets the ratio that serves it best: that of the greatest F-measure of its matches, recall being the share
  /// of what is right at a ratio of 1. Ours gets the ratio of most correct matches among those at which the share of
  /// correct ones exceeds the peer's at the peer's ratio by ``margin``; where there is none, that of the greatest share.
  /// The lower one of equals.
  ///
  /// No estimator has a part in it: what a good one reaches hardly depends on the ratio.
  init(ours: ContestSide, peer: ContestSide) {
    func tuning(_ side: ContestSide, _ ratio: Double) -> [PairOutcome] {
      side.outcomes(at: ratio, where: \.isForTuning)
    }

    let most = Double(tuning(peer, 1).correct)
    let peerRatio = Self.best { ratio in
      let outcomes = tuning(peer, ratio)
      let (precision, recall) = (outcomes.share, Double(outcomes.correct) / most)
      return [precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0]
    }
    let least = tuning(peer, peerRatio).share + Self.margin
    let oursRatio = Self.best { ratio in
      let outcomes = tuning(ours, ratio)
      return outcomes.share >= least ? [1, Double(outcomes.correct)] : [0, outcomes.share]
    }
    self.peer = peerRatio
    self.ours = oursRatio
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
