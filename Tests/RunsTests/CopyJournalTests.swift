import Files
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("CopyJournal") struct CopyJournalTests {
  let folder = TemporaryFolder()
  var output: String { folder.file("out.csv") }

  let identity = try! RunIdentity(command: "verify", ["the candidates": "9 pairs", "--seed": "1"])
  let batches = [
    [
      Self.result(
        3,
        pairs: [
          .init(
            reference: 6, score: 1.5, isMirrored: true, models: [EvidenceFileTests.compared, EvidenceFileTests.blind]),
          .init(
            reference: 0, score: 1, isMirrored: false, models: [EvidenceFileTests.asked, EvidenceFileTests.askedBlind]),
        ]),
      Self.result(
        0, failure: Failure(input: "é/a.jpg", reason: "«no»", id: "é/a", kind: .featureless),
        candidates: [.init(reference: 2, score: 0.5), .init(reference: 1, score: nil)]),
    ],
    [Self.result(8, pairs: [.init(reference: 1, score: 1e300, isMirrored: false)])],
    [Self.result(1, pairs: [.init(reference: 5, score: .leastNonzeroMagnitude, isMirrored: false)]), Self.result(2)],
    [
      Self.result(4, failure: Failure(input: "b.jpg", reason: "no")),
      Self.result(5, failure: Failure(input: "c.jpg", reason: "partly", id: "c", kind: .partlyRead)),
    ],
  ]

  private static func result(
    _ query: Int, failure: Failure? = nil, pairs: [QueryResult.Pair] = [], candidates: [QueryResult.Named] = []
  ) -> QueryResult {
    QueryResult(
      query: query, failure: failure, pairs: pairs, candidateCount: query + 20, skippedCount: query,
      candidates: candidates)
  }

  func open(
    isResuming: Bool = true, queries: Int = 9, references: Int = 7, as identity: RunIdentity? = nil
  ) throws -> CopyJournal {
    try CopyJournal(
      besideOutput: output, of: identity ?? self.identity, queryCount: queries, referenceCount: references,
      isResuming: isResuming)
  }

  private var path: String { output + ".partial" }

  /// The bytes of a journal with all batches, and its length after the header and after each.
  func whole() throws -> (bytes: [UInt8], lengths: [Int]) {
    let journal = try open()
    var lengths = [try readFile(path).count]
    for batch in batches {
      try journal.append(batch)
      lengths.append(try readFile(path).count)
    }
    return (try readFile(path), lengths)
  }

  @Test("gives back what was appended, after any number of stops")
  func roundTrip() throws {
    for (index, batch) in batches.enumerated() {
      let journal = try open(isResuming: index > 0)
      #expect(journal.restored == batches[..<index].flatMap { $0 })
      try journal.append(batch)
      try journal.append([])
    }
    #expect(try open().restored == batches.flatMap { $0 })
    #expect(folder.contents == ["out.csv.partial"])
    try open().remove()
    #expect(folder.contents == [])
  }

  @Test("torn at any byte, it gives the whole batches before, and goes on behind them")
  func torn() throws {
    let (bytes, lengths) = try whole()
    for length in 0...bytes.count {
      folder.write(Array(bytes[..<length]), to: "out.csv.partial")
      let count = lengths.dropFirst().count { $0 <= length }
      do {
        let journal = try open()
        #expect(journal.restored == batches[..<count].flatMap { $0 }, "\(length) bytes")
        for batch in batches[count...] { try journal.append(batch) }
      }
      #expect(try readFile(folder.file("out.csv.partial")) == bytes, "\(length) bytes")
    }
  }

  @Test("a changed byte of a batch ends it there; zeros, as a crash of the system leaves, too")
  func changed() throws {
    let (bytes, lengths) = try whole()
    for position in lengths[0]..<bytes.count {
      var changed = bytes
      changed[position] ^= 1 << UInt8(position % 8)
      folder.write(changed, to: "out.csv.partial")
      let count = lengths.dropFirst().count { $0 <= position }
      #expect(try open().restored == batches[..<count].flatMap { $0 }, "byte \(position)")
    }
    folder.write(bytes + [UInt8](repeating: 0, count: 100), to: "out.csv.partial")
    #expect(try open().restored == batches.flatMap { $0 })
    #expect(try readFile(folder.file("out.csv.partial")) == bytes)
  }

  @Test("a changed byte of the header is refused, and the file is left as it is")
  func changedHeader() throws {
    let (bytes, lengths) = try whole()
    for position in 0..<lengths[0] {
      var changed = bytes
      changed[position] ^= 1 << UInt8(position % 8)
      folder.write(changed, to: "out.csv.partial")
      let error = #expect(throws: JournalError.self, "byte \(position)") { try open() }
      #expect(error.map { "\($0)".contains(output + ".partial") } ?? false)
      #expect(try readFile(folder.file("out.csv.partial")) == changed)
    }
  }

  @Test("another file of that name is refused", arguments: ["hello", "query_id,reference_id,score\n"])
  func foreign(text: String) throws {
    let path = folder.write(text, to: "out.csv.partial")
    #expect(throws: JournalError.foreign(path: path)) { try open() }
    #expect(try readFile(path) == Array(text.utf8))
  }

  @Test("a second process is told so, whether it wants to go on or not")
  func atWork() throws {
    let journal = try open()
    for isResuming in [true, false] {
      let error = #expect(throws: JournalError.self) { try open(isResuming: isResuming) }
      #expect(error == .atWork(path: output + ".partial", output: output))
    }
    journal.remove()
  }

  @Test("without being asked to go on, a file that is there is refused and kept")
  func exists() throws {
    let (bytes, _) = try whole()
    let error = #expect(throws: JournalError.self) { try open(isResuming: false) }
    #expect(error.map { "\($0)".contains("--resume") } ?? false)
    #expect(try readFile(folder.file("out.csv.partial")) == bytes)
  }

  @Test("other inputs and options are refused with what differs")
  func otherWork() throws {
    let (bytes, _) = try whole()
    let others: [(String, RunIdentity)] = [
      (
        "the candidates (there 9 pairs, here 8 pairs)",
        try RunIdentity(command: "verify", ["the candidates": "8 pairs", "--seed": "1"])
      ),
      ("--seed (there 1, here 2)", try RunIdentity(command: "verify", ["the candidates": "9 pairs", "--seed": "2"])),
      (
        "the command (there verify, here extract)",
        try RunIdentity(command: "extract", ["the candidates": "9 pairs", "--seed": "1"])
      ),
      ("--seed (there 1, here not given)", try RunIdentity(command: "verify", ["the candidates": "9 pairs"])),
    ]
    for (difference, other) in others {
      let error = #expect(throws: JournalError.self) { try open(as: other) }
      #expect(error == .otherWork(path: output + ".partial", differences: [difference]))
      #expect(error.map { "\($0)".contains(difference) } ?? false)
    }
    #expect(try readFile(folder.file("out.csv.partial")) == bytes)
  }

  @Test("photos that the sets don't have end it")
  func tooFewPhotos() throws {
    _ = try whole()
    #expect(try open(queries: 8).restored == batches[0])
    _ = try whole()
    #expect(try open(references: 6).restored == [])
  }

  @Test(
    "listed scores that are none end it",
    arguments: [0, -1, .infinity, .nan] as [Double])
  func scores(score: Double) throws {
    let wrong = Self.result(4, pairs: [.init(reference: 1, score: score, isMirrored: false)])
    do {
      let journal = try open()
      try journal.append(batches[0])
      try journal.append([wrong])
    }
    #expect(try open().restored == batches[0])
  }

  @Test("models without sense end it", arguments: [.infinity, .nan, -.infinity] as [Double])
  func models(number: Double) throws {
    for isCompared in [true, false] {
      var model = isCompared ? EvidenceFileTests.compared : EvidenceFileTests.blind
      model.evidence.shareOfQuery = number
      let wrong = Self.result(4, pairs: [.init(reference: 1, score: 1, isMirrored: false, models: [model])])
      do {
        let journal = try open()
        try journal.append(batches[0])
        try journal.append([wrong])
      }
      let journal = try open()
      #expect(journal.restored == batches[0])
      journal.remove()
    }
  }

  @Test("is deleted when there is nothing in it, and kept when there is")
  func empty() throws {
    try open().removeIfEmpty()
    #expect(folder.contents == [])
    let journal = try open()
    try journal.append(batches[0])
    journal.removeIfEmpty()
    #expect(folder.contents == ["out.csv.partial"])
  }
}
