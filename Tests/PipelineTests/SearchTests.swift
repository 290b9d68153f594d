import CSV
import Evaluation
import Features
import Foundation
import Imaging
import OpenCVExtractors
import Options
import Pipeline
import Pyramid
import TestSupport
import Testing

@Suite("search") struct SearchTests {
  func collections() async throws -> (queries: FeatureCollection, references: FeatureCollection) {
    var options = ExtractionOptions()
    options.extractor = .openCVORB
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 2)
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

  @Test("what several references share counts for less, unless they are one photo saved twice")
  func distinctiveness() async throws {
    let folder = TemporaryFolder()
    let photos = try ["R000003", "R000005", "R000007"].map {
      try ColorImage(contentsOf: Photos.fixtures + "/references/\($0).jpg").resampled(
        to: ImageSize(width: 400, height: 300))
    }
    // A stranger that wears what two references wear, on half of each; and a copy of a third.
    func worn(_ photo: ColorImage) -> ColorImage {
      var worn = photo
      for y in 0..<150 { for x in 0..<400 { worn[x, y] = photos[0][x, y] } }
      return worn
    }
    func write(_ photo: ColorImage, _ name: String) throws { try photo.write(to: folder.file(name)) }
    try FileManager.default.createDirectory(atPath: folder.file("r"), withIntermediateDirectories: true)
    try write(worn(photos[1]), "r/one.png")
    try write(worn(photos[2]), "r/two.png")
    try write(photos[0], "q.png")
    var options = ExtractionOptions()
    options.extractor = .sift
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 1)
    func scores(_ change: (inout SearchOptions) -> Void = { _ in }) async throws -> [Double] {
      var search = SearchOptions()
      search.verification.weighsAppearance = false
      change(&search)
      return try await Pipeline.search(
        FeatureSource(path: folder.file("q.png")).load(using: extraction),
        in: FeatureSource(path: folder.file("r")).load(using: extraction), options: search, threads: 1
      ).map(\.score)
    }
    let plain = try await scores { $0.weighsDistinctiveness = false }
    #expect(plain.count == 2 && plain[1] > 20)
    let weighted = try await scores()
    #expect(weighted[0] < 0.5 * plain[0], "\(weighted) beside \(plain)")
    let counted = try await scores { $0.verification.score = .inliers }
    #expect(counted.allSatisfy { $0 > 5 })

    // The same photo, compressed: the query is no less a copy of either.
    try FileManager.default.removeItem(atPath: folder.file("r/two.png"))
    try write(worn(photos[1]), "r/jpeg.jpg")
    let twins = try await scores()
    #expect(twins.count == 2 && twins.allSatisfy { $0 > 0.6 * plain[0] }, "\(twins) beside \(plain)")
  }

  @Test("options out of range are named")
  func options() async throws {
    let (queries, references) = try await collections()
    func field(_ change: (inout SearchOptions) -> Void) async -> String? {
      var options = SearchOptions()
      change(&options)
      let wrong = options
      let error = await #expect(throws: OptionsError.self) {
        _ = try await search(queries, in: references, options: wrong, threads: 1)
      }
      return error?.field
    }
    #expect(await field { $0.candidates = 0 } == "SearchOptions.candidates")
    #expect(await field { $0.checks = 0 } == "SearchOptions.checks")
    #expect(await field { $0.verification.maxModels = 0 } == "VerificationOptions.maxModels")
    #expect(await field { $0.normalization.rank = 0 } == "ScoreNormalization.rank")
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
    #expect(Array(try readPredictions(folder.file("p.csv"))) == predictions)
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
