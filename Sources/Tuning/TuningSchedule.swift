/// How a budget is divided: so many configurations to choose from, and time for what each setting does.
struct TuningSchedule {
  private let budget: TuningOptions.Budget
  private let begin: ContinuousClock.Instant
  /// How long one trial took on each rung.
  var trialTimes: [Duration] = []

  init(_ budget: TuningOptions.Budget, begin: ContinuousClock.Instant) {
    self.budget = budget
    self.begin = begin
  }

  /// Shares of the time after which settings are chosen, and those of them are dropped that do nothing; the rest is for what each
  /// setting does.
  private static let (shareOfHalving, shareOfReduction) = (0.4, 0.6)
  /// Other settings take longer than those that a search has anyway, by so much in the mean.
  private static let excess = 1.5
  /// Folds keep others than all queries do, by so much.
  private static let foldsKeep = 1.5
  /// Most configurations to choose from, however much time there is.
  private static let mostConfigurations = 1000

  /// When everything ends; nil for never.
  var end: ContinuousClock.Instant? { end(after: 1) }

  var endOfHalving: ContinuousClock.Instant? { end(after: Self.shareOfHalving) }
  var endOfReduction: ContinuousClock.Instant? { end(after: Self.shareOfReduction) }

  private func end(after share: Double) -> ContinuousClock.Instant? {
    if case .time(let time) = budget { begin + time * share } else { nil }
  }

  /// Configurations to choose from, once the times of trials are known.
  var configurationCount: Int {
    guard case .time = budget, let end = endOfHalving else {
      if case .trials(let count) = budget { return count }
      return 1
    }
    var share = 1.0
    var cost = 0.0
    for (rung, time) in trialTimes.enumerated() {
      cost += time / .seconds(1) * share * (rung == 0 ? 1 : Self.foldsKeep) * Self.excess
      share /= Double(Rung.reduction)
    }
    let left = ContinuousClock.now.duration(to: end) / .seconds(1)
    return max(1, Int(min(left / max(cost, 1e-6), Double(Self.mostConfigurations))))
  }

  /// Most trials of so many candidates, the first of which is known.
  func mostTrials(of count: Int, parts: Int) -> Int {
    var kept = count
    return trialTimes.indices.reduce(0) { sum, rung in
      if rung > 0 { kept = (kept + Rung.reduction - 1) / Rung.reduction }
      return sum + min(count, rung == 0 ? kept : parts * kept) - 1
    }
  }

  /// Whether there seems to be time to try each value of each setting on all queries.
  ///
  /// - Parameter trial: how long it takes with the settings as chosen.
  func hasTime(forAll settings: [TunableSetting], trial: Duration) -> Bool {
    guard let end else { return true }
    let count = Double(settings.reduce(0) { $0 + $1.values.count - 1 })
    return ContinuousClock.now.duration(to: end) > trial * count
  }
}
