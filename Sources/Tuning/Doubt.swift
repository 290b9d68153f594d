import Evaluation

/// A difference that may be chance, and how far.
struct Doubt {
  let difference: Double
  let interval: BootstrapInterval
  /// True pairs by which it was measured.
  let pairs: Int

  /// The least difference that so many pairs could tell from chance, about: the interval shrinks as the root of their number.
  func width(by count: Int) -> Double {
    (interval.upper - interval.lower) / 2 * (Double(pairs) / Double(count)).squareRoot()
  }

  /// How many pairs would tell the difference from chance; nil where the `count` that there are would, had there been time.
  func pairsNeeded(beyond count: Int) -> Int? {
    guard difference > 0, interval.lower <= 0 else { return nil }
    let ratio = max(width(by: pairs), difference - interval.lower) / difference
    // As many as it was measured by were not enough; beyond a million nobody has them.
    let needed = max(pairs + 1, Int(min(Double(pairs) * ratio * ratio, 1e6).rounded(.up)))
    return needed > count ? needed : nil
  }
}

extension TuningReport.Effect {
  var doubts: [Doubt] {
    outcomes.compactMap { outcome in
      outcome.interval.map { Doubt(difference: outcome.difference ?? 0, interval: $0, pairs: pairs) }
    }
  }
}
