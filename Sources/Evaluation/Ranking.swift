// The steps of `RankedPredictions`.

extension PredictionTable {
  /// The rows by falling score, equal ones as they come, where no truth tells them apart.
  ///
  /// - Throws: ``EvaluationError`` when a pair is given twice, or a score isn't finite.
  /// - Complexity: O(`n` log `n`) for `n` rows.
  package func rowsByScore() throws(EvaluationError) -> [UInt32] {
    try checkScores(of: self)
    _ = try findTrueRows(self, GroundTruth(pairs: []))
    return sortedRows(scores, trueRows: []).rows
  }
}

func checkScores(of predictions: PredictionTable) throws(EvaluationError) {
  guard let row = predictions.scores.firstIndex(where: { !$0.isFinite }) else { return }
  let wrong = predictions[row]
  throw .scoreIsNotFinite(queryID: wrong.queryID, referenceID: wrong.referenceID, score: "\(wrong.score)")
}

func checkPairs(of truth: GroundTruth) throws(EvaluationError) {
  guard !truth.pairs.isEmpty else { throw .noTruePairs }
  var seen = Set<TruePair>(minimumCapacity: truth.pairs.count)
  for pair in truth.pairs where !seen.insert(pair).inserted {
    throw .trueTwice(queryID: pair.queryID, referenceID: pair.referenceID)
  }
}

/// The row that predicts each pair of the truth; nil where there is none.
///
/// - Throws: ``EvaluationError/predictedTwice(queryID:referenceID:)``.
/// - Complexity: O(`n`): query by query, so that no set of all pairs is needed.
func findTrueRows(_ table: PredictionTable, _ truth: GroundTruth) throws(EvaluationError) -> [Int?] {
  let (starts, rows) = groupByQuery(table)
  var pairsByQuery: [Int: [Int]] = [:]
  for (index, pair) in truth.pairs.enumerated() {
    if let query = table.queries.known(pair.queryID) { pairsByQuery[query, default: []].append(index) }
  }
  var trueRows = [Int?](repeating: nil, count: truth.pairs.count)
  // By reference: the last row that predicts it, and, to tell whether that row is of this query, one more than its query.
  var latestRow = [UInt32](repeating: 0, count: table.references.ids.count)
  var latestQuery = [UInt32](repeating: 0, count: table.references.ids.count)
  for query in 0..<table.queries.ids.count {
    let mark = UInt32(query + 1)
    for row in rows[starts[query]..<starts[query + 1]] {
      let reference = Int(table.rowReferences[Int(row)])
      guard latestQuery[reference] != mark else {
        let twice = table[Int(row)]
        throw .predictedTwice(queryID: twice.queryID, referenceID: twice.referenceID)
      }
      latestQuery[reference] = mark
      latestRow[reference] = row
    }
    for index in pairsByQuery[query] ?? [] {
      let reference = table.references.known(truth.pairs[index].referenceID)
      if let reference, latestQuery[reference] == mark { trueRows[index] = Int(latestRow[reference]) }
    }
  }
  return trueRows
}

/// All rows, those of a query together: the rows of query `q` are `rows[starts[q]..<starts[q + 1]]`, in their order.
private func groupByQuery(_ table: PredictionTable) -> (starts: [Int], rows: [UInt32]) {
  var starts = [Int](repeating: 0, count: table.queries.ids.count + 1)
  for query in table.rowQueries { starts[Int(query) + 1] += 1 }
  for query in 0..<table.queries.ids.count { starts[query + 1] += starts[query] }
  var next = starts
  var rows = [UInt32](repeating: 0, count: table.count)
  for (row, query) in table.rowQueries.enumerated() {
    rows[next[Int(query)]] = UInt32(row)
    next[Int(query)] += 1
  }
  return (starts, rows)
}

/// Rows by falling score, wrong before true, then as they come.
func sortedRows(_ scores: [Double], trueRows: [Int?]) -> (rows: [UInt32], isTrue: [Bool]) {
  struct Entry {
    let score: Double
    /// The row, with the top bit of 64 set where it is true: it breaks ties.
    let tieBreak: UInt64
  }
  let trueBit: UInt64 = 1 << 63
  var entries = scores.enumerated().map { Entry(score: $1, tieBreak: UInt64($0)) }
  for case let row? in trueRows { entries[row] = Entry(score: scores[row], tieBreak: trueBit | UInt64(row)) }
  entries.sort { $0.score != $1.score ? $0.score > $1.score : $0.tieBreak < $1.tieBreak }
  return (entries.map { UInt32(truncatingIfNeeded: $0.tieBreak) }, entries.map { $0.tieBreak >= trueBit })
}

/// Where each true row stands in the sorted list and among the rows of its query.
func findStandings(
  of trueRows: [Int?], in order: (rows: [UInt32], isTrue: [Bool]), _ table: PredictionTable
) -> [RankedPredictions.Standing?] {
  var pairOfRow: [UInt32: Int] = [:]
  for (index, row) in trueRows.enumerated() { if let row { pairOfRow[UInt32(row)] = index } }
  var standings = [RankedPredictions.Standing?](repeating: nil, count: trueRows.count)
  var counts = [Int](repeating: 0, count: table.queries.ids.count)
  func score(_ place: Int) -> Double { table.scores[Int(order.rows[place])] }
  func query(_ place: Int) -> Int { Int(table.rowQueries[Int(order.rows[place])]) }
  var start = 0
  while start < order.rows.count {
    var end = start
    while end < order.rows.count, score(end) == score(start) {
      counts[query(end)] += 1
      end += 1
    }
    // Only now: a rival of the same score may come later.
    for place in start..<end where order.isTrue[place] {
      let index = pairOfRow[order.rows[place]]!
      standings[index] = RankedPredictions.Standing(place: place, rivals: counts[query(place)] - 1)
    }
    start = end
  }
  return standings
}
