import CSV
import Evaluation
import Recall
import TestSupport
import Testing

@Suite("readRecalledPairs") struct RecalledPairsTests {
  let folder = TemporaryFolder()
  let truth = GroundTruth(
    pairs: [("q1", "r1"), ("q2", "r2")].map { TruePair(queryID: $0.0, referenceID: $0.1) }, queriesWithoutMatch: ["q3"])

  @Test("reads which true pairs recall named, by id or by file")
  func candidates() throws {
    let path = folder.write("query_id,reference_id,score\nq1,a/r1.jpg,7\nq1,r2,9\nq2,r1,1\nq7,r7,1\n", to: "c.csv")
    #expect(try readRecalledPairs(path, of: truth) == [truth.pairs[0]])
    let short = folder.write("q1,r1\nq2\n", to: "s.csv")
    let error = #expect(throws: CSVError.self) { try readRecalledPairs(short, of: truth) }
    #expect(error?.line == 2 && error?.reason.contains("expected 2 fields") == true)
  }
}
