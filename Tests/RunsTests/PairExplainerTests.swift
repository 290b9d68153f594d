import CSV
import Copies
import Evaluation
import Features
import Files
import Foundation
import Locks
import Photos
import Recall
import Scoring
import TestSupport
import Testing

@testable import Runs

@Suite("PairExplainer") struct PairExplainerTests {
  let folder = TemporaryFolder()

  /// What a run writes, by the indices of query and reference.
  private func written(_ run: CopyRun) async throws -> [(query: Int, reference: Int, score: Float)] {
    _ = try await run.write(to: folder.file("out.csv"), as: run.recall.list == nil ? "search" : "verify")
    let (queries, references) = (run.queries.ids, run.references.ids)
    return try readPredictions(folder.file("out.csv")).map { row in
      (
        try #require(queries.firstIndex(of: row.queryID)), try #require(references.firstIndex(of: row.referenceID)),
        Float(row.score)
      )
    }
  }

  /// The score that a person gets who follows what is told of the models.
  private func retraced(_ pair: PairExplanation) -> Double {
    pair.report.models.map { model in
      let told = ScoreTable.fitting(model.evidence).factors(of: model.evidence)
      #expect(told.score == model.score)
      return told.score
    }.max() ?? 0
  }

  /// Every listed pair gets the listed score, bit by bit.
  private func expectScores(of run: CopyRun, atLeast count: Int, knowsListed: Bool = true) async throws {
    let rows = try await written(run)
    try #require(rows.count >= count, "\(rows.count)")
    let explainer = try await PairExplainer(
      run, listed: knowsListed ? rows.map { (query: $0.query, reference: $0.reference) } : nil)
    for row in rows {
      let pair = try await explainer.explanation(of: row.query, row.reference)
      let listing = try #require(pair.listing)
      #expect(listing.isCandidate && listing.score == row.score, "\(pair.query.id), \(pair.reference.id)")
      let own = retraced(pair)
      #expect(own == pair.report.score)
      switch listing.combination {
      case nil, .replace: #expect(Float(own) == row.score)
      case .verifiedFirst: #expect(own > 0 ? Float(own) == row.score : row.score <= 0)
      case .weighted(let weight): #expect(Float(own + weight * (listing.givenScore ?? 0)) == row.score)
      }
      #expect(pair.query.id == run.queries.ids[row.query] && pair.reference.id == run.references.ids[row.reference])
    }
  }

  @Test("of a search, what is told gives each listed score exactly", arguments: [ExtractorID.orb, .sift])
  func search(extractor: ExtractorID) async throws {
    try await expectScores(of: try FixtureFeatures.run(extractor, count: 500), atLeast: 15)
  }

