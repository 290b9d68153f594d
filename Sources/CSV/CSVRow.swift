/// One row of a CSV file.
public struct CSVRow: Sendable {
  /// The file it comes from, for messages.
  public let path: String
  /// Line of the file on which it starts, from 1.
  public let line: Int
  /// The fields' bytes without quotes, one after the other: valid UTF-8 each.
  private let bytes: [UInt8]
  /// Where each field ends in `bytes`.
  private let ends: [Int]

  init(path: String, line: Int, bytes: [UInt8], ends: [Int]) {
    self.path = path
    self.line = line
    self.bytes = bytes
    self.ends = ends
  }

  /// Number of fields.
  public var count: Int { ends.count }

  /// The bytes of a field.
  public func utf8(at index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// The text of a field.
  public subscript(index: Int) -> String { String(decoding: utf8(at: index), as: UTF8.self) }

  /// All fields.
  public var fields: [String] { (0..<count).map { self[$0] } }

  /// The number in a field.
  ///
  /// - Throws: ``CSVError`` when there is none, or it is not finite.
  public func number(at index: Int) throws(CSVError) -> Double {
    guard let number = Double(self[index]), number.isFinite else {
      throw error("expected a number in field \(index + 1), found \"\(self[index])\"")
    }
    return number
  }

  /// For an error about the number of fields: what seems to separate them, where it is no comma; else empty.
  var separatorHint: String {
    guard count == 1 else { return "" }
    for (byte, name) in [(UInt8(ascii: ";"), "semicolons"), (UInt8(ascii: "\t"), "tabs")]
    where utf8(at: 0).contains(byte) {
      return ": they are separated by \(name), but must be by commas"
    }
    return ""
  }

  /// An error that names this row's file and line.
  public func error(_ reason: String) -> CSVError { CSVError(path: path, line: line, reason: reason) }
}
