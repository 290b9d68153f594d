import Evaluation
import Foundation
import TestSupport
import Testing

@testable import CSV

@Suite("Files of evaluation") struct EvaluationFileTests {
  let folder = TemporaryFolder()
  let truth = GroundTruth(
    pairs: [("q1", "r1"), ("q2", "r2")].map { TruePair(queryID: $0.0, referenceID: $0.1) }, queriesWithoutMatch: ["q3"])

  /// `body` must throw an error that names the file, the line where one is given, and all `parts`.
  func expectError(
    _ path: String, line: Int? = nil, _ parts: String..., at: SourceLocation = #_sourceLocation, body: () throws -> Void
  ) {
    let error = #expect(throws: CSVError.self, sourceLocation: at) { try body() }
    #expect(error?.path == path, sourceLocation: at)
    #expect(error?.line == line, "\(error?.description ?? "")", sourceLocation: at)
    for part in parts { #expect(error?.reason.contains(part) ?? false, "\(error?.reason ?? "")", sourceLocation: at) }
  }

  @Test("a pair that is predicted twice is named with both lines")
  func predictedTwice() throws {
    let path = folder.write("query_id,reference_id,score\nq1,r1,1\nq2,r1,1\n\nq1,r1,2\n", to: "p.csv")
    let table = try readPredictions(path)
    expectError(path, line: 5, "q1, r1", "first on line 2") { _ = try rank(table, from: path, against: truth) }
  }

  @Test("a ground truth that says a pair twice, or none, is named")
  func badTruth() {
    let twice = folder.write("q1,r1\nq2,\nq1,r1\n", to: "g.csv")
    expectError(twice, line: 3, "q1, r1", "first on line 1") { _ = try readGroundTruth(twice) }
    let swapped = folder.write("r1,q1\n,q3\n", to: "s.csv")
    expectError(swapped, line: 2, "the query has no id") { _ = try readGroundTruth(swapped) }
    let none = folder.write("query_id,reference_id\nq1,\n", to: "n.csv")
    expectError(none, "no pair") { _ = try readGroundTruth(none) }
    let wide = folder.write("q1,r1\nq1,r2,1\n", to: "w.csv")
    expectError(wide, line: 2, "2 fields") { _ = try readGroundTruth(wide) }
  }

  @Test("a header is recognised however it is written; another one, or columns in another order, is refused")
  func headers() throws {
    for header in ["query_id,reference_id", "Query_ID,Reference_ID", "query,reference", "QUERY, Reference"] {
      let path = folder.write("\(header)\nq1,r1\nq2,r2\nq3,\n", to: "g.csv")
      #expect(try readGroundTruth(path) == truth, "\(header)")
      let predictions = folder.write("\(header),score\nq1,r1,1\n", to: "p.csv")
      #expect(try readPredictions(predictions).count == 1, "\(header)")
    }
    for (header, part) in [
      ("reference_id,query_id", "in the order query_id,reference_id"), ("Reference,query", "in the order"),
      ("image_id,ref_id", "expected the header query_id,reference_id or none, found image_id,ref_id"),
      ("img_a,img_b", "expected the header"), ("image,match_image", "expected the header"),
      ("copy,original", "put that header before them"),
    ] {
      let path = folder.write("\(header)\nq1,r1\n", to: "g.csv")
      expectError(path, line: 1, part) { _ = try readGroundTruth(path) }
    }
    for pair in ["q7,r7", "photo1,photo2", "holiday,sea", "a,b", "IMG_0001,"] {
      let truth = try readGroundTruth(folder.write("\(pair)\nq1,r1\n", to: "g.csv"))
      #expect(truth.pairs.count + truth.queriesWithoutMatch.count == 2, "\(pair)")
    }
  }

  @Test("a ground truth is read back as it was written")
  func truthRoundTrip() throws {
    let path = folder.file("g.csv")
    try writeGroundTruth(truth, to: path)
    #expect(try readGroundTruth(path) == truth)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "query_id,reference_id\nq1,r1\nq2,r2\nq3,\n")
  }

  static let table = """
    family,query_id,reference_id,source,strength
    crop+text,q1,r1,a.jpg,easy
    crop,q2,r2,b.jpg,easy
    text+crop,q3,,c.jpg,
    text,q9,r9,c.jpg,hard

    """

  @Test("reads tags joined by + of the named columns, of the queries that the truth knows")
  func tags() throws {
    let path = folder.write(Self.table, to: "q.csv")
    let tags = try readQueryTags(path, columns: ["strength", "family"], for: truth)
    #expect(tags.map(\.name) == ["strength", "family"])
    #expect(tags[0].tags == ["q1": ["easy"], "q2": ["easy"], "q3": ["(none)"]])
    #expect(tags[1].tags == ["q1": ["crop", "text"], "q2": ["crop"], "q3": ["text", "crop"]])
  }

  @Test("without names takes the columns whose values repeat, but no ids")
  func defaultColumns() throws {
    let path = folder.write(Self.table, to: "q.csv")
    #expect(try readQueryTags(path, for: truth).map(\.name) == ["family"])
    let shared = try readQueryTags(
      Photos.fixtures + "/queries.csv", for: readGroundTruth(Photos.fixtures + "/ground_truth.csv"))
    #expect(shared.map(\.name) == ["families", "strength"])
  }

  @Test("a table of queries that can't be used is named, with what is wrong")
  func badTags() {
    let path = folder.write(Self.table, to: "q.csv")
    func read(_ path: String, _ columns: String...) -> () throws -> Void {
      { _ = try readQueryTags(path, columns: columns, for: truth) }
    }
    expectError(path, line: 1, "\"families\"", "family, query_id", body: read(path, "families"))
    let noID = folder.write("id,family\nq1,crop\n", to: "i.csv")
    expectError(noID, line: 1, "query_id", body: read(noID))
    let double = folder.write("query_id,a,a\nq1,x,y\n", to: "d.csv")
    expectError(double, line: 1, "2 columns \"a\"", body: read(double, "a"))
    let short = folder.write("query_id,a\nq1,x\nq2\n", to: "s.csv")
    expectError(short, line: 3, "2 fields", body: read(short))
    let twice = folder.write("query_id,a\nq1,x\nq2,x\nq1,x\n", to: "t.csv")
    expectError(twice, line: 4, "q1", "line 2", body: read(twice))
    let missing = folder.write("query_id,a\nq1,x\nq7,x\n", to: "m.csv")
    expectError(missing, "q2", "and of 1 more", body: read(missing))
    let unique = folder.write("query_id,a\nq1,x\nq2,y\nq3,z\n", to: "u.csv")
    expectError(unique, "name one of query_id, a", body: read(unique))
    let empty = folder.write("", to: "e.csv")
    expectError(empty, "header", body: read(empty))
  }

  @Test("mistakes are written with a header; where a score or a reference is missing the field is empty")
  func mistakes() throws {
    let truth = GroundTruth(pairs: self.truth.pairs + [TruePair(queryID: "q1", referenceID: "r,3")])
    let predictions = [
      Prediction(queryID: "q1", referenceID: "r9", score: 2.5), Prediction(queryID: "q5", referenceID: "r1", score: 2),
      Prediction(queryID: "q1", referenceID: "r1", score: 1),
    ]
    let ranked = try RankedPredictions(PredictionTable(predictions), against: truth)
    let path = folder.file("e.csv")
    try writeMistakes(ranked.mistakes(atThreshold: 1.5), to: path)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8) == """
        kind,query_id,reference_id,score,expected_reference_id,what_happened
        false positive,q1,r9,2.5,"r1+r,3",another reference is right
        false positive,q5,r1,2.0,,the ground truth does not know the query
        missed,q1,r1,1.0,"r1+r,3",below the threshold
        missed,q2,r2,,r2,not listed
        missed,q1,"r,3",,"r1+r,3",not listed

        """)
  }
}
