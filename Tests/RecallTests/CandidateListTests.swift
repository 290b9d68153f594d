import CSV
import Features
import Foundation
import Photos
import TestSupport
import Testing

@testable import Recall

@Suite("CandidateList") struct CandidateListTests {
  let folder = TemporaryFolder()
  let queries = Self.photos(["q1", "q2", "q,3"], path: "q.h5")
  let references = Self.photos(["r1", "r2", "r3", "r 4"], path: "r.h5")

  /// Photos without features.
  static func photos(_ ids: [String], path: String) -> HeldFeatures {
    let none = randomFeatures(.binary256, count: 0, seed: 0)
    return HeldFeatures(ids: ids, features: ids.map { _ in none }, options: ExtractionOptions(), path: path)
  }

  func list(_ text: String) throws -> CandidateList {
    try CandidateList(path: folder.write(text, to: "c"), queries: queries, references: references)
  }

  /// Pairs as text, in the order of the list.
  func pairs(_ list: CandidateList) -> [String] {
    list.queries.flatMap { query in
      list.referenceIndices[query.pairs].map { "\(queries.ids[query.index])-\(references.ids[Int($0)])" }
    }
  }

  @Test(
    "both formats, with and without header and scores, any line ends",
    arguments: [
      "query_id,reference_id\nq1,r2\nq2,r1\nq1,r1\n", "q1,r2\r\nq2,r1\r\nq1,r1", "q1 r2\nq2\tr1\n\n  q1   r1 \n",
      "q1 r2\r\nq2 r1\r\n\r\nq1 r1\r\n", "\u{FEFF}q1 r2\nq2 r1\nq1 r1", "\u{FEFF}q1,r2\nq2,r1\nq1,r1",
      "\n\n\"q1\",r2\nq2,r1\nq1,r1\n",
      "query/q1.jpg db/a/r2.png\nq2.jpg r1.jpg\nq1 db/r1\n",
    ])
  func formats(text: String) throws {
    let list = try list(text)
    #expect(pairs(list) == ["q1-r2", "q1-r1", "q2-r1"], "by query, in the order of the list")
    #expect(list.queries.map(\.pairs) == [0..<2, 2..<3])
    #expect(!list.hasScores)
  }

  @Test(
    "scores stay with their pairs",
    arguments: [
      "query_id,reference_id,score\nq2,r1,1\nq1,r2,-2.5e3\nq2,r2,3\n", "q2 r1 1\nq1 r2 -2500\nq2 r2 3\n",
    ])
  func scores(text: String) throws {
    let list = try list(text)
    #expect(pairs(list) == ["q2-r1", "q2-r2", "q1-r2"])
    #expect(list.givenScores == [1, 3, -2500])
  }

  @Test("names with commas and blanks, where the format has room for them")
  func names() throws {
    #expect(pairs(try list("\"q,3\",r 4\n")) == ["q,3-r 4"])
  }

  @Test(
    "a malformed list is an error that names file, line and fault",
    arguments: [
      ("", "", "no pairs"), ("query_id,reference_id\n", "", "no pairs"), ("\n \n", "", "no pairs"),
      ("q1,r1\nq1,r2,3\n", "2", "expected 2 fields, as line 1 has, found 3"),
      ("query_id,reference_id,score\nq1,r1\n", "2", "expected 3 fields, as line 1 has, found 2"),
      ("q1,r1,1,2\n", "1", "2 or 3 fields"), ("q1\nq2\n", "1", "2 or 3 words"), ("q1 r1\nq1 r2 3\n", "2", "found 3"),
      ("q1,r1,1\nq1,r2,x\n", "2", "\"x\""), ("q1,r1,nan\n", "1", "\"nan\""), ("q1,r1,\n", "1", "\"\""),
      ("q1,r1,inf\n", "1", "\"inf\""), ("q1 r1 nan\n", "1", "\"nan\""), ("q1 r1 1\n\nq1 r2 1e999\n", "3", "1e999"),
      ("q1,r1\nq9,r1\n", "2", "the query \"q9\" is not in"), ("q1,r1\nq1,q2\n", "2", "the reference \"q2\" is not in"),
      ("q1,r1\nq2,r1\nq1,r2\nq1,r1\n", "4", "q1, r1 is in line 1 already"),
      ("q1 r1\nq2 r1\nq2 r1\nq1 r1\n", "3", "q2, r1 is in line 2 already"),
      ("q1 r1\na/q1.jpg r1.png\n", "2", "q1, r1 is in line 1 already"), ("q1,\"r1\n", "1", "quote"),
    ])
  func malformed(text: String, line: String, part: String) throws {
    let error = #expect(throws: CSVError.self) { try list(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.hasPrefix(folder.file("c") + ":" + (line.isEmpty ? "" : "\(line):")), "\(message)")
    #expect(message.contains(part), "\(message)")
  }

