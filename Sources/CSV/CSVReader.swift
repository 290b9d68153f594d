/// Reads a CSV file (RFC 4180) row by row, in portions, whatever its size.
///
/// Quoted fields may hold commas, line ends and doubled quotes; lines end with LF, CRLF or CR; a byte order mark is
/// skipped, and so are empty lines and blanks around a field; those of a quoted field belong to it. A quote inside a field that does not start with one stands for itself. The text
/// must be UTF-8. Not to be shared between tasks, copies neither: they read from one file.
public struct CSVReader {
  /// What the first row is.
  public enum Header: Sendable, Hashable {
    /// Data.
    case none
    /// The names of the columns, exactly.
    case required
    /// The names of the columns, each of which may lack `_id` or have capital letters, or data.
    case optional
  }

  /// Longest row in bytes; a longer one means that the file is something else.
  static let longestRow = 1 << 20
  /// What is said of that.
  static let tooLong = "the row is longer than \(longestRow) bytes: a quote is missing, or this is no list"

  public let path: String
  private var columns: [String]?
  private let furtherColumns: [String]
  private var header: Header
  private var scanner: CSVScanner

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - columns: names of the columns; every row must have as many fields. Nil takes rows as they are.
  ///   - furtherColumns: names of columns that may come behind these, where the first row names all of them.
  ///   - header: says what the first row is; needs `columns` unless it is ``Header/none``.
  /// - Throws: ``CSVError`` when the file can't be read.
  public init(path: String, columns: [String]? = nil, furtherColumns: [String] = [], header: Header = .none)
    throws(CSVError)
  {
    precondition(header == .none || columns != nil, "a header of unknown columns")
    self.path = path
    self.columns = columns
    self.furtherColumns = furtherColumns
    self.header = header
    self.scanner = CSVScanner(source: try CSVSource(path: path))
  }

  /// Reads a file whose bytes are at hand, its rows as they are.
  ///
  /// - Parameter path: what to call the file in messages.
  package init(bytes: [UInt8], path: String) {
    self.path = path
    columns = nil
    furtherColumns = []
    header = .none
    scanner = CSVScanner(source: CSVSource(bytes: bytes, path: path))
  }

  /// The next row, or nil at the end of the file.
  ///
  /// - Throws: ``CSVError`` naming file and line: a wrong number of fields, a quoted field without end or with text
  ///   behind it, bytes that are no UTF-8, a missing header or another one, or the system's reason for not reading on.
  public mutating func next() throws(CSVError) -> CSVRow? {
    guard let row = try scanner.next() else {
      if header == .required { throw CSVError(path: path, line: nil, reason: "\(missingHeader), found nothing") }
      return nil
    }
    guard let columns else { return row }
    if header != .none {
      let all = columns + furtherColumns
      if !furtherColumns.isEmpty, row.count == all.count, ColumnNames.are(row.fields, of: all) {
        (self.columns, header) = (all, .none)
        return try next()
      }
      let isHeader = try header == .required ? row.fields == columns : ColumnNames.areNamed(by: row, columns: columns)
      if header == .required, !isHeader {
        throw row.error("\(missingHeader), found \(row.fields.joined(separator: ","))")
      }
      header = .none
      if isHeader { return try next() }
    }
    guard row.count == columns.count else {
      let noun = columns.count == 1 ? "field" : "fields"
      throw row.error(
        "expected \(columns.count) \(noun) (\(columns.joined(separator: ","))), found \(row.count)\(row.separatorHint)")
    }
    return row
  }

  /// The rows that are left, all at once.
  public mutating func rows() throws(CSVError) -> [CSVRow] {
    var rows: [CSVRow] = []
    while let row = try next() { rows.append(row) }
    return rows
  }

  private var missingHeader: String { "expected the header \(columns?.joined(separator: ",") ?? "")" }
}
