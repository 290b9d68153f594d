import CSQLite
import Files

/// A call of SQLite failed.
struct SQLiteFailure: Error, Hashable {
  let reason: String
}

/// A database that is being written. Not to be shared between tasks.
final class SQLiteConnection {
  private var handle: OpaquePointer?

  /// Opens a database, or makes one of an empty file.
  ///
  /// No journal is kept: whoever fails throws the file away.
  init(path: String) throws(SQLiteFailure) {
    let code = sqlite3_open_v2(
      systemPath(path), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    try check(code)
    try run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;")
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that have no values.
  func run(_ statements: String) throws(SQLiteFailure) {
    try check(sqlite3_exec(handle, statements, nil, nil, nil))
  }

  func prepare(_ statement: String) throws(SQLiteFailure) -> SQLiteStatement {
    var prepared: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, statement, -1, &prepared, nil))
    guard let prepared else { throw SQLiteFailure(reason: "\(statement) is no statement") }
    return SQLiteStatement(handle: prepared, connection: self)
  }

  /// Closes the database, once its statements are gone.
  func close() throws(SQLiteFailure) {
    try check(sqlite3_close(handle))
    handle = nil
  }

  fileprivate func check(_ code: Int32) throws(SQLiteFailure) {
    guard code != SQLITE_OK, code != SQLITE_DONE else { return }
    throw SQLiteFailure(
      reason: handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code)))
  }
}

/// A statement that is run again and again with other values.
final class SQLiteStatement {
  enum Value {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    case null
  }

  private let handle: OpaquePointer
  private let connection: SQLiteConnection

  fileprivate init(handle: OpaquePointer, connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs it with values for its question marks, in their order.
  func run(_ values: Value...) throws(SQLiteFailure) {
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .integer(let integer): sqlite3_bind_int64(handle, place, integer)
        case .text(let text): sqlite3_bind_text(handle, place, text, -1, csqlite_transient())
        case .blob(let bytes): sqlite3_bind_blob64(handle, place, bytes, UInt64(bytes.count), csqlite_transient())
        case .null: sqlite3_bind_null(handle, place)
        }
      try connection.check(code)
    }
    let code = sqlite3_step(handle)
    // Resetting reports the error of the step again.
    sqlite3_reset(handle)
    try connection.check(code)
  }
}

extension SQLiteStatement.Value {
  /// The values' bytes one after the other, little-endian; null where there are none, as COLMAP has it.
  static func blob<Element: BitwiseCopyable>(of values: [Element]) -> Self {
    values.isEmpty ? .null : .blob(values.withUnsafeBytes { Array($0) })
  }
}
