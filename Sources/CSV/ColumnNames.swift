/// What the first row of a table is whose header may be missing: data, or the names of its columns, as people write them.
enum ColumnNames {
  /// Words that columns of ids are called by, and photos hardly.
  private static let words: Set<String> = [
    "candidate", "copy", "db", "distance", "duplicate", "file", "filename", "id", "image", "img", "index", "label",
    "match", "matched",
    "matches", "name", "original", "path", "photo", "picture", "queries", "query", "queryid", "ref", "reference",
    "referenceid",
    "references", "result", "retrieved", "score", "similar", "similarity", "source", "target", "truth",
  ]

  /// Whether a row names the columns, in their order: each by its name, which may lack `_id`, in small or capital letters.
  static func are(_ fields: [String], of columns: [String]) -> Bool {
    fields.count <= columns.count && zip(fields, columns).allSatisfy(isName)
  }

  /// Whether a row names the columns.
  ///
  /// - Throws: ``CSVError`` where it names them in another order, or seems to name others: taken for data, it would be a pair of
  ///   photos that nobody has.
  static func areNamed(by row: CSVRow, columns: [String]) throws(CSVError) -> Bool {
    let fields = row.fields
    if fields.count == columns.count, are(fields, of: columns) { return true }
    let expected = columns.joined(separator: ",")
    let found = fields.joined(separator: ",")
    if fields.count == columns.count, columns.allSatisfy({ column in fields.contains { isName($0, column) } }) {
      throw row.error("the columns are \(found), but must be in the order \(expected)")
    }
    guard fields.allSatisfy(isLikeName) else { return false }
    throw row.error(
      "expected the header \(expected) or none, found \(found); where these are ids, put that header before them")
  }

  private static func isName(_ field: String, _ column: String) -> Bool {
    let name = field.lowercased()
    return name == column || name + "_id" == column
  }

  private static func isLikeName(_ field: String) -> Bool {
    guard field.utf8.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F || $0 == 0x2D || $0 == 0x20 }) else {
      return false
    }
    let parts = field.lowercased().split { !$0.isLetter }.map(String.init)
    return !parts.isEmpty && parts.contains(where: words.contains)
      && parts.allSatisfy { words.contains($0) || $0.count == 1 }
  }
}
