import Foundation
import TestSupport
import Testing

@testable import CSV

@Suite("CSVReader") struct CSVReaderTests {
  private let folder = TemporaryFolder()

  private func rows(
    _ bytes: [UInt8], columns: [String]? = nil, header: CSVReader.Header = .none
  ) throws -> [CSVRow] {
    var reader = try CSVReader(path: folder.write(bytes, to: "p.csv"), columns: columns, header: header)
    return try reader.rows()
  }

  private func fields(_ text: String, columns: [String]? = nil, header: CSVReader.Header = .none) throws -> [[String]] {
    try rows(Array(text.utf8), columns: columns, header: header).map(\.fields)
  }

  /// The message without the folder.
  private func message(
    _ text: String, columns: [String]? = nil, header: CSVReader.Header = .none
  ) throws -> String {
    let error = try #require(throws: CSVError.self) { try fields(text, columns: columns, header: header) }
    return error.description.replacingOccurrences(of: folder.path + "/", with: "")
  }

  private let prediction = ["query_id", "reference_id", "score"]

  @Test(
    "splits rows and fields",
    arguments: [
      ("", []), ("\n", []), ("\r\n\r\n", []), ("a", [["a"]]), ("a\n", [["a"]]),
      ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
      ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a\rb\r\rc", [["a"], ["b"], ["c"]]),
      ("a\n\n\nb\n", [["a"], ["b"]]),
      (",", [["", ""]]), ("a,", [["a", ""]]), ("a,\n,b", [["a", ""], ["", "b"]]),
      // Blanks around a field are no part of it, those within it are.
      (" a , b\tc \n", [["a", "b\tc"]]), (" \n\t\na, ,\t", [["a", "", ""]]),
      ("照片,é", [["照片", "é"]]), ("a.b,c.d", [["a.b", "c.d"]]),
    ] as [(String, [[String]])])
  func splits(text: String, expected: [[String]]) throws {
    #expect(try fields(text) == expected)
  }

  @Test(
    "takes quoted fields apart",
    arguments: [
      ("\"a\"", [["a"]]), ("\"\"", [[""]]), ("\"\",\"\"\n", [["", ""]]), ("\"a,b\",c", [["a,b", "c"]]),
      ("\"a\"\"b\"", [["a\"b"]]), ("\"\"\"\"", [["\""]]), ("\"a\nb\"\n", [["a\nb"]]),
      ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
      // A quote inside a field that does not start with one.
      ("a\"b,c\"", [["a\"b", "c\""]]), ("5\" disk\n", [["5\" disk"]]), (" \"a\"", [["a"]]),
      ("\" a \" , \"b\"\t\n", [[" a ", "b"]]),
    ] as [(String, [[String]])])
  func quotes(text: String, expected: [[String]]) throws {
    #expect(try fields(text) == expected)
  }

