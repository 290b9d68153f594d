import Evaluation
import Features
import Foundation
import Photos
import Runs
import TestSupport
import Testing

@testable import Inspection

@Suite("PairStories") struct PairStoriesTests {
  let folder = TemporaryFolder()

  private func object(_ json: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
  }

  @Test("tell every listed pair's score as it is listed, step by step", arguments: [ExtractorID.orb, .sift])
  func listedScores(extractor: ExtractorID) async throws {
    let fixture = try await FixtureRun(extractor, tags: "families", isCompared: true, in: folder)
    let (table, stories) = (fixture.table, fixture.stories())
    try #require(table.listedCount >= 12)
    #expect(table.otherScore != nil && table.tags.count == 1)
    for row in 0..<table.count {
      let story = try object(try await stories.json(ofRow: row))
      let pair = table.pair(ofRow: row)
      #expect((story["query"] as? [String: Any])?["id"] as? String == pair.queryID)
      #expect((story["reference"] as? [String: Any])?["id"] as? String == pair.referenceID)
      #expect(story["row"] as? Int == row && (story["warnings"] as? [String]) == [])
      #expect(story["expected_reference_ids"] as? [String] == table.expectedReferenceIDs(ofRow: row))
      let listed = (story["listed_score"] as? NSNumber)?.floatValue
      #expect(listed == table.score[row].map { Float($0) }, "\(pair)")
      guard let listed else { continue }
      let models = try #require(story["models"] as? [[String: Any]])
      let best = try #require(models.compactMap { $0["score"] as? Double }.max())
      #expect(Float(best) == listed)
      for model in models {
        let terms = try #require(model["terms"] as? [[String: Any]]).compactMap { $0["log_odds"] as? Double }
        let odds = try #require(model["log_odds"] as? Double)
        #expect(abs(try #require(model["base_log_odds"] as? Double) + terms.reduce(0, +) - odds) < 1e-9)
      }
      // Lists are whole.
      let keypoints = try #require(story["keypoints"] as? [String: [Any]])
      #expect(keypoints["query"]?.count == (story["query"] as? [String: Any])?["keypoints"] as? Int)
      let fates = try #require(story["matches"] as? [[String: Any]]).compactMap { $0["fate"] as? String }
      #expect(fates.count { $0 == "inlier" || $0 == "unexplained" } == story["after_one_to_one"] as? Int)
    }
  }

  @Test("the JSON is what an encoder makes of the document", arguments: [ExtractorID.orb, .sift])
  func encoded(extractor: ExtractorID) async throws {
    let fixture = try await FixtureRun(extractor, in: folder)
    let stories = fixture.stories()
    for row in [0, fixture.table.listedCount - 1, fixture.table.count - 1] {
      let pair = try await stories.explanation(ofRow: row)
      let document = try PairDocument(pair, extraction: fixture.run.queries.options, all: true)
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      let expected = try object(Array(try encoder.encode(document)))
      #expect(NSDictionary(dictionary: try object(try document.json())) == NSDictionary(dictionary: expected))
      let short = try PairDocument(pair, extraction: fixture.run.queries.options)
      #expect(
        NSDictionary(dictionary: try object(try short.json()))
          == NSDictionary(dictionary: try object(Array(try encoder.encode(short)))))
    }
  }

  @Test("one that is listed otherwise says so, and keeps the listed score")
  func differing() async throws {
    let fixture = try await FixtureRun(.sift, in: folder)
    let first = fixture.table.pair(ofRow: 0)
    let table = try PairTable([Prediction(queryID: first.queryID, referenceID: first.referenceID, score: 1.25)].table)
    let stories = PairStories(
      table: table, explainer: fixture.explainer, extraction: fixture.run.queries.options)
    let story = try object(try await stories.json(ofRow: 0))
    #expect(story["listed_score"] as? Double == 1.25)
    let warnings = try #require(story["warnings"] as? [String])
    #expect(warnings.count == 1 && warnings[0].contains("1.25"))
  }

  @Test("name the photo that none of the sets has")
  func missing() async throws {
    let fixture = try await FixtureRun(.orb, in: folder)
    let known = fixture.table.pair(ofRow: 0)
    let table = try PairTable(
      [
        Prediction(queryID: "<nobody>", referenceID: known.referenceID, score: 3),
        Prediction(queryID: known.queryID, referenceID: "nothing", score: 2),
      ].table)
    let stories = PairStories(table: table, explainer: fixture.explainer, extraction: fixture.run.queries.options)
    await #expect(throws: UnknownPhotoOfPair(id: "<nobody>")) { try await stories.json(ofRow: 0) }
    await #expect(throws: UnknownPhotoOfPair(id: "nothing")) { try await stories.explanation(ofRow: 1) }
  }

  @Test("those asked for last are kept, others are told anew with the same words")
  func kept() async throws {
    let counted = try await CountedStories(in: folder)
    let stories = counted.stories(kept: 2)
    var first: [[UInt8]] = []
    for row in 0..<3 { first.append(try await stories.json(ofRow: row)) }
    let told = counted.tellings
    #expect(try await stories.json(ofRow: 2) == first[2])
    #expect(try await stories.json(ofRow: 1) == first[1])
    #expect(counted.tellings == told)
    let again = try object(try await stories.json(ofRow: 0))
    #expect(counted.tellings > told)
    #expect(again["score"] as? Double == (try object(first[0]))["score"] as? Double)
  }

  @Test("many who ask for one pair at once have it told once")
  func together() async throws {
    let counted = try await CountedStories(in: folder)
    let stories = counted.stories()
    let before = counted.tellings
    let told = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 { group.addTask { try await stories.json(ofRow: 0) } }
      return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
    }
    // Times are part of a story: told twice, it would hardly be the same.
    #expect(told.count == 1 && counted.tellings == before + 1)
  }

  @Test("who is cancelled takes the story from nobody else")
  func cancelled() async throws {
    let counted = try await CountedStories(in: folder)
    let stories = counted.stories()
    for round in 0..<20 {
      let row = round % counted.table.listedCount
      let waiting = (0..<4).map { _ in Task { try await stories.json(ofRow: row) } }
      for index in [0, 2] { waiting[index].cancel() }
      for index in [1, 3] { #expect(try await !waiting[index].value.isEmpty) }
      for index in [0, 2] {
        if case .failure(let error) = await waiting[index].result { #expect(error is CancellationError) }
      }
    }
    // Nobody is left: what was begun is given up, and whoever comes next has it told.
    let alone = Task { try await stories.json(ofRow: counted.table.count - 1) }
    alone.cancel()
    if case .failure(let error) = await alone.result { #expect(error is CancellationError) }
    #expect(try await !stories.json(ofRow: counted.table.count - 1).isEmpty)
  }
}

extension [Prediction] {
  fileprivate var table: PredictionTable { PredictionTable(self) }
}

/// Stories of pairs, with how often their references were asked for where they are.
private struct CountedStories {
  private let fixture: FixtureRun
  private let references: CountedPlaces
  private let explainer: PairExplainer

  init(in folder: TemporaryFolder) async throws {
    fixture = try await FixtureRun(.orb, in: folder)
    var run = fixture.run
    references = CountedPlaces(run.references)
    run.references = references
    explainer = try await PairExplainer(run)
  }

  var table: PairTable { fixture.table }
  /// A story asks once for the reference's photo.
  var tellings: Int { references.photos.withLock { $0 } }

  func stories(kept: Int = 128) -> PairStories {
    PairStories(table: table, explainer: explainer, extraction: fixture.run.queries.options, kept: kept)
  }
}
