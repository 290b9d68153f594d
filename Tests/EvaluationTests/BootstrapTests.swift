import Names
import TestSupport
import Testing

@testable import Evaluation

@Suite("Bootstrap") struct BootstrapTests {
  @Test(
    "µAP of a resample is that of the list with each query as often as it was drawn",
    arguments: RandomLists.Scores.allCases, 1...3 as ClosedRange<UInt64>)
  func weightedAreas(scores: RandomLists.Scores, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let truth = RandomLists.truth(using: &generator)
    let predictions = RandomLists.predictions(scores, of: truth, using: &generator)
    var queries = IDNumbers()
    let positives = truth.pairs.map { Int(queries.number(of: $0.queryID)) }
    let ranked = try RankedPredictions(PredictionTable(predictions), against: truth)
    let weighted = WeightedList(ranked, numbering: &queries)
    for query in predictions { _ = queries.number(of: query.queryID) }
    var draws = ResamplingGenerator(state: seed)
    let weights = drawWeights(16, of: queries.ids.count, positives: positives, using: &draws)
    let areas = weighted.microAveragePrecision(weights, positives: positives)

    for lane in 0..<16 {
      func copies(of query: String) -> Range<Int> { 0..<Int(weights[queries.known(query)!][lane]) }
      #expect(weights.reduce(0) { $0 + Int($1[lane]) } == queries.ids.count, "as many queries as there are")
      let drawnTruth = GroundTruth(
        pairs: truth.pairs.flatMap { pair in
          copies(of: pair.queryID).map { TruePair(queryID: "\(pair.queryID) \($0)", referenceID: pair.referenceID) }
        })
      let drawn = predictions.flatMap { prediction in
        copies(of: prediction.queryID).map {
          Prediction(
            queryID: "\(prediction.queryID) \($0)", referenceID: prediction.referenceID, score: prediction.score)
        }
      }
      let slow = SlowMetrics(drawn, against: drawnTruth).microAveragePrecision
      #expect(abs(areas[lane] - slow) < 1e-9, "seed \(seed), resample \(lane)")
    }
  }

  func ranked(_ truth: GroundTruth, _ rows: [Prediction]) throws -> RankedPredictions {
    try RankedPredictions(PredictionTable(rows), against: truth)
  }

  @Test("equal lists differ by nothing; exchanged lists change the sign; a seed gives the same again")
  func symmetry() throws {
    var generator = SeededGenerator(seed: 5)
    let truth = RandomLists.truth(using: &generator)
    func known(_ scores: RandomLists.Scores) throws -> RankedPredictions {
      let rows = RandomLists.predictions(scores, of: truth, using: &generator)
      return try ranked(truth, rows.filter { truth.queryIDs.contains(ExactName($0.queryID)) })
    }
    let (one, other) = (try known(.distinct), try known(.tied))
    let none = bootstrapDifference(one, one, options: .init())
    #expect(none == BootstrapInterval(lower: 0, upper: 0, resamples: 1000, seed: 0))

    let interval = bootstrapDifference(one, other, options: .init())
    let exchanged = bootstrapDifference(other, one, options: .init())
    #expect(interval.lower < interval.upper)
    #expect(exchanged.lower == -interval.upper)
    #expect(exchanged.upper == -interval.lower)
    #expect(bootstrapDifference(one, other, options: .init()) == interval)
    var reseeded = BootstrapOptions()
    reseeded.seed = 1
    #expect(bootstrapDifference(one, other, options: reseeded) != interval)
  }

  @Test("queries whose rows were dropped are not drawn")
  func droppedRows() throws {
    var generator = SeededGenerator(seed: 6)
    let truth = RandomLists.truth(using: &generator)
    let rows = RandomLists.predictions(.distinct, of: truth, using: &generator)
    var table = PredictionTable(rows)
    #expect(table.keepRows(ofQueries: truth.queryIDs) > 0)
    let empty = try ranked(truth, [])
    let dropped = bootstrapDifference(try RankedPredictions(table, against: truth), empty, options: .init())
    let never = try ranked(truth, rows.filter { truth.queryIDs.contains(ExactName($0.queryID)) })
    #expect(dropped == bootstrapDifference(never, empty, options: .init()))
  }

  @Test("what every query shows is no chance; what one of few shows may be")
  func significance() throws {
    let truth = GroundTruth(
      pairs: (0..<40).map { TruePair(queryID: "q\($0)", referenceID: "r\($0)") },
      queriesWithoutMatch: (0..<10).map { "n\($0)" })
    let all = truth.pairs.map { Prediction(queryID: $0.queryID, referenceID: $0.referenceID, score: 1) }
    let sure = bootstrapDifference(
      try ranked(truth, all), try ranked(truth, Array(all.prefix(20))), options: .init())
    // Half the positives, each drawn or not: a standard deviation of about √(0.25 / 40) = 0.08.
    #expect(sure.lower > 0.3 && sure.lower < 0.4)
    #expect(sure.upper > 0.6 && sure.upper < 0.7)
    let doubtful = bootstrapDifference(
      try ranked(truth, all), try ranked(truth, Array(all.dropLast())), options: .init())
    #expect(doubtful.lower == 0)
    #expect(doubtful.upper > 0)
  }

  @Test("resamples without a true pair are drawn again")
  func noPositives() throws {
    let truth = GroundTruth(
      pairs: [TruePair(queryID: "q", referenceID: "r")], queriesWithoutMatch: (0..<5).map { "n\($0)" })
    let found = try ranked(truth, list([("q", "r", 1)]))
    let interval = bootstrapDifference(found, try ranked(truth, []), options: .init())
    #expect(interval == BootstrapInterval(lower: 1, upper: 1, resamples: 1000, seed: 0))
    var generator = ResamplingGenerator(state: 1)
    for _ in 0..<10 {
      let weights = drawWeights(16, of: 6, positives: [0], using: &generator)
      #expect((0..<16).allSatisfy { weights[0][$0] > 0 })
    }
  }
}
