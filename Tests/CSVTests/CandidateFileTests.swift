import CSV
import Files
import Foundation
import TestSupport
import Testing

@Suite("Candidate files") struct CandidateFileTests {
  private let folder = TemporaryFolder()

  private func rows(_ text: String) throws -> [CandidateRow] {
    var rows: [CandidateRow] = []
    try readCandidateRows(folder.write(text, to: "c")) { rows.append($0) }
    return rows
  }

  @Test("are read in both formats, with their lines and the names as they stand there")
  func formats() throws {
    let expected = [
      CandidateRow(query: "a/q1.jpg", reference: "r1", score: 2.5, line: 2),
      CandidateRow(query: "q2", reference: "r1", score: -1, line: 4),
    ]
    #expect(try rows("query_id,reference_id,score\na/q1.jpg,r1,2.5\n\nq2,r1,-1\n") == expected)
    #expect(try rows("\na/q1.jpg r1 2.5\n\n q2\tr1 -1") == expected)
    #expect(try rows("query_id,reference_id\n") == [])
    // With a header of whatever sort.
    for header in ["query reference score", "query_id\treference_id\tscore", "Query Reference Score"] {
      #expect(try rows("\(header)\na/q1.jpg r1 2.5\n\nq2 r1 -1") == expected, "\(header)")
    }
    for header in ["query, reference, score", "query_id , reference_id , score"] {
      #expect(try rows("\(header)\na/q1.jpg, r1, 2.5\n\nq2, r1, -1") == expected, "\(header)")
    }
    #expect(
      try rows(
        "query_id,reference_id,score,query_view,reference_view\na/q1.jpg,r1,2.5,full,center\n\nq2,r1,-1,full,full\n")
        == expected)
    #expect(try rows("query reference\nq r\n").map(\.line) == [2])
    #expect(try rows("") == [])
  }

  @Test(
    "a row that is none is named with its line",
    arguments: [
      ("q,r,1\nq,r\n", 2, "expected 3 fields"), ("q,r,x\n", 1, "number"), ("q\n", 1, "2 or 3 words"),
      ("q r\nq r 1\n", 2, "expected 2 words"), ("q r inf\n", 1, "number"), ("a,b,c,d\n", 1, "2 or 3 fields"),
      ("q;r;1\n", 1, "semicolons"), ("q;r;0,5\n", 1, "semicolons"), ("q;r\n", 1, "semicolons"),
    ])
  func badRows(text: String, line: Int, reason: String) throws {
    let error = #expect(throws: CSVError.self) { try rows(text) }
    #expect(error?.line == line)
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test("a line longer than a MiB is refused before it is divided")
  func longLine() throws {
    let long = folder.write("q r\n" + String(repeating: "q ", count: 600_000), to: "l")
    let error = #expect(throws: CSVError.self) { try readCandidateRows(long) { _ in } }
    #expect(error?.line == 2 && error?.reason.contains("longer than 1048576 bytes") == true, "\(error?.reason ?? "")")
  }

  @Test("a missing file is an error of the system's, and what the body throws is passed on")
  func errors() {
    struct Stop: Error {}
    #expect(throws: FileError.self) { try readCandidateRows(folder.file("missing")) { _ in } }
    let path = folder.write("q r\n", to: "c")
    #expect(throws: Stop.self) { try readCandidateRows(path) { _ in throw Stop() } }
  }

  @Test("are written with a header, in their order, and read back")
  func roundTrip() throws {
    func text() throws -> String { try String(contentsOfFile: folder.file("o.csv"), encoding: .utf8) }
    let bare = [CandidateRow(query: "q2", reference: "r,1"), CandidateRow(query: "q1", reference: "r2")]
    try writeCandidates(bare, to: folder.file("o.csv"))
    #expect(try text() == "query_id,reference_id\nq2,\"r,1\"\nq1,r2\n")
    let scored = [
      CandidateRow(query: "q", reference: "r", score: 0.1), CandidateRow(query: "q", reference: "s", score: 3),
    ]
    try writeCandidates(scored, to: folder.file("o.csv"))
    #expect(try text() == "query_id,reference_id,score\nq,r,0.1\nq,s,3.0\n")
    var read: [CandidateRow] = []
    try readCandidateRows(folder.file("o.csv")) { read.append($0) }
    #expect(read.map(\.score) == [0.1, 3] && read.map(\.line) == [2, 3])
    try writeCandidates([], to: folder.file("o.csv"))
    #expect(try text() == "query_id,reference_id\n")
    #expect(throws: FileError.self) { try writeCandidates(bare, to: folder.file("gone/o.csv")) }
  }
}
