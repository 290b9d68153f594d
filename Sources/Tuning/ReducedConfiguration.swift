import Evaluation

/// A candidate without those of its settings that make no difference: by more than chance, if possible.
func reduced(
  _ candidate: Configuration, in run: TuningRun, _ bootstrap: BootstrapOptions
) async throws -> Configuration {
  let last = run.rungs.count - 1
  guard let whole = try await run.trial(candidate, rung: last),
    let base = try await run.trial(Configuration(), rung: last)
  else { return candidate }
  func isBetter(_ one: TuningRun.Trial, than other: TuningRun.Trial) -> Bool {
    one.ranked.compared(with: other.ranked, options: bootstrap).interval.lower > 0
  }
  var kept = candidate
  for setting in run.space.settings where candidate.values[setting.name] != nil {
    let without = candidate.with(setting.name, setting.base, base: setting.base)
    guard run.space.canRun(without), let trial = try await run.trial(without, rung: last) else { continue }
    if !isBetter(whole, than: trial) { kept.values[setting.name] = nil }
  }
  // What none of the settings does alone, some of them may do together.
  guard kept != candidate, run.space.canRun(kept), let trial = try await run.trial(kept, rung: last),
    isBetter(trial, than: base), !isBetter(whole, than: trial)
  else { return candidate }
  return kept
}
