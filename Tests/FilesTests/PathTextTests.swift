import Foundation
import TestSupport
import Testing

@testable import Files

@Suite("PathText") struct PathTextTests {
  @Test(
    "UTF-8 is text as it is; other bytes are escaped, and what looks like an escape",
    arguments: [
      ("é照\u{1F642} a\\b".utf8.map { $0 }, #"é照\u{1F642} a\b"#), ([0x61, 0xFF], #"a\xff"#),
      ([0xE9, 0x80], #"\xe9\x80"#),
      ([0xC3, 0xA9, 0xC3], #"é\xc3"#), (Array(#"\xff"#.utf8), #"\x5cxff"#), (Array(#"\x41\xFF"#.utf8), #"\x41\xFF"#),
      (Array(#"\x5cxff"#.utf8), #"\x5cx5cxff"#), (Array(#"\\"#.utf8) + [0x80], #"\\\x80"#),
    ] as [([UInt8], String)])
  func text(bytes: [UInt8], text: String) {
    let text = text.replacing(#"\u{1F642}"#, with: "\u{1F642}")
    #expect(PathText.text(of: bytes) == text)
    #expect(PathText.bytes(of: text) == bytes)
  }

  @Test("bytes come back from their text, whatever they are")
  func roundTrip() {
    var generator = SeededGenerator(seed: 5)
    let pieces: [[UInt8]] = [
      [0x5C], [0x78], [0x66], [0x38], [0x35], [0x63], [0xC3], [0xA9], [0xFF], [0xF0, 0x9F, 0x99, 0x82],
    ]
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in
        pieces.randomElement(using: &generator)!
      }
      #expect(PathText.bytes(of: PathText.text(of: bytes)) == bytes)
    }
  }

  @Test("files are written, listed, looked at, read and deleted by their bytes")
  func files() throws {
    let folder = TemporaryFolder()
    let path = folder.file(#"\xff"#)
    try writeFile([1, 2, 3], to: path)
    let names = try #require(opendir(folder.path))
    defer { closedir(names) }
    var bytes: [[UInt8]] = []
    while let entry = readdir(names) {
      bytes.append(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
    }
    #expect(bytes.contains([0xFF]))
    #expect(try listFolder(folder.path) == [#"\xff"#])
    #expect(try readFile(path) == [1, 2, 3] && RandomAccessFile(path: path).byteCount == 3)
    #expect(FileStamp(path)?.bytes == 3 && nameOneFile(path, folder.path + #"/./\xff"#))
    #expect(realPath(path).map { $0.hasSuffix(#"/\xff"#) } ?? false)
    try AppendedFile(path: path).append([4])
    var blocks: [UInt8] = []
    try readBlocks(of: path) { blocks += $0 }
    #expect(blocks == [1, 2, 3, 4])
    #expect(throws: FileError.self) { try checkWritable(path, besides: [path]) }
    PendingFile.removeLeftovers(of: path)
    removeFile(path)
    #expect(try listFolder(folder.path) == [])
  }
}
