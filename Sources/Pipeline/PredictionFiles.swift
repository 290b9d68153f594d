import Evaluation
import Storage

private let predictionColumns = ["query_id", "reference_id", "score"]
private let truthColumns = ["query_id", "reference_id"]

/// Writes predictions as DISC21 has them: `query_id,reference_id,score`.
public func writePredictions(_ predictions: some Sequence<Prediction>, to path: String) throws {
  let writer = try CSVWriter(path: path)
  try writer.append(predictionColumns)
  for prediction in predictions {
    // Single precision is more than the score holds, and its shortest text gives it back exactly.
    try writer.append([prediction.queryID, prediction.referenceID, "\(Float(prediction.score))"])
  }
  try writer.finish()
}

/// Reads predictions; the header may be missing.
///
/// - Throws: `CSVError` naming file and line of a row that isn't one, or of a score that is no finite number.
public func readPredictions(_ path: String) throws -> PredictionTable {
  var reader = try CSVReader(path: path, columns: predictionColumns, header: .optional)
  var predictions = PredictionTable()
  while let row = try reader.next() {
    predictions.append(Prediction(queryID: row[0], referenceID: row[1], score: try row.number(at: 2)))
  }
  return predictions
}

/// Predictions that were read from `path`, sorted and compared with the truth.
///
/// - Throws: `CSVError` naming file and lines of a pair that is predicted twice; otherwise as `RankedPredictions` does.
public func rank(
  _ predictions: PredictionTable, from path: String, against truth: GroundTruth
) throws -> RankedPredictions {
  do throws(EvaluationError) {
    return try RankedPredictions(predictions, against: truth)
  } catch {
    guard case .predictedTwice(let queryID, let referenceID) = error else { throw error }
    // Lines are not kept for millions of rows; this file is read once more instead.
    var reader = try CSVReader(path: path, columns: predictionColumns, header: .optional)
    var lines: [Int] = []
    while lines.count < 2, let row = try reader.next() {
      if row[0] == queryID, row[1] == referenceID { lines.append(row.line) }
    }
    throw CSVError(path: path, line: lines.last, reason: "\(error) (first on line \(lines.first ?? 0))")
  }
}

/// Reads the ground truth, `query_id,reference_id`, with an empty reference for queries without a match; the header may
/// be missing.
///
/// - Throws: `CSVError` naming file and line of a row that isn't one, or that says again what an earlier one said.
public func readGroundTruth(_ path: String) throws -> GroundTruth {
  var reader = try CSVReader(path: path, columns: truthColumns, header: .optional)
  var truth = GroundTruth(pairs: [])
  var lines: [TruePair: Int] = [:]
  var withoutMatch: Set<String> = []
  while let row = try reader.next() {
    let pair = TruePair(queryID: row[0], referenceID: row[1])
    if pair.referenceID.isEmpty {
      if withoutMatch.insert(pair.queryID).inserted { truth.queriesWithoutMatch.append(pair.queryID) }
    } else if let line = lines.updateValue(row.line, forKey: pair) {
      throw row.error("\(EvaluationError.trueTwice(queryID: row[0], referenceID: row[1])) (first on line \(line))")
    } else {
      truth.pairs.append(pair)
    }
  }
  guard !truth.pairs.isEmpty else { throw CSVError(path: path, line: nil, reason: "\(EvaluationError.noTruePairs)") }
  // Where a query is listed in both ways, the pair counts.
  let matched = Set(truth.pairs.map(\.queryID))
  truth.queriesWithoutMatch.removeAll(where: matched.contains)
  return truth
}