  @Test("of photos, closer looks included", arguments: [ExtractorID.orb, .sift])
  func photos(extractor: ExtractorID) async throws {
    let options = FixtureFeatures.options(extractor, count: 100)
    var run = CopyRun(
      queries: try FixtureFeatures.photos("queries", by: options),
      references: try FixtureFeatures.photos("references", by: options))
    run.options.threads = 2
    try await expectScores(of: run, atLeast: 12)
    let explainer = try await PairExplainer(run)
    var looks = 0
    for row in try await written(run) {
      let pair = try await explainer.explanation(of: row.query, row.reference)
      if pair.look != nil { looks += 1 }
      // Matches are those of the features that come with them.
      #expect(pair.report.matching.matches.allSatisfy { pair.query.features.count > $0.queryIndex })
      #expect(pair.query.entry != nil && pair.reference.entry?.id == pair.reference.id)
    }
    // So few features of SIFT prove every listed pair at once.
    if extractor == .orb { #expect(looks > 0) }
  }

  @Test(
    "of a list, by whatever rule its scores and ours become one",
    arguments: [CombinedScore.verifiedFirst, .replace, .weighted(0.25)], [ExtractorID.orb, .sift])
  func list(rule: CombinedScore, extractor: ExtractorID) async throws {
    var run = try FixtureFeatures.run(extractor)
    run.recall = .list(try CopyRunWritingTests().list(run))
    run.options.combination = rule
    try await expectScores(of: run, atLeast: 12)
  }

  @Test("of votes and a list together")
  func joined() async throws {
    var run = try FixtureFeatures.run(.orb)
    run.options.candidates = 3
    let list = folder.write("Q00000,R000001,4\nQ00002,R000006,2\nQ00003,R000003,1\n", to: "pairs.csv")
    run.recall = .votes.joined(
      with: try CandidateList(path: list, queries: run.queries, references: run.references))
    for rule in [CombinedScore.verifiedFirst, .weighted(0.5)] {
      run.options.combination = rule
      _ = try await written(run)
      let explainer = try await PairExplainer(run)
      for row in try await written(run) {
        let pair = try await explainer.explanation(of: row.query, row.reference)
        #expect(pair.listing?.score == row.score, "\(pair.query.id), \(pair.reference.id), \(rule)")
      }
    }
  }

  @Test("what other queries wear, too, is told, whoever says which queries these are", arguments: [true, false])
  func hubs(knowsListed: Bool) async throws {
    let run = WornPage.run()
    try await expectScores(of: run, atLeast: 10, knowsListed: knowsListed)
    let rows = try await written(run)
    let explainer = try await PairExplainer(
      run, listed: knowsListed ? rows.map { (query: $0.query, reference: $0.reference) } : nil)
    let query = try #require(run.queries.ids.firstIndex(of: "a0"))
    let model = try #require(try await explainer.explanation(of: query, 0).report.models.first)
    #expect(model.evidence.sharedQueries == 4)
    let told = ScoreTable.fitting(model.evidence).factors(of: model.evidence).factors
    #expect(try #require(told.first { $0.term == .hub }).value > 0.6)
  }

  @Test("a pair below the least score isn't listed, and those that share its region count all the same")
  func leastScore() async throws {
    var run = WornPage.run()
    run.options.judge.minScore = try await WornPage.scoreBetween()
    let rows = try await written(run)
    let explainer = try await PairExplainer(run, listed: rows.map { (query: $0.query, reference: $0.reference) })
    let query = try #require(run.queries.ids.firstIndex(of: "a0"))
    let pair = try await explainer.explanation(of: query, 0)
    #expect(pair.listing?.score == nil && pair.listing?.isCandidate == true && !pair.isVerified)
    #expect(pair.report.models.first?.evidence.sharedQueries == 4 && pair.report.score > 0)
  }

  @Test("what a set has in common with itself is told as the run lists it")
  func withinSet() async throws {
    let options = FixtureFeatures.options(.sift)
    let photos = try JoinedFeatures([
      FixtureFeatures.held("queries", by: options), FixtureFeatures.held("references", by: options),
    ])
    var run = CopyRun(within: photos)
    run.options.threads = 2
    try await expectScores(of: run, atLeast: 12)
    let explainer = try await PairExplainer(run)
    await #expect(throws: UnjudgedPair.self) { _ = try await explainer.explanation(of: 3, 3) }
  }

  @Test("a pair that nobody has named is judged beside the query's candidates, and isn't listed")
  func unnamed() async throws {
    var run = try FixtureFeatures.run(.sift)
    let list = folder.write("Q00002,R000001\nQ00002,R000003\n", to: "pairs.csv")
    run.recall = .list(try CandidateList(path: list, queries: run.queries, references: run.references))
    run.options.combination = .verifiedFirst
    let explainer = try await PairExplainer(run)
    let query = try #require(run.queries.ids.firstIndex(of: "Q00002"))
    let original = try #require(run.references.ids.firstIndex(of: "R000006"))
    let pair = try await explainer.explanation(of: query, original)
    let listing = try #require(pair.listing)
    #expect(!listing.isCandidate && listing.score == nil && listing.candidateCount == 3)
    #expect(pair.report.score >= 2 && pair.isVerified)
    // Nor has anybody named this query.
    let other = try #require(run.queries.ids.firstIndex(of: "Q00020"))
    #expect(try await explainer.explanation(of: other, original).listing?.candidateCount == 1)
    // A stranger is refuted, and shows what was matched all the same.
    let stranger = try await explainer.explanation(of: query, 1)
    #expect(stranger.listing?.isCandidate == true && stranger.report.models.isEmpty && !stranger.isVerified)
    #expect(!stranger.matches().isEmpty && stranger.listing?.score == 0)
  }

  @Test("a photo that can't be used is an error that names it")
  func unusable() async throws {
    try FileManager.default.createDirectory(atPath: folder.file("q"), withIntermediateDirectories: true)
    folder.write("no picture", to: "q/bad.jpg")
    folder.write(try readFile(Photos.fixtures + "/queries/Q00002.jpg"), to: "q/good.jpg")
    let options = FixtureFeatures.options(.orb)
    var run = CopyRun(
      queries: try PhotoSet(path: folder.file("q")).features(by: Extraction(options, threads: 1)),
      references: try FixtureFeatures.held("references", by: options))
    run.options.threads = 1
    let explainer = try await PairExplainer(run)
    let error = await #expect(throws: UnusablePhoto.self) { _ = try await explainer.explanation(of: 0, 0) }
    #expect(error?.description.contains("q/bad.jpg") ?? false)
    #expect(try await explainer.explanation(of: 1, 0).query.id == "good")
  }

  @Test("a query is judged once for all its pairs, and again when it was long ago, with the same result")
  func judgedOnce() async throws {
    let options = FixtureFeatures.options(.sift)
    let queries = CountedFeatures(try FixtureFeatures.held("queries", by: options))
    let asked = Guarded<[Int]>([])
    let counted = RecallPlan(identity: "counted") { _, references, threads, progress in
      AskedVotes(votes: try await ExactVotes(over: references, threads: threads, progress: progress), asked: asked)
    }
    var run = CopyRun(
      queries: queries, references: try FixtureFeatures.held("references", by: options), recall: counted)
    run.options.threads = 2
    run.options.candidates = 5
    run.options.weighsHubs = false
    let explainer = try await PairExplainer(run)
    let first = try await explainer.explanation(of: 2, 6)
    for reference in 0..<4 { _ = try await explainer.explanation(of: 2, reference) }
    #expect(asked.withLock { $0 } == [2] && queries.reads.all[2] == 1)
    // More than are kept.
    for query in 3..<28 {
      for reference in 0..<5 { _ = try await explainer.explanation(of: query, reference) }
    }
    let again = try await explainer.explanation(of: 2, 6)
    #expect(asked.withLock { $0.count { $0 == 2 } } == 2)
    #expect(again.report == first.report && again.listing == first.listing)
    #expect(queries.reads.all.allSatisfy { $0 <= 1 })
  }

  @Test("what a closer look finds in a reference is found once")
  func closerLooksOnce() async throws {
    let options = FixtureFeatures.options(.orb, count: 60)
    let references = CountedFeatures(try FixtureFeatures.photos("references", by: options))
    var run = CopyRun(queries: try FixtureFeatures.photos("queries", by: options), references: references)
    run.options.threads = 2
    run.options.effort = .thorough
    let explainer = try await PairExplainer(run)
    for query in run.queries.ids.indices { _ = try await explainer.explanation(of: query, 0) }
    let looks = references.closerLooks.all
    #expect(looks.contains(1) && looks.allSatisfy { $0 <= 1 }, "\(looks)")
  }
}

/// Remembers which queries it was asked about.
private struct AskedVotes: CandidateSource {
  let votes: ExactVotes
  let asked: Guarded<[Int]>

  var needsFeatures: Bool { true }

  func candidates(for queries: [Query], limit: Int) async throws -> [[Candidate]] {
    asked.withLock { $0 += queries.map(\.index) }
    return votes.candidates(for: queries, limit: limit)
  }
}
