import Evaluation
import Files

private let columns = ["query_id", "reference_id", "score"]

/// Writes predictions as DISC21 has them: a header `query_id,reference_id,score`, then a row each, in their order.
///
/// Scores are written in single precision, by the shortest text that gives it back exactly. Ids may hold commas, quotes
/// and line ends: they are quoted then (RFC 4180).
/// - Precondition: scores are finite; ``readPredictions(_:)`` refuses others.
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writePredictions(_ predictions: some Sequence<Prediction>, to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  try writer.append(columns)
  for prediction in predictions {
    // Single precision is more than the score holds, and its shortest text gives it back exactly.
    try writer.append([prediction.queryID, prediction.referenceID, "\(Float(prediction.score))"])
  }
  try writer.finish()
}

/// Reads predictions, `query_id,reference_id,score`; the header may be missing. The views of a candidate list, as
/// ``CandidateColumns/views`` names them, are skipped.
///
/// - Returns: the rows in the order of the file, a pair that stands twice included: ``rank(_:from:against:)`` refuses it.
/// - Throws: ``CSVError`` naming the file, and the line of a row that isn't one, or of a score that is no finite number.
/// - Complexity: O(bytes of the file) time; memory for the table, not for the text.
public func readPredictions(_ path: String) throws(CSVError) -> PredictionTable {
  var reader = try CSVReader(
    path: path, columns: columns, furtherColumns: CandidateColumns.views, header: .optional)
  var predictions = PredictionTable()
  while let row = try reader.next() {
    predictions.append(Prediction(queryID: row[0], referenceID: row[1], score: try row.number(at: 2)))
  }
  return predictions
}

/// Predictions that were read from `path`, sorted and compared with the truth.
///
/// - Throws: ``CSVError`` naming file and lines of a pair that is predicted twice; otherwise as `RankedPredictions` does.
public func rank(
  _ predictions: PredictionTable, from path: String, against truth: GroundTruth
) throws -> RankedPredictions {
  do throws(EvaluationError) {
    return try RankedPredictions(predictions, against: truth)
  } catch {
    guard case .predictedTwice(let queryID, let referenceID) = error else { throw error }
    // Lines are not kept for millions of rows; this file is read once more instead.
    var reader = try CSVReader(
      path: path, columns: columns, furtherColumns: CandidateColumns.views, header: .optional)
    var lines: [Int] = []
    let pair = TruePair(queryID: queryID, referenceID: referenceID)
    while lines.count < 2, let row = try reader.next() {
      if TruePair(queryID: row[0], referenceID: row[1]) == pair { lines.append(row.line) }
    }
    throw CSVError(path: path, line: lines.last, reason: "\(error) (first on line \(lines.first ?? 0))")
  }
}
