import Evaluation
import Names
import Photos
import Runs
import TestSupport
import Testing

@testable import Tuning

@Suite("TuningRun") struct TuningRunTests {
  private let truth = GroundTruth(
    pairs: [("Q00002", "R000006"), ("Q00003", "R000016"), ("Q00005", "R000010"), ("Q00007", "R000001")].map {
      TruePair(queryID: $0.0, referenceID: $0.1)
    }, queriesWithoutMatch: ["Q00008", "Q00011"])
  private let other = Configuration(["max-features": .number(250)])

  /// Four folds of a query with a match each, and two strangers.
  private func run() throws -> TuningRun {
    var base = SearchSettings()
    base.extraction.maxFeatures = 60
    let space = try TuningSpace(base: base, only: ["max-features"], extractors: .standard)
    let photos = TuningPhotos(
      queries: try PhotoSet(path: Photos.fixtures + "/queries"),
      references: [try PhotoSet(path: Photos.fixtures + "/references")], extractors: .standard)
    let references = Set(try photos.sources(by: base.extraction, threads: 1).references.ids.exactNames)
    let folds = Dictionary(
      uniqueKeysWithValues: truth.pairs.enumerated().map { (ExactName($1.queryID), $0) } + [
        ("Q00008", 0), ("Q00011", 1),
      ])
    return TuningRun(
      space, rungs: [Rung(truth: truth, references: references, share: 1)], folds: folds, foldCount: 4,
      memory: FeatureMemory(of: photos, threads: 2), threads: 2, progress: NoProgress())
  }

  /// µAP of some queries' predictions, worked out once more.
  private func score(_ trial: TuningRun.Trial, of queries: Set<ExactName>) throws -> Double {
    let found = trial.ranked.predictions.filter { queries.contains(ExactName($0.queryID)) }
    let known = GroundTruth(
      pairs: truth.pairs.filter { queries.contains(ExactName($0.queryID)) },
      queriesWithoutMatch: truth.queriesWithoutMatch.filter { queries.contains(ExactName($0)) })
    return try evaluate(found, against: known).microAveragePrecision
  }

  @Test("a configuration's score without a fold has nothing of that fold's queries in it")
  func scores() async throws {
    let run = try run()
    let trial = try #require(try await run.trial(Configuration(), rung: 0))
    #expect(trial.ranked.count > 0 && trial.scores.count == 5)
    #expect(trial.scores[0] == trial.ranked.metrics.microAveragePrecision)
    for fold in 0..<4 {
      let others = truth.queryIDs.filter { run.folds[$0] != fold }
      #expect(try trial.scores[fold + 1] == score(trial, of: others))
    }
    #expect(Set(trial.scores).count > 1, "the folds differ")
  }

  @Test("a fold's queries are answered with what was chosen without them, and no others")
  func heldOut() async throws {
    let run = try run()
    let base = try #require(try await run.trial(Configuration(), rung: 0))
    let changed = try #require(try await run.trial(other, rung: 0))
    #expect(run.trialCount == 2 && run.configurationCount == 2)
    let answers = try await run.answers(withoutFold: [other, Configuration(), other, Configuration()])
    func rows(_ ranked: RankedPredictions, folds: Set<Int>) -> Set<String> {
      Set(ranked.predictions.filter { folds.contains(run.folds[ExactName($0.queryID)]!) }.map { "\($0)" })
    }
    #expect(rows(answers, folds: [0, 2]) == rows(changed.ranked, folds: [0, 2]))
    #expect(rows(answers, folds: [1, 3]) == rows(base.ranked, folds: [1, 3]))
    #expect(rows(base.ranked, folds: [0, 2]) != rows(changed.ranked, folds: [0, 2]), "it makes a difference which")
    #expect(run.trialCount == 2, "what was tried is recalled")
  }
}
