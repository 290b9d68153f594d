import Files
import Foundation
import TestSupport
import Testing

@testable import CSV

@Suite("CSVWriter") struct CSVWriterTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("p.csv") }

  private func write(_ rows: [[String]]) throws {
    let writer = try CSVWriter(path: path)
    for row in rows { try writer.append(row) }
    try writer.finish()
  }

  @Test("quotes only what needs it")
  func quoting() throws {
    try write([["Q1", "a.b c", "é"], ["a,b", "say \"x\"", "two\nlines"], ["", "\r", "'"], [""], [" a", "b\t", " "]])
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == "Q1,a.b c,é\n\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n,\"\r\",'\n\"\"\n\" a\",\"b\t\",\" \"\n")
  }

  @Test("CSVReader gives back any text", arguments: 1...50 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabet: [Character] = ["a", "b", ",", "\"", "\n", "\r", " ", "é", "照", "\u{FEFF}", "\0"]
    let rows = (0..<40).map { _ in
      (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        String((0..<Int.random(in: 0...6, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! })
      }
    }
    try write(rows)
    var reader = try CSVReader(path: path)
    let read = try reader.rows().map(\.fields)
    // As bytes: strings that only look alike are equal to Swift.
    #expect(read.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
  }

  @Test("writes more than its buffer holds")
  func large() throws {
    let rows = (0..<50_000).map { ["Q\($0)", "R\($0)", "0.5"] }
    try write(rows)
    var reader = try CSVReader(path: path)
    #expect(try reader.rows().map(\.fields) == rows)
    #expect(folder.contents == ["p.csv"])
  }

  @Test("leaves nothing when it is dropped, and an older file as it was", arguments: [1, 50_000])
  func unfinished(rowCount: Int) throws {
    folder.write("older", to: "p.csv")
    do {
      let writer = try CSVWriter(path: path)
      for _ in 0..<rowCount { try writer.append(["Q12345", "R123456"]) }
    }
    #expect(folder.contents == ["p.csv"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "older")
  }

  @Test("is of no use after it has finished, and changes nothing")
  func finishedTwice() throws {
    let writer = try CSVWriter(path: path)
    try writer.append(["a"])
    try writer.finish()
    #expect(throws: FileError.self) { try writer.append(["b"]) }
    #expect(throws: FileError.self) { try writer.finish() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a\n")
    #expect(folder.contents == ["p.csv"])
  }

  @Test("says why a file can't be made")
  func unwritable() {
    let missing = folder.file("no/p.csv")
    #expect(throws: FileError(.write, missing, reason: "the folder \(folder.file("no")) does not exist")) {
      try CSVWriter(path: missing)
    }
  }
}
