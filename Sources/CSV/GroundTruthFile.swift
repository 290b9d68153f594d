import Evaluation
import Files
import Names

private let columns = ["query_id", "reference_id"]

/// Reads the ground truth, `query_id,reference_id`, with an empty reference for queries without a match; the header may
/// be missing.
///
/// A query that is listed in both ways has the matches that are listed.
/// - Throws: ``CSVError`` naming the file, and the line of a row that isn't one, has no query, or that says again what an earlier
///   one said; also when there is no pair at all.
public func readGroundTruth(_ path: String) throws(CSVError) -> GroundTruth {
  var reader = try CSVReader(path: path, columns: columns, header: .optional)
  var truth = GroundTruth(pairs: [])
  var lines: [TruePair: Int] = [:]
  var withoutMatch: Set<ExactName> = []
  while let row = try reader.next() {
    let pair = TruePair(queryID: row[0], referenceID: row[1])
    guard !pair.queryID.isEmpty else {
      throw row.error(
        "the query has no id: the columns are \(columns.joined(separator: ",")), and only the second may be empty")
    }
    if pair.referenceID.isEmpty {
      if withoutMatch.insert(ExactName(pair.queryID)).inserted { truth.queriesWithoutMatch.append(pair.queryID) }
    } else if let line = lines.updateValue(row.line, forKey: pair) {
      throw row.error("\(EvaluationError.trueTwice(queryID: row[0], referenceID: row[1])) (first on line \(line))")
    } else {
      truth.pairs.append(pair)
    }
  }
  guard !truth.pairs.isEmpty else { throw CSVError(path: path, line: nil, reason: "\(EvaluationError.noTruePairs)") }
  // Where a query is listed in both ways, the pair counts.
  let matched = Set(truth.pairs.map { ExactName($0.queryID) })
  truth.queriesWithoutMatch.removeAll { matched.contains(ExactName($0)) }
  return truth
}

/// Writes the ground truth: a header `query_id,reference_id`, the pairs in their order, then the queries without a match
/// with an empty reference.
///
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writeGroundTruth(_ truth: GroundTruth, to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  try writer.append(columns)
  for pair in truth.pairs { try writer.append([pair.queryID, pair.referenceID]) }
  for query in truth.queriesWithoutMatch { try writer.append([query, ""]) }
  try writer.finish()
}