  @Test("what is no UTF-8 is named", arguments: [[0xFF], [0x71, 0xC3]] as [[UInt8]])
  func encoding(bytes: [UInt8]) throws {
    for separator in [",", " "] {
      let path = folder.write(Array("q1\(separator)r1\nq2\(separator)".utf8) + bytes + [10], to: "c")
      let error = #expect(throws: CSVError.self) {
        try CandidateList(path: path, queries: queries, references: references)
      }
      #expect(error?.line == 2)
    }
  }

  @Test("a missing list and a folder are errors")
  func unreadable() {
    for path in [folder.file("none"), folder.path] {
      let error = #expect(throws: (any Error).self) {
        try CandidateList(path: path, queries: queries, references: references)
      }
      #expect(error.map { "\($0)".contains(path) } ?? false)
    }
  }

  @Test("where ids are paths, a path finds the photo that it ends as; what may be several is refused with the choices")
  func paths() throws {
    let ids = ["a/IMG_1.jpg", "a/IMG_1.png", "b/IMG_1.jpg", "IMG_2.jpg", "c/IMG_2.jpg", "solo", "spring/x", "summer/x"]
    let references = Self.photos(ids, path: "r.h5")
    func answer(_ name: String) throws -> String {
      let list = try CandidateList(
        path: folder.write("q1,\"\(name)\"\n", to: "c"), queries: queries, references: references)
      return ids[Int(list.referenceIndices[0])]
    }
    let right = [
      "a/IMG_1.jpg": "a/IMG_1.jpg", "./a/IMG_1.jpg": "a/IMG_1.jpg", "/x/caltech/a/IMG_1.png": "a/IMG_1.png",
      "caltech/b/IMG_1.jpg": "b/IMG_1.jpg", "b/IMG_1": "b/IMG_1.jpg", "b/IMG_1.webp": "b/IMG_1.jpg",
      "/x/IMG_2.jpg": "IMG_2.jpg", "/x/c/IMG_2.jpg": "c/IMG_2.jpg", "any/folder/solo.jpg": "solo", "solo.png": "solo",
      "/photos/spring/x.jpg": "spring/x",
    ]
    for (name, id) in right { #expect(try answer(name) == id, "\(name)") }
    let wrong = [
      "IMG_1": "may be 3 photos of r.h5: a/IMG_1.jpg, a/IMG_1.png, b/IMG_1.jpg",
      "a/IMG_1": "may be 2 photos of r.h5: a/IMG_1.jpg, a/IMG_1.png",
      "x": "may be 2 photos of r.h5: spring/x, summer/x",
      "d/IMG_1.jpg": "is not in r.h5", "/x/autumn/x.jpg": "is not in r.h5", "IMG_3": "is not in r.h5",
    ]
    for (name, reason) in wrong {
      let error = #expect(throws: CSVError.self, "\(name)") { try answer(name) }
      #expect(error?.line == 1 && error?.reason == "the reference \"\(name)\" \(reason)")
    }
  }

  @Test("where stems are ids, a path may also be that by which a photo is opened, whatever its id begins with")
  func openedPaths() throws {
    let photos = try [("spring", 1), ("summer", 2)].map { name, seed in
      try FileManager.default.createDirectory(atPath: folder.file("\(name)/deep"), withIntermediateDirectories: true)
      try syntheticPhoto(width: 40, height: 40, seed: UInt64(seed)).write(to: folder.file("\(name)/deep/x.png"))
      return try PhotoFeatures(of: folder.file(name), by: ORB())
    }
    let joined = try JoinedFeatures(photos)
    #expect(joined.ids == ["spring/x", "summer/x"])
    for (index, season) in ["spring", "summer"].enumerated() {
      for name in [folder.file("\(season)/deep/x.png"), "\(season)/deep/x.png"] {
        let path = folder.write("q1,\(name)\n", to: "c")
        let list = try CandidateList(path: path, queries: queries, references: joined)
        #expect(list.referenceIndices == [Int32(index)])
      }
    }
  }

  @Test("as a source it names a query's pairs in the list's order, with their scores, and asks for no features")
  func source() throws {
    let scored = ListedCandidates(try list("q2,r1,1\nq1,r2,-2.5\nq2,r2,3\nq2,r 4,2\n"))
    #expect(!scored.needsFeatures)
    func query(_ index: Int, itself: Int? = nil) -> Query {
      Query(index: index, id: queries.ids[index], views: nil, itself: itself)
    }
    let found = scored.candidates(for: [query(2), query(1), query(0)], limit: .max)
    #expect(found.map { $0.map(\.reference) } == [[], [0, 1, 3], [1]])
    #expect(found.map { $0.map(\.score) } == [[], [1, 3, 2], [-2.5]])
    // What is no candidate takes nobody's place.
    #expect(scored.candidates(for: [query(1, itself: 0)], limit: 2)[0].map(\.reference) == [1, 3])
    #expect(ListedCandidates(try list("q1 r1\n")).candidates(for: [query(0)], limit: 1)[0].map(\.score) == [nil])
  }
}