  @Test("skips a byte order mark, at the start only")
  func byteOrderMark() throws {
    #expect(try fields("\u{FEFF}a,b\n") == [["a", "b"]])
    #expect(try fields("\u{FEFF}\"a\",b\n") == [["a", "b"]])
    #expect(try fields("\u{FEFF}") == [])
    #expect(try fields("a\n\u{FEFF}b") == [["a"], ["\u{FEFF}b"]])
    #expect(
      try fields("\u{FEFF}query_id,reference_id,score\nQ,R,1", columns: prediction, header: .required) == [
        ["Q", "R", "1"]
      ])
  }

  @Test("numbers lines as an editor does")
  func lines() throws {
    let text = "a\n\nb\r\nc\r\"d\ne\",\"\r\n\"\nf"
    #expect(try rows(Array(text.utf8)).map(\.line) == [1, 3, 4, 5, 8])
  }

  @Test("names file and line of a wrong number of fields")
  func fieldCounts() throws {
    let text = "query_id,reference_id,score\n" + String(repeating: "Q1,R1,0.5\n", count: 15) + "Q2,R2\n"
    #expect(
      try message(text, columns: prediction, header: .required)
        == "p.csv:17: expected 3 fields (query_id,reference_id,score), found 2")
    #expect(
      try message("a,b,c,d\n", columns: prediction)
        == "p.csv:1: expected 3 fields (query_id,reference_id,score), found 4")
    #expect(try message("a,b", columns: ["id"]) == "p.csv:1: expected 1 field (id), found 2")
  }

  @Test("wants, allows or does not know a header")
  func headers() throws {
    let (header, data) = ("query_id,reference_id,score\n", "Q,R,1\n")
    for kind in [CSVReader.Header.required, .optional] {
      #expect(try fields(header + data, columns: prediction, header: kind) == [["Q", "R", "1"]])
      #expect(try fields(header, columns: prediction, header: kind) == [])
      // Once only.
      #expect(try fields(header + header, columns: prediction, header: kind) == [prediction])
    }
    #expect(try fields(data, columns: prediction, header: .optional) == [["Q", "R", "1"]])
    #expect(try fields(header, columns: prediction) == [prediction])
    #expect(
      try message(data, columns: prediction, header: .required)
        == "p.csv:1: expected the header query_id,reference_id,score, found Q,R,1")
    #expect(
      try message("", columns: prediction, header: .required)
        == "p.csv: expected the header query_id,reference_id,score, found nothing")
    #expect(try fields("", columns: prediction, header: .optional) == [])
  }

  @Test("knows a header with blanks in it, and says what separates fields in place of commas")
  func looseTables() throws {
    let loose = "query_id, reference_id ,score\nQ, R, 1\n"
    #expect(try fields(loose, columns: prediction, header: .optional) == [["Q", "R", "1"]])
    for (separator, name) in [(";", "semicolons"), ("\t", "tabs")] {
      let text = ["Q", "R", "1"].joined(separator: separator)
      #expect(
        try message(text, columns: prediction)
          == "p.csv:1: expected 3 fields (query_id,reference_id,score), found 1: they are separated by \(name), but must be by commas"
      )
    }
  }

  @Test("refuses what has no meaning, by file and line")
  func malformed() throws {
    #expect(try message("a,b\nc,\"d\ne\n") == "p.csv:2: the quote of field 2 is not closed")
    #expect(try message("\"") == "p.csv:1: the quote of field 1 is not closed")
    #expect(try message("a\n\"b\"c,d\n") == "p.csv:2: there is text behind the closing quote of field 1")
    #expect(try message("\"b\" c,d\n") == "p.csv:1: there is text behind the closing quote of field 1")
    let endless = "a\n\"" + String(repeating: "x\n", count: 1 << 20)
    #expect(
      try message(endless)
        == "p.csv:2: the row is longer than 1048576 bytes: a quote is missing, or this is no list")
    // Each field takes memory, be it empty.
    #expect(try message(String(repeating: ",", count: 1 << 18)).hasPrefix("p.csv:1: the row is longer than"))
  }

  @Test(
    "refuses what is no UTF-8",
    arguments: [
      [0xFF, 0xFE, 0x61, 0], [0x61, 0x2C, 0xE9, 0x0A], [0xC3], [0xE2, 0x82, 0x2C, 0xAC], [0xED, 0xA0, 0x80],
    ])
  func encoding(bytes: [UInt8]) throws {
    let error = try #require(throws: CSVError.self) { try rows(Array("a,b\n".utf8) + bytes) }
    #expect(error.line == 2)
    #expect(error.reason.contains("is no UTF-8"))
  }

  @Test("reads numbers, or says which field is none")
  func numbers() throws {
    let row = try rows(Array("q,0.25,-1e3,nan,,1 ,0x10,inf,1 2".utf8))[0]
    #expect(try row.number(at: 1) == 0.25)
    #expect(try row.number(at: 2) == -1000)
    #expect(try row.number(at: 5) == 1)
    for index in [0, 3, 4, 7, 8] {
      let error = try #require(throws: CSVError.self) { try row.number(at: index) }
      #expect(error.description == "\(row.path):1: expected a number in field \(index + 1), found \"\(row[index])\"")
    }
  }

  @Test("names a file that can't be read")
  func unreadable() throws {
    let missing = folder.file("missing.csv")
    let error = try #require(throws: CSVError.self) { try CSVReader(path: missing) }
    #expect(error.description == "\(missing): cannot be read: No such file or directory")
    #expect(throws: CSVError(path: folder.path, line: nil, reason: "cannot be read: Is a directory")) {
      var reader = try CSVReader(path: folder.path)
      return try reader.next()
    }
  }

  @Test("reads the same rows wherever its portions end", arguments: (1 << 18) - 12...(1 << 18) + 12)
  func portions(offset: Int) throws {
    // The end of a portion falls on every byte of this: quotes, CRLF, a letter of three bytes.
    let tail = "\"é,\"\"照\"\"\r\n\",b\r\n照,\"d\"\r\nlast,row"
    let first = String(repeating: "x", count: offset - 40) + ",y\r\n"
    let rows = try fields(first + tail + "\n")
    #expect(rows.dropFirst() == [["é,\"照\"\r\n", "b"], ["照", "d"], ["last", "row"]])
  }

  @Test("makes rows of any bytes, or an error", arguments: 1...50 as ClosedRange<UInt64>)
  func anyBytes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("ab,\"\n\r".utf8) + [0xC3, 0xA9, 0]
    let bytes = (0..<2000).map { _ in alphabet.randomElement(using: &generator)! }
    do { _ = try rows(bytes) } catch is CSVError {}
  }

  private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  @Test("reads 500,000 predictions in less than a second")
  func speed() throws {
    var text = "query_id,reference_id,score\n"
    for index in 0..<500_000 { text += "Q\(10_000 + index / 10),R\(100_000 + index % 977),\(Double(index) / 7)\n" }
    let path = folder.write(text, to: "p.csv")
    var (count, sum) = (0, 0.0)
    // Of this thread alone, as other tests run beside it.
    let start = threadSeconds()
    var reader = try CSVReader(path: path, columns: prediction, header: .required)
    while let row = try reader.next() {
      count += row[0].utf8.count + row[1].utf8.count
      sum += try row.number(at: 2)
    }
    let seconds = threadSeconds() - start
    #expect(count > 0 && sum > 0)
    // Without optimisation, and under a sanitizer, it takes longer.
    let limit = _isDebugAssertConfiguration() ? 60.0 : 1
    #expect(seconds < limit)
  }
}
