import Evaluation
import Features
import Names
import Photos
import Runs

/// Configurations on rungs: each is run once, and what came of it is kept.
final class TuningRun {
  /// What came of a configuration on a rung.
  struct Trial {
    let ranked: RankedPredictions
    /// µAP of all queries of the rung, then of those outside of each fold.
    let scores: [Double]
    /// How long it took.
    let time: Duration
  }

  private struct Key: Hashable {
    let configuration: Configuration
    let rung: Int
  }

  let space: TuningSpace
  let rungs: [Rung]
  let folds: [ExactName: Int]
  let foldCount: Int
  private let memory: FeatureMemory
  private let threads: Int
  private let progress: any ProgressReporter
  private var trials: [Key: Trial] = [:]
  /// When trials are given up; nil for never.
  var deadline: ContinuousClock.Instant?
  /// Whether a trial was given up.
  private(set) var isCutShort = false

  init(
    _ space: TuningSpace, rungs: [Rung], folds: [ExactName: Int], foldCount: Int, memory: FeatureMemory, threads: Int,
    progress: any ProgressReporter
  ) {
    self.space = space
    self.rungs = rungs
    self.folds = folds
    self.foldCount = foldCount
    self.memory = memory
    self.threads = threads
    self.progress = progress
  }

  var trialCount: Int { trials.count }
  var configurationCount: Int { Set(trials.keys.map(\.configuration)).count }

  /// Photos of either side that can't be used with the settings that a search has anyway.
  func unusablePhotos() async -> [Failure] { await memory.unusablePhotos(space.base.extraction) }

  /// Runs a configuration, or recalls what came of it.
  ///
  /// - Returns: nil where there was no time left.
  func trial(_ configuration: Configuration, rung index: Int) async throws -> Trial? {
    let key = Key(configuration: configuration, rung: index)
    if let known = trials[key] { return known }
    let begin = ContinuousClock.now
    let (rung, settings, memory, threads) = (rungs[index], space.settings(of: configuration), memory, threads)
    let found = try await finish(by: deadline) {
      let photos = try await memory.sources(
        settings.extraction, queries: rung.queries, references: rung.references)
      var run = CopyRun(queries: photos.queries, references: photos.references, options: settings.run)
      run.options.threads = threads
      return try await run.listedPairs()
    }
    guard let found else {
      isCutShort = true
      return nil
    }
    let ranked = try RankedPredictions(PredictionTable(found), against: rung.truth)
    var scores = [ranked.metrics.microAveragePrecision]
    for fold in 0..<foldCount {
      let others = rung.queries.filter { folds[$0] != fold }
      scores.append(try Self.part(found, others, of: rung.truth).metrics.microAveragePrecision)
    }
    let trial = Trial(ranked: ranked, scores: scores, time: begin.duration(to: .now))
    trials[key] = trial
    progress.advance()
    return trial
  }

  /// What is found of each fold's queries with the configuration that was chosen without them, compared with the truth.
  ///
  /// - Parameter chosen: one a fold, each of which was tried on all queries.
  func answers(withoutFold chosen: [Configuration]) async throws -> RankedPredictions {
    let last = rungs.count - 1
    var answers: [Prediction] = []
    for (fold, configuration) in chosen.enumerated() {
      guard let trial = try await trial(configuration, rung: last) else { throw TuningError.outOfTime }
      answers += trial.ranked.predictions.filter { folds[ExactName($0.queryID)] == fold }
    }
    return try RankedPredictions(PredictionTable(answers), against: rungs[last].truth)
  }

  /// The predictions of some queries, compared with what is known of them.
  private static func part(
    _ predictions: [Prediction], _ queries: Set<ExactName>, of truth: GroundTruth
  ) throws -> RankedPredictions {
    try RankedPredictions(
      PredictionTable(predictions.filter { queries.contains(ExactName($0.queryID)) }), against: truth.keeping(queries))
  }
}

extension CopyRun {
  /// The pairs that it lists.
  fileprivate func listedPairs() async throws -> [Prediction] {
    var found: [Prediction] = []
    for try await judgement in judgements() {
      found += judgement.verdicts.filter(\.isListed).map {
        Prediction(
          queryID: queries.ids[judgement.query], referenceID: references.ids[$0.reference], score: $0.score)
      }
    }
    return found
  }
}
