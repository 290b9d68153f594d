import Foundation
import TestSupport
import Testing

@testable import Files

@Suite("readText") struct ReadTextTests {
  private let folder = TemporaryFolder()

  @Test("gives every byte, whatever the size, zeros among a short text's", arguments: [0, 1, 1 << 20, 3 << 20 | 5])
  func readsAll(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251 + 1) }
    #expect(try readText(folder.write(bytes, to: "a")) == bytes)
    // As in UTF-16, which a list is told to be by its first bytes.
    #expect(try readText(folder.write([65, 0, 66, 0] as [UInt8], to: "b")) == [65, 0, 66, 0])
  }

  @Test("takes a pipe where one may be, and else says so at once")
  func pipes() throws {
    #expect(try readText("/dev/null", takesPipes: true).isEmpty)
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(throws: FileError(.read, pipe, reason: FileError.noFile)) { try readText(pipe) }
  }

  @Test("reads no more than a start of what is no text: a device without an end, a sparse file of a terabyte")
  func noText() throws {
    let sparse = folder.write("a.jpg\n", to: "sparse")
    try #require(truncate(sparse, 1 << 40) == 0)
    for path in ["/dev/zero", "/dev/urandom", sparse] {
      #expect(throws: FileError(.read, path, reason: FileError.noText)) { try readText(path, takesPipes: true) }
    }
  }
}

@Suite("TextLines") struct TextLinesTests {
  @Test(
    "are what is between line feeds",
    arguments: [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb\r\nc", ["a", "", "b\r", "c"]), ("\n\n", ["", ""]),
    ] as [(String, [String])])
  func lines(text: String, expected: [String]) {
    #expect(TextLines(Array(text.utf8)[...]).map { String(decoding: $0, as: UTF8.self) } == expected)
    // Places of a slice are those of the whole.
    #expect(TextLines(Array("xy\(text)".utf8).dropFirst(2)).map { String(decoding: $0, as: UTF8.self) } == expected)
  }
}
