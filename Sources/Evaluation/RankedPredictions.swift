import Names

/// Predictions put in one list by falling score and compared with the truth, once for all that is asked of them.
///
/// Among equal scores the wrong ones come first, so that ties never help, then the earlier rows.
public struct RankedPredictions: Sendable {
  /// Where the prediction of a true pair stands.
  struct Standing: Sendable {
    /// In the list of all predictions, from 0.
    var place: Int
    /// How many other predictions of its query score at least as much.
    var rivals: Int
  }

  public let predictions: PredictionTable
  public let truth: GroundTruth
  public let metrics: Metrics
  /// The row at each place of the list.
  package let rows: [UInt32]
  /// Whether the prediction at a place is right.
  package let isTrue: [Bool]
  /// For each pair of the truth; nil where it was not predicted.
  let standings: [Standing?]

  /// Sorts predictions and finds the true ones.
  ///
  /// - Throws: ``EvaluationError`` when there are no true pairs, a pair is given twice, or a score isn't finite.
  /// - Complexity: O(`n` log `n`) time, about 40 bytes a row while it runs.
  public init(_ predictions: PredictionTable, against truth: GroundTruth) throws(EvaluationError) {
    try checkPairs(of: truth)
    try checkScores(of: predictions)
    let trueRows = try findTrueRows(predictions, truth)
    let order = sortedRows(predictions.scores, trueRows: trueRows)
    self.predictions = predictions
    self.truth = truth
    rows = order.rows
    isTrue = order.isTrue
    standings = findStandings(of: trueRows, in: order, predictions)
    metrics = Metrics(isTrue: isTrue, standings: standings) { predictions.scores[Int(order.rows[$0])] }
  }

  /// Number of predictions.
  public var count: Int { rows.count }

  /// The true pairs that nobody predicted, in the order of the truth.
  package var unpredicted: [TruePair] { zip(truth.pairs, standings).filter { $1 == nil }.map(\.0) }

  func score(at place: Int) -> Double { predictions.scores[Int(rows[place])] }

  /// The query of the prediction at a place, as a number of the table's.
  func query(at place: Int) -> Int { Int(predictions.rowQueries[Int(rows[place])]) }

  /// How many predictions score at least `threshold`; none where that is nil.
  func count(atLeast threshold: Double?) -> Int {
    guard let threshold else { return 0 }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if score(at: middle) >= threshold { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Which queries without a match have a prediction that scores at least `threshold`.
  public func falselyMatchedQueries(atLeast threshold: Double?) -> Set<ExactName> {
    var isMatched = [Bool](repeating: false, count: predictions.queries.ids.count)
    for place in 0..<count(atLeast: threshold) { isMatched[query(at: place)] = true }
    let matched = truth.queriesWithoutMatch.filter { id in predictions.queries.known(id).map { isMatched[$0] } ?? false
    }
    return Set(matched.exactNames)
  }
}
