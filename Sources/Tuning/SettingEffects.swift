import Evaluation

/// What each setting does where the others are as chosen: on all queries as far as there is time, those first that were changed
/// or that do most on a part of the queries.
///
/// - Parameter hasTime: whether there seems to be time for all of them.
/// - Returns: those for which there was time.
func effects(
  around chosen: Configuration, in run: TuningRun, hasTime: Bool, _ bootstrap: BootstrapOptions
) async throws -> [TuningReport.Effect] {
  /// Those first that were changed, or that do most as far as that is known.
  func inOrder(_ ranges: [String: Double]) -> [TunableSetting] {
    run.space.settings.enumerated().sorted { one, other in
      func rank(_ setting: TunableSetting, _ place: Int) -> (Int, Double, Int) {
        (chosen.values[setting.name] == nil ? 1 : 0, -(ranges[setting.name] ?? 0), place)
      }
      return rank(one.element, one.offset) < rank(other.element, other.offset)
    }.map(\.element)
  }
  var found: [TuningReport.Effect] = []
  if !hasTime {
    for setting in inOrder([:]) {
      found.append(try await effect(of: setting, around: chosen, in: run, rung: 0, bootstrap).effect)
    }
  }
  for setting in inOrder(Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.range) })) {
    let (effect, isWhole) = try await effect(
      of: setting, around: chosen, in: run, rung: run.rungs.count - 1, bootstrap)
    if let place = found.firstIndex(where: { $0.name == setting.name }) {
      if isWhole || found[place].outcomes.count < effect.outcomes.count { found[place] = effect }
    } else {
      found.append(effect)
    }
  }
  // Of which there was no time for any other value.
  found.removeAll { $0.outcomes.count < 2 }
  return found.enumerated().sorted { one, other in
    (-one.element.pairs, -one.element.range, one.offset) < (-other.element.pairs, -other.element.range, other.offset)
  }.map(\.element)
}

/// What one setting does on a rung, and whether there was time for all of its values.
private func effect(
  of setting: TunableSetting, around chosen: Configuration, in run: TuningRun, rung: Int, _ bootstrap: BootstrapOptions
) async throws -> (effect: TuningReport.Effect, isWhole: Bool) {
  var outcomes: [TuningReport.Outcome] = []
  var isWhole = true
  let center = try await run.trial(chosen, rung: rung)
  let current = chosen.values[setting.name] ?? setting.base
  for value in setting.values {
    let other = chosen.with(setting.name, value, base: setting.base)
    guard run.space.canRun(other) else { continue }
    guard let center, let trial = try await run.trial(other, rung: rung) else {
      isWhole = false
      continue
    }
    let comparison = value == current ? nil : trial.ranked.compared(with: center.ranked, options: bootstrap)
    outcomes.append(
      TuningReport.Outcome(
        value: value, microAveragePrecision: trial.ranked.metrics.microAveragePrecision,
        difference: comparison?.difference, interval: comparison?.interval, isBase: value == setting.base,
        isChosen: value == current))
  }
  let effect = TuningReport.Effect(
    name: setting.name, needsExtraction: setting.needsExtraction, pairs: run.rungs[rung].truth.pairs.count,
    outcomes: outcomes)
  return (effect, isWhole)
}
