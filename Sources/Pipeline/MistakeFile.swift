import Evaluation
import Storage

/// Writes mistakes: `kind,query_id,reference_id,score,expected_reference_id,what_happened`.
///
/// Where a query was made from several references, they are joined by `+`. The score is empty where a pair was not
/// predicted.
public func writeMistakes(_ mistakes: [Mistake], to path: String) throws {
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
