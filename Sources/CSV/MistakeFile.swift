import Evaluation
import Files

/// Writes mistakes: `kind,query_id,reference_id,score,expected_reference_id,what_happened`.
///
/// Where a query was made from several references, they are joined by `+`. The score is empty where a pair was not
/// predicted.
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writeMistakes(_ mistakes: [Mistake], to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  try writer.append(["kind", "query_id", "reference_id", "score", "expected_reference_id", "what_happened"])
  for mistake in mistakes {
    try writer.append([
      mistake.kind.rawValue, mistake.queryID, mistake.referenceID, mistake.score.map { "\($0)" } ?? "",
      mistake.expectedReferenceIDs.joined(separator: "+"), mistake.outcome.rawValue,
    ])
  }
  try writer.finish()
}
