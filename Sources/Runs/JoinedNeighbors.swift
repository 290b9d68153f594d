import CSV
import Names
import Photos

/// Joins the candidate lists of shards that have columns of views: rows by query id, those of a query in their order.
///
/// - Throws: `CSVError` when a list can't be read, has other columns than the first, or holds a query of another list;
///   `FileError` when the output can't be written.
/// - Returns: number of pairs.
func joinLists(of paths: [String], to output: String) throws -> Int {
  var header: [String]?
  var rows: [[String]] = []
  var owners: [ExactName: Int] = [:]
  for (index, path) in paths.enumerated() {
    var reader = try CSVReader(path: path)
    guard let first = try reader.next()?.fields else { continue }
    if let header, header != first {
      throw CSVError(
        path: path, line: 1,
        reason:
          "its columns are \(first.joined(separator: ",")), but those of \(paths[0]) \(header.joined(separator: ","))")
    }
    header = first
    while let row = try reader.next() {
      guard row.count == first.count else {
        throw row.error("expected \(first.count) fields (\(first.joined(separator: ","))), found \(row.count)")
      }
      if let owner = owners.updateValue(index, forKey: ExactName(row[0])), owner != index {
        throw sameQuery(row[0], path, paths[owner])
      }
      rows.append(row.fields)
    }
  }
  let writer = try CSVWriter(path: output)
  if let header { try writer.append(header) }
  // Swift's sort is not documented to be stable.
  for row in rows.indices.sorted(by: {
    (ExactName(rows[$0][0]), $0) < (ExactName(rows[$1][0]), $1)
  }) {
    try writer.append(rows[row])
  }
  try writer.finish()
  return rows.count
}

/// Whether a list has the columns of views.
func hasViews(_ path: String) throws(CSVError) -> Bool {
  var reader = try CSVReader(path: path)
  return try reader.next().map { $0.fields.suffix(CandidateColumns.views.count) == CandidateColumns.views[...] }
    ?? false
}

/// What is said of a query that two files hold.
func sameQuery(_ query: String, _ path: String, _ owner: String) -> CSVError {
  CSVError(path: path, line: nil, reason: "the query \"\(query)\" is in \(owner), too: not parts of one run")
}
