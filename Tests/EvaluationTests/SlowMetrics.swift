import Evaluation
import TestSupport

/// The metric as its definition reads, pair by pair, in O(n²): what the fast one must agree with.
struct SlowMetrics {
  var microAveragePrecision = 0.0
  var recallAtPrecision90: Double?
  var thresholdAtPrecision90: Double?
  var recallAtRank1 = 0.0
  var recallAtRank10 = 0.0

  init(_ predictions: [Prediction], against truth: GroundTruth) {
    let total = Double(truth.pairs.count)
    func isTrue(_ prediction: Prediction) -> Bool {
      truth.pairs.contains { $0.queryID == prediction.queryID && $0.referenceID == prediction.referenceID }
    }
    // One by one, the best that is left; of the best ones a wrong one first.
    var left = predictions
    var found = 0
    var listed = 0
    while let best = left.map(\.score).max() {
      let index = left.firstIndex { $0.score == best && !isTrue($0) } ?? left.firstIndex { $0.score == best }!
      let next = left.remove(at: index)
      listed += 1
      if isTrue(next) { found += 1 }
      let precision = Double(found) / Double(listed)
      if isTrue(next) { microAveragePrecision += precision }
      if precision >= 0.9, recallAtPrecision90.map({ Double(found) / total > $0 }) ?? true {
        recallAtPrecision90 = Double(found) / total
        thresholdAtPrecision90 = next.score
      }
    }
    microAveragePrecision /= total
    for pair in truth.pairs {
      guard
        let own = predictions.first(where: { $0.queryID == pair.queryID && $0.referenceID == pair.referenceID })
      else { continue }
      let rivals = predictions.count {
        $0.queryID == pair.queryID && $0.referenceID != pair.referenceID && $0.score >= own.score
      }
      if rivals < 1 { recallAtRank1 += 1 / total }
      if rivals < 10 { recallAtRank10 += 1 / total }
    }
  }
}

/// Random predictions for a random truth.
enum RandomLists {
  enum Scores: CaseIterable { case distinct, tied, allEqual, perfect, noneTrue, none }

  /// 40 queries with a match, some of them with two, and 30 without; references are shared.
  static func truth(using generator: inout SeededGenerator) -> GroundTruth {
    var truth = GroundTruth(
      pairs: (0..<40).map { TruePair(queryID: "q\($0)", referenceID: "r\($0 % 25)") },
      queriesWithoutMatch: (40..<70).map { "q\($0)" })
    for query in 0..<40 where Int.random(in: 0..<5, using: &generator) == 0 {
      truth.pairs.append(TruePair(queryID: "q\(query)", referenceID: "r\((query + 1) % 25)"))
    }
    return truth
  }

  /// In random order, queries that the truth doesn't know among them.
  static func predictions(_ scores: Scores, of truth: GroundTruth, using generator: inout SeededGenerator)
    -> [Prediction]
  {
    let pairs = Set(truth.pairs)
    var predictions: [Prediction] = []
    for query in 0..<75 {
      for reference in 0..<25 where Int.random(in: 0..<4, using: &generator) == 0 {
        let pair = TruePair(queryID: "q\(query)", referenceID: "r\(reference)")
        let isTrue = pairs.contains(pair)
        let score: Double
        switch scores {
        case .distinct: score = Double.random(in: -5..<5, using: &generator) + (isTrue ? 5 : 0)
        case .tied: score = Double(Int.random(in: -2..<3, using: &generator) + (isTrue ? 3 : 0))
        case .allEqual: score = 1.5
        case .perfect: score = isTrue ? 9.25 : Double(Int.random(in: 0..<9, using: &generator))
        case .noneTrue: score = Double.random(in: 0..<10, using: &generator)
        case .none: continue
        }
        if scores == .noneTrue && isTrue { continue }
        predictions.append(Prediction(queryID: pair.queryID, referenceID: pair.referenceID, score: score))
      }
    }
    return predictions.shuffled(using: &generator)
  }
}
