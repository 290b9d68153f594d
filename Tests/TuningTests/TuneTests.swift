import Evaluation
import Features
import Foundation
import Options
import Photos
import Runs
import TestSupport
import Testing

@testable import Tuning

/// On the fixtures: 20 copies and 8 strangers.
@Suite("tune") struct TuneTests {
  private func photos() throws -> TuningPhotos {
    TuningPhotos(
      queries: try PhotoSet(path: Photos.fixtures + "/queries"),
      references: [try PhotoSet(path: Photos.fixtures + "/references")], extractors: .standard)
  }

  private func space(_ features: Int, only: [String]) throws -> TuningSpace {
    var base = SearchSettings()
    base.extraction.maxFeatures = features
    base.extraction.maxSide = 320
    return try TuningSpace(base: base, only: only, extractors: .standard)
  }

  private func truth() throws -> GroundTruth {
    let text = try String(contentsOfFile: Photos.fixtures + "/ground_truth.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    return GroundTruth(
      pairs: rows.filter { !$0[1].isEmpty }.map { TruePair(queryID: "\($0[0])", referenceID: "\($0[1])") },
      queriesWithoutMatch: rows.filter { $0[1].isEmpty }.map { "\($0[0])" })
  }

  private func options(trials: Int, threads: Int = 2, seed: UInt64 = 0) -> TuningOptions {
    var options = TuningOptions()
    options.budget = .trials(trials)
    options.threads = threads
    options.seed = seed
    return options
  }

  @Test("finds settings that are far better than the usual ones, and drops those that do nothing")
  func better() async throws {
    let space = try space(20, only: ["max-features", "models"])
    let report = try await tune(space, on: photos(), against: truth(), options: options(trials: 10))
    #expect(report.isKept)
    #expect(Set(report.chosen.values.keys) == ["max-features"], "\(report.chosen)")
    #expect(report.interval.lower > 0 && report.pairsNeeded == 0)
    #expect(report.heldOut.microAveragePrecision > report.base.microAveragePrecision + 0.2)
    #expect(report.chosenMetrics.microAveragePrecision > report.base.microAveragePrecision + 0.2)
    let effect = try #require(report.effects.first)
    #expect(effect.name == "max-features" && effect.isTold && effect.needsExtraction)
    #expect(effect.outcomes.map(\.value) == [20, 250, 500, 750, 1000].map { .number($0) })
    #expect(effect.outcomes.map(\.isBase) == [true, false, false, false, false])
    #expect(effect.outcomes.count { $0.isChosen } == 1)
    #expect(effect.outcomes[0].interval.map { $0.upper < 0 } ?? false, "the usual value is worse")
    let models = try #require(report.effects.last)
    #expect(models.name == "models" && !models.needsExtraction && models.outcomes.count == 3)
    #expect(report.queryCount == 28 && report.referenceCount == 18 && !report.isCutShort)
  }

  @Test("keeps the usual settings where nothing is better by more than chance, and says what it would take")
  func undecided() async throws {
    let space = try space(150, only: ["max-error", "candidates"])
    let report = try await tune(space, on: photos(), against: truth(), options: options(trials: 6))
    #expect(!report.isKept && report.chosen == Configuration())
    #expect(report.chosenMetrics == report.base)
    #expect(report.interval.lower <= 0)
    let gain = report.effects.flatMap(\.outcomes).compactMap(\.difference).max() ?? 0
    if report.difference > 0 || gain > 0 {
      #expect(report.pairsNeeded > report.base.truePairCount)
    }
    #expect(report.effects.allSatisfy { $0.outcomes.contains { $0.isBase && $0.isChosen } })
  }

  @Test("equal data, seed and number of trials give an equal report for any number of threads")
  func deterministic() async throws {
    let space = try space(40, only: ["levels", "models"])
    let one = try await tune(space, on: photos(), against: truth(), options: options(trials: 4, threads: 1))
    let other = try await tune(space, on: photos(), against: truth(), options: options(trials: 4, threads: 3))
    #expect("\(one)" == "\(other)")
  }

  @Test("what is left out of the truth or of the photos is left out, and said")
  func partial() async throws {
    let space = try space(150, only: ["models"])
    var known = try truth()
    known.pairs.append(TruePair(queryID: "nowhere", referenceID: "R000001"))
    known.queriesWithoutMatch.removeLast(2)
    var notes: [String] = []
    let report = try await tune(space, on: photos(), against: known, options: options(trials: 1)) { notes.append($0) }
    #expect(report.queryCount == 26 && report.base.truePairCount == 20)
    #expect(notes.count == 2)
    #expect(notes[0].hasPrefix("2 of 28 queries") && notes[1].hasPrefix("1 of 21 true pairs"))
    var short = TuningOptions()
    short.budget = .time(.nanoseconds(1))
    let none = try? await tune(space, on: photos(), against: known, options: short) { notes.append($0) }
    #expect(none == nil && notes.count == 4, "it is said before anything is tried")
  }

  @Test("a truth of other photos, or with too few matches, is refused, and so is a time in which nothing can be tried")
  func refused() async throws {
    let space = try space(100, only: ["models"])
    func refusal(_ truth: GroundTruth, _ options: TuningOptions) async throws -> TuningError? {
      do {
        _ = try await tune(space, on: photos(), against: truth, options: options)
        return nil
      } catch let error as TuningError {
        return error
      }
    }
    let stranger = GroundTruth(pairs: [TruePair(queryID: "a", referenceID: "b")])
    let told = try #require(try await refusal(stranger, options(trials: 1)))
    #expect("\(told)".contains("it has a,b"), "\(told)")
    var single = try truth()
    single.pairs.removeLast(19)
    #expect(try await refusal(single, options(trials: 1)) == .tooFewMatches(1))
    var short = options(trials: 1)
    short.budget = .time(.milliseconds(1))
    #expect(try await refusal(truth(), short) == .outOfTime)
    for change in [{ $0.folds = 1 }, { $0.threads = 0 }, { $0.budget = .trials(0) }, { $0.budget = .time(.zero) }]
      as [(inout TuningOptions) -> Void]
    {
      var wrong = TuningOptions()
      change(&wrong)
      #expect(throws: OptionsError.self) { try wrong.validate() }
    }
  }

  @Test("a time is kept: what there is no time for is missing, and that is said")
  func timed() async throws {
    let space = try space(150, only: ["max-features", "levels", "scale-factor", "corner-threshold", "max-side"])
    var options = options(trials: 1)
    options.budget = .time(.milliseconds(2500))
    // Where the machine is so slow that not even the usual settings are tried in time, it says so.
    guard let report = try? await tune(space, on: photos(), against: truth(), options: options) else { return }
    #expect(report.isCutShort)
    #expect(report.effects.flatMap(\.outcomes).count < 23)
    #expect(report.chosenMetrics.microAveragePrecision >= report.base.microAveragePrecision)
  }
}
