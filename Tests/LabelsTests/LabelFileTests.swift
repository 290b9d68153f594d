import Evaluation
import Files
import Foundation
import TestSupport
import Testing

@testable import Labels

@Suite("Files of labels") struct LabelFileTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("p.labels.jsonl") }

  static let header = #"{"format":"facsimile-labels","format_version":1}"#
  static func pair(_ query: String, _ reference: String) -> TruePair {
    TruePair(queryID: query, referenceID: reference)
  }

  private func text() throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

  @Test("a label is a line, as the specification has it, and is read as it was given")
  func line() throws {
    let label = PairLabel(
      Self.pair("Q00008", "R000021"), .notCopy, reason: "shared_overlay", score: 12.093493, by: "USER",
      at: "2026-11-25T23:46:00Z", predictions: "crc32 1c291ca3")
    try LabelLog(path: path).append(label)
    #expect(
      try text() == Self.header + "\n"
        + #"{"query_id":"Q00008","reference_id":"R000021","label":"not_copy","reason":"shared_overlay","note":"","#
        + #""score":12.093493,"by":"USER","at":"2026-11-25T23:46:00Z","predictions":"crc32 1c291ca3"}"# + "\n")
    let file = try LabelFile(path: path)
    #expect(file.labels.all == [label] && file.lineCount == 1 && file.torn == nil)
    #expect(PairLabel(label.pair, .copy).at.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
  }

  @Test("whatever ids and notes hold, a label is one line of JSON, and read as it was")
  func odd() throws {
    let texts = [
      "a\"b", "back\\slash", "two\nlines\r\n", "tab\t", "\u{0}\u{1f}\u{7f}", "é", "e\u{301}", "照片 📷", "</script>",
      "a,b",
      "\u{2028}", " ", "{}",
    ]
    let log = try LabelLog(path: path)
    var given: [PairLabel] = []
    for (index, text) in texts.enumerated() {
      given.append(PairLabel(Self.pair(text, "r\(index)"), .copy, reason: text, note: text + text, by: text))
      try log.append(given[index])
    }
    #expect(try text().split(separator: "\n", omittingEmptySubsequences: false).count == texts.count + 2)
    let read = try LabelFile(path: path)
    #expect(read.labels.all == given && log.labels.all == given)
    #expect(read.labels[Self.pair("é", "r5")] != nil && read.labels[Self.pair("é", "r6")] == nil, "equal by bytes")
    for line in try text().split(separator: "\n") {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
  }

  @Test("the last label of a pair holds; null takes it back, and scores that aren't finite are left out")
  func last() throws {
    let log = try LabelLog(path: path)
    let (one, other) = (Self.pair("q", "r"), Self.pair("q", "s"))
    try log.append(PairLabel(one, .copy, score: .infinity))
    try log.append(PairLabel(other, .unsure))
    try log.append(PairLabel(one, .notCopy))
    #expect(log.labels[one]?.label == .notCopy && log.labels.count == 2 && log.labels.all.map(\.pair) == [one, other])
    try log.append(PairLabel(one, nil))
    #expect(log.labels[one] == nil && log.labels.all.map(\.pair) == [other])
    try log.append(PairLabel(one, nil))
    try log.append(PairLabel(one, .copy))
    let read = try LabelFile(path: path)
    #expect(read.lineCount == 6 && read.labels.all == log.labels.all && read.labels.all.map(\.pair) == [other, one])
    #expect(read.labels.count(.copy) == 1 && read.labels.count(.notCopy) == 0 && read.labels.count(.unsure) == 1)
  }

  @Test("a file cut anywhere is read up to its last whole line, and mended when it is added to")
  func torn() throws {
    let log = try LabelLog(path: path)
    for index in 0..<3 { try log.append(PairLabel(Self.pair("q\(index)", "r"), .copy, note: "é")) }
    let whole = try readFile(path)
    for count in 0...whole.count {
      let cut = Array(whole[..<count])
      let other = folder.write(cut, to: "cut.jsonl")
      let lines = cut.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count - 1
      let read = try LabelFile(path: other)
      #expect(read.labels.count == max(0, lines - 1) && (read.torn != nil) == (cut.last ?? 10 != 10), "\(count)")
      if let torn = read.torn { #expect(torn.description.hasPrefix("\(other):\(lines + 1): ")) }
      #expect(try readFile(other) == cut, "reading changes nothing")
      do {
        let mended = try LabelLog(path: other)
        #expect(mended.mended == read.torn)
        try mended.append(PairLabel(Self.pair("new", "r"), .unsure))
      }
      let after = try LabelFile(path: other)
      #expect(after.torn == nil && after.labels.count == max(0, lines - 1) + 1, "\(count)")
    }
  }

  @Test("of zeros that a crash of the system leaves at the end, none counts")
  func zeros() throws {
    try LabelLog(path: path).append(PairLabel(Self.pair("q", "r"), .copy))
    let whole = try readFile(path)
    folder.write(whole + [UInt8](repeating: 0, count: 300), to: "p.labels.jsonl")
    #expect(try LabelFile(path: path).torn?.bytes == 300)
    #expect(try LabelLog(path: path).labels.count == 1)
    #expect(try readFile(path) == whole)
  }

  @Test("who opens a file that is being added to is told so, and may read it")
  func taken() throws {
    let log = try LabelLog(path: path)
    #expect(throws: LabelsAreTaken(path: path)) { _ = try LabelLog(path: path) }
    try log.append(PairLabel(Self.pair("q", "r"), .copy))
    #expect(try LabelFile(path: path).labels.count == 1)
  }

  @Test("when the file is closed, the next one may add to it")
  func closed() throws {
    for index in 0..<3 { try LabelLog(path: path).append(PairLabel(Self.pair("q\(index)", "r"), .copy)) }
    #expect(try LabelFile(path: path).labels.count == 3)
    #expect(try text().components(separatedBy: "facsimile-labels").count == 2, "one header")
  }

  static let label = #"{"query_id":"q","reference_id":"r","label":"copy"}"#
  static let wrong: [(text: String, line: Int, part: String)] = [
    ("query_id,reference_id\n", 1, "no file of labels"),
    ("{\"format\":\"other\",\"format_version\":1}\n", 1, "no file of"),
    ("{\"format\":\"facsimile-labels\",\"format_version\":2}\n", 1, "version 2"), ("\n", 1, "no file of labels"),
    ("garbage", 1, "no file of labels"),
    ("\(header)\n\(label)\nx\n\(label)\n", 3, "no object of JSON"),
    ("\(header)\n{\"query_id\":\"q\",\"label\":\"copy\"}\n", 2, "reference_id is missing"),
    ("\(header)\n{\"query_id\":\"q\",\"reference_id\":\"r\"}\n", 2, "label is missing"),
    (
      "\(header)\n{\"query_id\":\"q\",\"reference_id\":\"r\",\"label\":\"maybe\"}\n", 2,
      "\"maybe\", but must be \"copy\""
    ),
    ("\(header)\n{\"query_id\":\"\",\"reference_id\":\"r\",\"label\":\"copy\"}\n", 2, "query_id is empty"),
    ("\(header)\n{\"query_id\":7,\"reference_id\":\"r\",\"label\":\"copy\"}\n", 2, "query_id is of another type"),
    (
      "\(header)\n{\"query_id\":\"q\",\"reference_id\":\"r\",\"label\":\"copy\",\"score\":\"9\"}\n", 2,
      "score is of another"
    ),
    ("\(header)\n{\"query_id\":\"q\",\"reference_id\":\"r\",\"label\":\"copy\",\"score\":1e999}\n", 2, ""),
    ("\(header)\n[]\n", 2, ""),
  ]

  @Test("what is no label is an error that names file, line and value, and nothing is changed", arguments: wrong)
  func refused(text: String, line: Int, part: String) throws {
    folder.write(text, to: "p.labels.jsonl")
    for open in [{ _ = try LabelFile(path: $0) }, { _ = try LabelLog(path: $0) }] as [(String) throws -> Void] {
      let error = #expect(throws: LabelError.self) { try open(path) }
      #expect(error?.path == path && error?.line == line, "\(error as Any)")
      #expect(part.isEmpty || error?.reason.contains(part) ?? false, "\(error as Any)")
    }
    #expect(try self.text() == text)
  }

  @Test("blank lines, other keys, an order of one's own and the ends of other systems' lines are taken")
  func lenient() throws {
    folder.write(
      "{\"format_version\": 1, \"format\": \"facsimile-labels\", \"x\": 1}\r\n\r\n"
        + " { \"label\" : \"unsure\" , \"reference_id\" : \"r\\u00e9\" , \"more\" : [1], \"query_id\" : \"q\" , \"note\": null }\r\n",
      to: "p.labels.jsonl")
    let labels = try LabelFile(path: path).labels
    #expect(labels.all.map(\.pair) == [Self.pair("q", "ré")] && labels.count(.unsure) == 1)
  }

  @Test("a missing file, a folder and a link are errors of their own")
  func noFile() throws {
    #expect(throws: FileError.self) { _ = try LabelFile(path: path) }
    #expect(throws: FileError.self) { _ = try LabelLog(path: folder.path) }
    folder.write("", to: "target")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("target"))
    #expect(throws: FileError.self) { _ = try LabelLog(path: path) }
    #expect(try readFile(folder.file("target")).isEmpty)
  }

  @Test("100,000 labels of 20,000 pairs are read as the last of each")
  func many() throws {
    var bytes = LabelFile.header
    for index in 0..<100_000 {
      bytes += LabelLine.bytes(
        of: PairLabel(
          Self.pair("Q\(index % 20_000)", "R\(index % 20_000 / 7)"), CopyLabel.allCases[index / 20_000 % 3],
          reason: "shared_overlay", score: Double(index), by: "USER", predictions: "crc32 00000000"))
    }
    folder.write(bytes, to: "p.labels.jsonl")
    let file = try LabelFile(path: path)
    #expect(file.lineCount == 100_000 && file.labels.count == 20_000 && file.labels.count(.notCopy) == 20_000)
    #expect(file.labels.all.map(\.score) == (80_000..<100_000).map { Double($0) })
  }
}
