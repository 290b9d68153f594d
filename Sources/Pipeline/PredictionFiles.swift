import Evaluation
import Storage

private let predictionColumns = ["query_id", "reference_id", "score"]
private let truthColumns = ["query_id", "reference_id"]

/// Writes predictions as DISC21 has them: `query_id,reference_id,score`.
public func writePredictions(_ predictions: [Prediction], to path: String) throws {
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
public func readPredictions(_ path: String) throws -> [Prediction] {
  var reader = try CSVReader(path: path, columns: predictionColumns, header: .optional)
  var predictions: [Prediction] = []
  while let row = try reader.next() {
    predictions.append(Prediction(queryID: row[0], referenceID: row[1], score: try row.number(at: 2)))
  }
  return predictions
}

/// Reads the ground truth, `query_id,reference_id`; the header may be missing. Rows with an empty reference, queries
/// without a match, are left out.
///
/// - Throws: `CSVError` naming file and line of a row that isn't one.
public func readGroundTruth(_ path: String) throws -> [TruePair] {
  var reader = try CSVReader(path: path, columns: truthColumns, header: .optional)
  var pairs: [TruePair] = []
  while let row = try reader.next() {
    if !row[1].isEmpty { pairs.append(TruePair(queryID: row[0], referenceID: row[1])) }
  }
  return pairs
}
