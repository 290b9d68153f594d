/// Splits the bytes of a CSV file into rows; ``CSVReader`` says what it accepts.
struct CSVScanner {
  private enum State {
    /// Before the first byte of a field.
    case fieldStart
    case unquoted
    case quoted
    /// Behind a quote in a quoted field: its end, or the first one of two.
    case quoteInQuoted
    /// Behind blanks that follow a quoted field.
    case behindQuoted
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let source: CSVSource
  private var buffer: [UInt8] = []
  private var position = 0
  /// Line of the byte at `position`, from 1; 0 before anything was read.
  private var line = 0
  /// The last row ended with a CR, to which an LF belongs.
  private var mayMeetLineFeed = false

  init(source: CSVSource) {
    self.source = source
  }

  /// The next row that is no empty line, or nil at the end of the file.
  mutating func next() throws(CSVError) -> CSVRow? {
    while try hasBytes() {
      if mayMeetLineFeed, buffer[position] == Self.lineFeed {
        mayMeetLineFeed = false
        position += 1
        continue
      }
      mayMeetLineFeed = false
      if let row = try scanRow() { return row }
    }
    return nil
  }

  /// Makes sure that there is a byte at `position`; false at the end of the file.
  private mutating func hasBytes() throws(CSVError) -> Bool {
    guard position == buffer.count else { return true }
    buffer = try source.next()
    position = line == 0 && buffer.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    line = max(line, 1)
    return position < buffer.count
  }

  /// The row at `position`; nil when the line is empty.
  private mutating func scanRow() throws(CSVError) -> CSVRow? {
    let start = line
    var bytes: [UInt8] = []
    var ends: [Int] = []
    var state = State.fieldStart
    var hasQuotes = false
    scan: while try hasBytes() {
      // A field takes eight bytes, be it empty.
      guard bytes.count + 8 * ends.count <= CSVReader.longestRow else {
        throw error(start, CSVReader.tooLong)
      }
      let byte = buffer[position]
      switch (state, byte) {
      case (.fieldStart, Self.quote):
        position += 1
        state = .quoted
        hasQuotes = true
      case (.quoteInQuoted, Self.quote):
        position += 1
        bytes.append(byte)
        state = .quoted
      case (.quoted, Self.quote):
        position += 1
        state = .quoteInQuoted
      case (.quoted, _):
        bytes += takeQuoted()
      case (_, Self.comma):
        position += 1
        if state == .unquoted { trim(&bytes, from: ends.last ?? 0) }
        ends.append(bytes.count)
        state = .fieldStart
      case (_, Self.lineFeed), (_, Self.carriageReturn):
        position += 1
        line += 1
        mayMeetLineFeed = byte == Self.carriageReturn
        break scan
      case (.fieldStart, _) where Self.isBlank(byte), (.quoteInQuoted, _) where Self.isBlank(byte):
        position += 1
        if state == .quoteInQuoted { state = .behindQuoted }
      case (.behindQuoted, _) where Self.isBlank(byte):
        position += 1
      case (.quoteInQuoted, _), (.behindQuoted, _):
        throw error(start, "there is text behind the closing quote of field \(ends.count + 1)")
      case (.fieldStart, _), (.unquoted, _):
        bytes += takeUnquoted()
        state = .unquoted
      }
    }
    if state == .unquoted { trim(&bytes, from: ends.last ?? 0) }
    if state == .quoted { throw error(start, "the quote of field \(ends.count + 1) is not closed") }
    if bytes.isEmpty, ends.isEmpty, !hasQuotes { return nil }
    ends.append(bytes.count)
    let row = CSVRow(path: source.path, line: start, bytes: bytes, ends: ends)
    try checkEncoding(of: row, bytes)
    return row
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// Takes the blanks off the end of the field that begins at `start`.
  private func trim(_ bytes: inout [UInt8], from start: Int) {
    while bytes.count > start, Self.isBlank(bytes[bytes.count - 1]) { bytes.removeLast() }
  }

  /// The bytes up to the next separator, or to the end of the buffer.
  private mutating func takeUnquoted() -> ArraySlice<UInt8> {
    let start = position
    while position < buffer.count {
      let byte = buffer[position]
      if byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn { break }
      position += 1
    }
    return buffer[start..<position]
  }

  /// The bytes up to the next quote, or to the end of the buffer.
  private mutating func takeQuoted() -> ArraySlice<UInt8> {
    let start = position
    while position < buffer.count, buffer[position] != Self.quote {
      if buffer[position] == Self.lineFeed { line += 1 }
      position += 1
    }
    return buffer[start..<position]
  }

  private func checkEncoding(of row: CSVRow, _ bytes: [UInt8]) throws(CSVError) {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return }
    // Decoding repairs what is no UTF-8, which shows as a difference.
    for index in 0..<row.count where !row[index].utf8.elementsEqual(row.utf8(at: index)) {
      throw row.error("field \(index + 1) is no UTF-8: \"\(row[index])\"")
    }
  }

  private func error(_ line: Int, _ reason: String) -> CSVError {
    CSVError(path: source.path, line: line, reason: reason)
  }
}
