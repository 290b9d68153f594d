import Evaluation
import Features
import Options
import Pipeline
import TestSupport
import Testing

@Suite("search") struct SearchTests {
  func collections() async throws -> (queries: FeatureCollection, references: FeatureCollection) {
    var options = ExtractionOptions()
    options.extractor = .openCVORB
    let extraction = try Extraction(options, threads: 2)
    return (
      try await FeatureSource(path: Photos.fixtures + "/queries").load(using: extraction, isMirrorNeeded: true),
      try await FeatureSource(path: Photos.fixtures + "/references").load(using: extraction)
    )
  }

  @Test("finds most copies among the fixtures, and hardly anything else")
  func fixtures() async throws {
    let (queries, references) = try await collections()
    let predictions = try await search(queries, in: references, threads: 2)
    let metrics = try evaluate(predictions, against: readGroundTruth(Photos.fixtures + "/ground_truth.csv"))
    #expect(metrics.microAveragePrecision > 0.6)
    #expect(predictions.allSatisfy { $0.score > 0 })
  }

  @Test("the number of threads changes nothing")
  func threads() async throws {
    let (queries, references) = try await collections()
    let one = try await search(queries, in: references, threads: 1)
    #expect(try await search(queries, in: references, threads: 2) == one)
    #expect(try await search(queries, in: references, threads: 5) == one)
  }

  @Test("options out of range are named")
  func options() async throws {
    let (queries, references) = try await collections()
    var options = SearchOptions()
    options.candidates = 0
    let wrong = options
    await #expect(throws: OptionsError.self) {
      _ = try await search(queries, in: references, options: wrong, threads: 1)
    }
  }
}

@Suite("Prediction files") struct PredictionFileTests {
  let folder = TemporaryFolder()

  @Test("come back as they were written")
  func roundTrip() throws {
    let predictions = [
      Prediction(queryID: "q,1", referenceID: "r\"2", score: 12.25),
      Prediction(queryID: "é", referenceID: "r", score: 3),
    ]
    try writePredictions(predictions, to: folder.file("p.csv"))
    #expect(try readPredictions(folder.file("p.csv")) == predictions)
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

  @Test("queries without a match are left out of the ground truth")
  func groundTruth() throws {
    let path = folder.write("query_id,reference_id\nq1,r1\nq2,\n", to: "g.csv")
    #expect(try readGroundTruth(path) == [TruePair(queryID: "q1", referenceID: "r1")])
  }
}
