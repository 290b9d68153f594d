import Files

/// Writes a CSV file (RFC 4180, but with LF) row by row; ``CSVReader`` reads it back.
///
/// The file has a temporary name until ``finish()``; a writer that is dropped before, or fails, leaves nothing behind
/// and a file that was there before untouched. Not to be shared between tasks.
public final class CSVWriter {
  private static let portion = 1 << 18

  public let path: String
  /// Nil once the writer has finished or failed.
  private var file: PendingFile?
  private var buffer: [UInt8] = []

  /// Starts a file.
  ///
  /// - Throws: ``FileError`` when the folder is missing or can't be written.
  public init(path: String) throws(FileError) {
    self.path = path
    file = try PendingFile(for: path)
  }

  /// Adds a row; quotes only the fields that need it.
  ///
  /// - Throws: ``FileError`` when the file can't be written, after which nothing is left of it.
  public func append(_ fields: [String]) throws(FileError) {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      // A row of one empty field would be an empty line, which readers skip.
      if Self.needsQuotes(field) || (field.isEmpty && fields.count == 1) {
        appendQuoted(field)
      } else {
        buffer += field.utf8
      }
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.portion || file == nil { try flush() }
  }

  /// Writes what is left and gives the file its name.
  ///
  /// - Throws: ``FileError`` when that fails, after which nothing is left of it.
  public func finish() throws(FileError) {
    let file = try flush()
    self.file = nil
    do throws(FileError) {
      try file.commit()
    } catch {
      file.discard()
      throw error
    }
  }

  @discardableResult
  private func flush() throws(FileError) -> PendingFile {
    guard let file else { throw FileError(.write, path, reason: "its writer has finished or failed before") }
    do throws(FileError) {
      try file.append(buffer)
    } catch {
      self.file = nil
      file.discard()
      throw error
    }
    buffer.removeAll(keepingCapacity: true)
    return file
  }

  private static func needsQuotes(_ field: String) -> Bool {
    // Readers take off the blanks around a field that isn't quoted.
    let isBlank = { (byte: UInt8?) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    return isBlank(field.utf8.first) || isBlank(field.utf8.last)
      || field.utf8.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
          || byte == UInt8(ascii: "\r")
      } || field.unicodeScalars.first == "\u{FEFF}"
  }

  private func appendQuoted(_ field: String) {
    buffer.append(UInt8(ascii: "\""))
    for byte in field.utf8 {
      if byte == UInt8(ascii: "\"") { buffer.append(byte) }
      buffer.append(byte)
    }
    buffer.append(UInt8(ascii: "\""))
  }
}
