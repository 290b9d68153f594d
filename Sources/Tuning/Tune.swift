import Evaluation
import Photos

/// Finds settings of a search by trying them on photos of which the truth is known, and says which of them matter.
///
/// Every value alone and random combinations go through ``SuccessiveHalving`` over growing parts of the queries and of the
/// references. It is done once over all queries, which gives the candidate, and once without each fold, which tells what such a
/// choice is worth: each fold's queries are searched with the settings that the others chose, and µAP is taken over all of these
/// answers (cross-validation of the whole procedure: Varma & Simon, BMC Bioinformatics 2006). The candidate is kept only where
/// that is better than what a search has anyway by more than a paired bootstrap over queries allows for chance, and of its
/// settings those without which it is worse by more than that. Then each setting is tried with the others as chosen.
/// - Parameters:
///   - truth: of queries; those of which it says nothing are left out.
///   - progress: is told of each trial.
///   - note: is told, before the first trial, what of the data is left out, a line each: who gave the wrong truth is not to wait.
/// - Throws: `OptionsError`, ``TuningError``, `InputError` where no photo of a side can be used, `StoreError`,
///   `CancellationError`.
/// - Complexity: as many searches as the budget allows; with ``TuningOptions/Budget/trials(_:)``, up to three times the number
///   of trials and one for each value of each setting.
package func tune(
  _ space: TuningSpace, on photos: TuningPhotos, against truth: GroundTruth, options: TuningOptions = .init(),
  progress: any ProgressReporter = NoProgress(), note: (String) -> Void = { _ in }
) async throws -> TuningReport {
  try options.validate()
  let begin = ContinuousClock.now
  let sides = try photos.sources(by: space.base.extraction, threads: options.threads)
  let known = try KnownTruth(truth, queries: sides.queries, references: sides.references)
  let groups = QueryGroups(of: known.truth)
  let matches = groups.isMatched.count { $0 }
  guard matches >= 2 else { throw TuningError.tooFewMatches(matches) }
  known.notes.forEach(note)
  let run = TuningRun(
    space, rungs: Rung.all(for: groups, truth: known.truth, references: sides.references.ids),
    folds: groups.folds(options.folds), foldCount: options.folds,
    memory: FeatureMemory(of: photos, threads: options.threads), threads: options.threads, progress: progress)

  var schedule = TuningSchedule(options.budget, begin: begin)
  run.deadline = schedule.end
  defer { progress.end() }
  progress.begin("trying the usual settings", total: run.rungs.count)
  for rung in run.rungs.indices {
    guard let trial = try await run.trial(Configuration(), rung: rung) else { throw TuningError.outOfTime }
    schedule.trialTimes.append(trial.time)
  }

  progress.end()
  run.deadline = schedule.endOfHalving
  let candidates = space.candidates(schedule.configurationCount, seed: options.seed)
  progress.begin("choosing settings", total: schedule.mostTrials(of: candidates.count, parts: 1 + options.folds))
  let choice = try await choose(from: candidates, in: run)

  progress.end()
  progress.begin("trying each setting", total: space.settings.reduce(0) { $0 + $1.values.count - 1 })
  var bootstrap = BootstrapOptions()
  bootstrap.seed = options.seed
  return try await report(on: choice, in: run, known: known, schedule, bootstrap)
}

/// What halving has chosen: over all queries, and without each fold.
private struct Choice {
  let overall: Configuration
  let withoutFold: [Configuration]
}

private func choose(from candidates: [Configuration], in run: TuningRun) async throws -> Choice {
  let halving = SuccessiveHalving(parts: 1 + run.foldCount, rungs: run.rungs.count)
  let survivors = try await halving.survivors(of: candidates) { configuration, rung in
    try await run.trial(configuration, rung: rung)?.scores
  }
  let winners = survivors.map { $0.first?.candidate ?? Configuration() }
  return Choice(overall: winners[0], withoutFold: Array(winners.dropFirst()))
}

private func report(
  on choice: Choice, in run: TuningRun, known: KnownTruth, _ schedule: TuningSchedule, _ bootstrap: BootstrapOptions
) async throws -> TuningReport {
  let last = run.rungs.count - 1
  guard let base = try await run.trial(Configuration(), rung: last) else { throw TuningError.outOfTime }
  let heldOut = try await run.answers(withoutFold: choice.withoutFold)
  let comparison = heldOut.compared(with: base.ranked, options: bootstrap)
  let isKept = comparison.interval.lower > 0 && choice.overall != Configuration()
  run.deadline = schedule.endOfReduction
  let chosen =
    isKept ? try await reduced(choice.overall, in: run, bootstrap) : Configuration()
  guard let chosenTrial = try await run.trial(chosen, rung: last) else { throw TuningError.outOfTime }

  run.deadline = schedule.end
  let hasTime = schedule.hasTime(forAll: run.space.settings, trial: chosenTrial.time)
  let effects = try await effects(around: chosen, in: run, hasTime: hasTime, bootstrap)
  let pairs = known.truth.pairs.count
  let found = Doubt(difference: comparison.difference, interval: comparison.interval, pairs: pairs)
  let doubts = effects.flatMap(\.doubts)
  // What was found, or where that is nothing, the best that a single value seems to do.
  let gain = found.difference > 0 ? found : doubts.max { $0.difference < $1.difference }
  return TuningReport(
    chosen: chosen, isKept: isKept, base: base.ranked.metrics, chosenMetrics: chosenTrial.ranked.metrics,
    heldOut: heldOut.metrics, difference: comparison.difference, interval: comparison.interval, effects: effects,
    pairsNeeded: isKept ? 0 : gain?.pairsNeeded(beyond: pairs) ?? 0,
    resolution: found.width(by: pairs) > 0 ? found.width(by: pairs) : doubts.map { $0.width(by: pairs) }.max() ?? 0,
    queryCount: known.truth.queryIDs.count, referenceCount: known.referenceCount,
    configurationCount: run.configurationCount, trialCount: run.trialCount, isCutShort: run.isCutShort,
    failures: await run.unusablePhotos())
}
