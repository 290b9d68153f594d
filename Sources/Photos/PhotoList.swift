import Files

/// A text that lists photos, one path a line.
///
/// Lines end with LF, CRLF or CR; a byte order mark is skipped, and so are blank lines, those that begin with #, and blanks around a
/// path. A path that is no UTF-8 is taken by its bytes: see `PathText`.
struct PhotoList {
  struct Line {
    let number: Int
    let path: String
  }

  let lines: [Line]

  /// - Throws: ``InputError`` for UTF-16 and for what is no text, `FileError` when it can't be read.
  init(path: String) throws {
    var bytes: ArraySlice<UInt8>
    do throws(FileError) { bytes = try readText(path, takesPipes: true)[...] } catch {
      throw error.reason == FileError.noText ? InputError.neitherImageNorList(path: path) : error
    }
    if Self.isUTF16(bytes) { throw InputError.listInUTF16(path: path) }
    // Bytes that no text has, and names can't have in a list.
    guard !bytes.contains(where: { $0 < 0x20 && !(9...13).contains($0) }) else {
      throw InputError.neitherImageNorList(path: path)
    }
    var lines: [Line] = []
    var number = 0
    while !bytes.isEmpty {
      let line = bytes.prefix { $0 != 10 && $0 != 13 }
      let end = bytes.dropFirst(line.count)
      bytes = end.dropFirst(end.starts(with: [13, 10]) ? 2 : 1)
      number += 1
      // Lists that were joined have a mark at the start of each.
      let text = Self.trimmed(line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line)
      guard !text.isEmpty, text.first != UInt8(ascii: "#") else { continue }
      lines.append(Line(number: number, path: String(validating: text, as: UTF8.self) ?? PathText.text(of: text)))
    }
    self.lines = lines
  }

  /// The photos of the list; relative paths are taken from the list's folder, those of a pipe from the program's.
  ///
  /// A file that several lines name, by links or otherwise, is one photo, called as by the first of them.
  /// - Throws: ``InputError`` where no line is the path of a file and one looks like fields of a table, `CancellationError`.
  func photos(of list: String) throws -> (photos: [UnnamedPhoto], repeatedCount: Int) {
    let isFile = FileStamp(list)?.kind == .regular
    let folder = isFile ? list.lastIndex(of: "/").map { String(list[...$0]) } ?? "" : ""
    var photos: [UnnamedPhoto] = []
    var known: Set<[UInt8]> = []
    var isAnyThere = false
    for line in lines {
      try Task.checkCancellation()
      let path = line.path.hasPrefix("/") ? line.path : folder + line.path
      let real = realPath(path)
      if real != nil { isAnyThere = true }
      guard known.insert(Array((real ?? path).utf8)).inserted else { continue }
      var name = line.path[...]
      while name.hasPrefix("./") { name = name.dropFirst(2) }
      photos.append(UnnamedPhoto(path: path, name: String(name)))
    }
    if !isAnyThere,
      let (line, separator) = lines.lazy.compactMap({ line in Self.separator(of: line).map { (line, $0) } }).first
    {
      throw InputError.severalFields(path: list, line: line.number, separator: separator)
    }
    return (photos, lines.count - photos.count)
  }

  private static func isUTF16(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    // ASCII without a mark has a zero in every second place, and nowhere else.
    let start = bytes.prefix(64)
    return start.count >= 4
      && (0..<2).contains { zeros in start.indices.allSatisfy { (start[$0] == 0) == ($0 % 2 == zeros) } }
  }

  /// What looks like dividing a line into fields, in words.
  private static func separator(of line: Line) -> String? {
    if line.path.contains(",") { return "commas" }
    if line.path.contains(";") { return "semicolons" }
    if line.path.contains("\t") { return "tabs" }
    return line.path.hasPrefix("\"") && line.path.hasSuffix("\"") ? "quotes" : nil
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }
    var line = line.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line.removeLast() }
    return line
  }
}
