import CSV
import Evaluation
import Files
import Photos

/// Reads which true pairs are in a candidate list; others are read, but not kept.
///
/// Formats and names are those of ``CandidateList``, which needs to know all photos and this doesn't.
/// - Throws: `FileError` when the file can't be read, `CSVError` naming file and line of a row that is none.
public func readRecalledPairs(_ path: String, of truth: GroundTruth) throws -> Set<TruePair> {
  let pairs = Set(truth.pairs)
  var recalled: Set<TruePair> = []
  try readCandidateRows(readText(path, takesPipes: true), path: path) { row in
    let named = TruePair(queryID: row.query, referenceID: row.reference)
    let pair =
      pairs.contains(named)
      ? named : TruePair(queryID: ImageEntry(path: row.query).id, referenceID: ImageEntry(path: row.reference).id)
    if pairs.contains(pair) { recalled.insert(pair) }
  }
  return recalled
}
