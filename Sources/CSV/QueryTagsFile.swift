import Evaluation
import Names

/// Reads what is known of the queries from a table with a header and a column `query_id`.
///
/// A field may hold several tags joined by `+`; an empty one is the tag `(none)`.
/// - Parameters:
///   - columns: those to read; when none is named, those of which most tags stand at several queries, but no column
///     of ids.
///   - truth: each of its queries must have a row; rows of other queries are left out.
/// - Returns: the tags of each column, in the order of `columns`, or of the file.
/// - Throws: ``CSVError`` naming the file, and the line where there is one: a missing header or column, a row with more or
///   fewer fields, two rows of a query, a query without a row.
public func readQueryTags(
  _ path: String, columns: [String] = [], for truth: GroundTruth
) throws(CSVError) -> [QueryTags] {
  var reader = try CSVReader(path: path)
  guard let header = try reader.next() else {
    throw CSVError(path: path, line: nil, reason: "expected a header with query_id, found nothing")
  }
  let names = header.fields
  func position(of name: String) throws(CSVError) -> Int {
    let positions = names.indices.filter { names[$0] == name }
    switch positions.count {
    case 1: return positions[0]
    case 0: throw header.error("there is no column \"\(name)\", but \(names.joined(separator: ", "))")
    default: throw header.error("there are \(positions.count) columns \"\(name)\"")
    }
  }
  let idPosition = try position(of: idColumn)
  let isNamed = !columns.isEmpty
  let wanted = isNamed ? columns : names.filter { !$0.hasSuffix("_id") }
  let positions = try wanted.map(position)
  var found = wanted.map { QueryTags(name: $0, tags: [:]) }

  let known = truth.queryIDs
  var lines: [ExactName: Int] = [:]
  while let row = try reader.next() {
    guard row.count == names.count else {
      throw row.error("expected \(names.count) fields (\(names.joined(separator: ","))), found \(row.count)")
    }
    let query = ExactName(row[idPosition])
    guard known.contains(query) else { continue }
    if let line = lines.updateValue(row.line, forKey: query) {
      throw row.error("the query \(query) has a row already, on line \(line)")
    }
    for (index, position) in positions.enumerated() { found[index].tags[query] = tags(in: row[position]) }
  }
  if let missing = known.filter({ lines[$0] == nil }).min() {
    let count = known.count - lines.count
    throw CSVError(
      path: path, line: nil,
      reason: "there is no row of the query \(missing)\(count > 1 ? " and of \(count - 1) more" : ""), "
        + "which the ground truth lists")
  }
  guard !isNamed else { return found }
  let shared = found.filter(\.areShared)
  guard !shared.isEmpty else {
    throw CSVError(
      path: path, line: nil,
      reason: "no column has values that several queries share; name one of \(names.joined(separator: ", "))")
  }
  return shared
}

private let idColumn = "query_id"

private func tags(in field: String) -> [String] {
  field.isEmpty ? ["(none)"] : field.split(separator: "+", omittingEmptySubsequences: true).map(String.init)
}
