import Evaluation

/// A difference that may be chance, and how far.
struct Doubt {
  let difference: Double
  let interval: BootstrapInterval
  /// True pairs by which it was measured.
  let pairs: Int

  /// The least difference that could be told from chance, about.
  var width: Double { (interval.upper - interval.lower) / 2 }

  /// How many pairs would tell the difference from chance: the interval shrinks as the root of their number.
  var pairsNeeded: Int? {
    guard difference > 0, interval.lower <= 0 else { return nil }
    let ratio = max(width, difference - interval.lower) / difference
    // As many as there are were not enough; beyond a million nobody has them.
    return max(pairs + 1, Int(min(Double(pairs) * ratio * ratio, 1e6).rounded(.up)))
  }
}

extension TuningReport.Effect {
  var doubts: [Doubt] {
    outcomes.compactMap { outcome in
      outcome.interval.map { Doubt(difference: outcome.difference ?? 0, interval: $0, pairs: pairs) }
    }
  }
}
