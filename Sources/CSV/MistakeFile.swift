import Evaluation
import Files

/// Writes mistakes: `kind,query_id,reference_id,score,expected_reference_id,what_happened`.
///
/// Where any mistake has paths, `query_path,reference_path` follow, empty for a photo whose path nobody knows. Where a query was made
/// from several references, they are joined by `+`. The score is empty where a pair was not predicted.
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writeMistakes(_ mistakes: [Mistake], to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  let havePaths = mistakes.contains { $0.queryPath != nil || $0.referencePath != nil }
  try writer.append(
    ["kind", "query_id", "reference_id", "score", "expected_reference_id", "what_happened"]
      + (havePaths ? ["query_path", "reference_path"] : []))
  for mistake in mistakes {
    try writer.append(
      [
        mistake.kind.rawValue, mistake.queryID, mistake.referenceID, mistake.score.map { "\($0)" } ?? "",
        mistake.expectedReferenceIDs.joined(separator: "+"), mistake.outcome.rawValue,
      ] + (havePaths ? [mistake.queryPath ?? "", mistake.referencePath ?? ""] : []))
  }
  try writer.finish()
}
