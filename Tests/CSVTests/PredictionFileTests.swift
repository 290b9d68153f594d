import Evaluation
import TestSupport
import Testing

@testable import CSV

@Suite("Prediction files") struct PredictionFileTests {
  let folder = TemporaryFolder()

  @Test("come back as they were written")
  func roundTrip() throws {
    let predictions = [
      Prediction(queryID: "q,1", referenceID: "r\"2", score: 12.25),
      Prediction(queryID: "é", referenceID: "r", score: 3),
    ]
    try writePredictions(predictions, to: folder.file("p.csv"))
    #expect(Array(try readPredictions(folder.file("p.csv"))) == predictions)
  }

  @Test("the views of a candidate list are skipped, where its header names them")
  func views() throws {
    let header = "query_id,reference_id,score,query_view,reference_view\n"
    let path = folder.write(header + "q,r,1,full,full\nq,s,0.5,full,center\n", to: "c.csv")
    #expect(try readPredictions(path).map(\.score) == [1, 0.5])
    for (text, line) in [(header + "q,r,1\n", 2), ("q,r,1,full,full\n", 1)] {
      let path = folder.write(text, to: "c.csv")
      let error = #expect(throws: CSVError.self) { try readPredictions(path) }
      #expect(error?.line == line, "\(String(describing: error))")
    }
  }

  @Test(
    "a malformed row is named by file and line",
    arguments: [
      ("a,b\n", "1"), ("query_id,reference_id,score\nq,r,1\nq,r,x\n", "3"), ("q,r,nan\n", "1"), ("q,r,1,2\n", "1"),
    ])
  func malformed(text: String, line: String) {
    let path = folder.write(text, to: "p.csv")
    let error = #expect(throws: (any Error).self) { try readPredictions(path) }
    #expect(error.map { "\($0)".hasPrefix("\(path):\(line): ") } ?? false, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("the ground truth tells pairs from queries without a match")
  func groundTruth() throws {
    let path = folder.write("query_id,reference_id\nq1,r1\nq2,\nq3,\nq1,r2\nq2,\nq3,r1\n", to: "g.csv")
    let truth = try readGroundTruth(path)
    #expect(
      truth.pairs == [("q1", "r1"), ("q1", "r2"), ("q3", "r1")].map { TruePair(queryID: $0.0, referenceID: $0.1) })
    #expect(truth.queriesWithoutMatch == ["q2"], "q3 has a match all the same")
    #expect(truth.queryIDs == ["q1", "q2", "q3"])
  }
}
