import Features
import Matcher
import Photos
import Recall
import TestSupport
import Testing

@testable import Copies

@Suite("matchPair") struct MatchPairTests {
  static let pairs = [
    ("Q00002", "R000006"), ("Q00020", "R000004"), ("Q00015", "R000001"), ("Q00002", "R000001"), ("Q00012", "R000011"),
  ]

  static func path(_ name: String) -> String {
    Photos.fixtures + (name.hasPrefix("Q") ? "/queries/" : "/references/") + name + ".jpg"
  }

  @Test("says what the judge says of a query with this one candidate", arguments: [ExtractorID.orb, .sift], pairs)
  func oneCandidate(id: ExtractorID, names: (query: String, reference: String)) async throws {
    var options = ExtractionOptions()
    options.extractor = id
    let extraction = try Extraction(options, threads: 1)
    let entry = ImageEntry(path: Self.path(names.query))
    let reference = try extraction.features(of: Self.path(names.reference))
    var judgeOptions = JudgeOptions()
    judgeOptions.minScore = 2
    // One with a background of the photo itself, which is not to count, and of a stranger.
    var backgroundPhotos = HeldFeatures(
      ids: [names.reference, names.query], features: [reference, try extraction.features(of: entry)], options: options)
    for background in [nil, try await Background(backgroundPhotos, threads: 1)] {
      let judge = try CopyJudge(judgeOptions, background: background)
      let pair = try matchPair(
        query: Self.path(names.query), reference: Self.path(names.reference), using: extraction, judge: judge)
      let prepared = judge.prepare(Query(index: 7, id: names.query, views: try extraction.views(of: entry)))
      var evidence = QueryEvidence(keepsRefuted: true)
      evidence.add(
        judge.evidence(on: prepared, against: SearchableFeatures(reference), at: 3, id: names.reference))
      let verdict = try #require(judge.verdicts(on: prepared, from: evidence).first)
      #expect(pair.report == verdict.report && pair.isVerified == verdict.isListed)
      #expect(pair.query.features == (verdict.isMirrored ? prepared.mirrored : prepared.plain))
      #expect(pair.reference.features == reference && pair.options == judgeOptions)
    }
    backgroundPhotos = HeldFeatures(
      ids: ["twin"], features: [reference], options: options)
    let judge = try CopyJudge(judgeOptions, background: try await Background(backgroundPhotos, threads: 1))
    let shared = try matchPair(
      query: Self.path(names.query), reference: Self.path(names.reference), using: extraction, judge: judge)
    #expect(!shared.isVerified, "the background has the very photo under another name")
  }

  @Test("a query is not looked at in the mirror where that isn't asked for")
  func mirror() throws {
    var options = ExtractionOptions()
    options.extractor = .sift
    let extraction = try Extraction(options, threads: 1)
    func match(_ judge: CopyJudge) throws -> PairExplanation {
      try matchPair(
        query: Self.path("Q00020"), reference: Self.path("R000004"), using: extraction, judge: judge)
    }
    let found = try match(try CopyJudge())
    #expect(found.report.isMirrored && found.isVerified)
    // Positions are those in the query itself.
    let inlier = try #require(found.report.inliers.first)
    let place = try #require(found.report.models.first).referenceFromQuery(found.queryPosition(inlier))
    let error = place - found.referencePosition(inlier)
    #expect((error * error).sum().squareRoot() < 10)
    var judgeOptions = JudgeOptions()
    judgeOptions.triesMirrorImage = false
    let plain = try match(try CopyJudge(judgeOptions))
    #expect(!plain.report.isMirrored && plain.report.score < found.report.score)
  }

  @Test("a photo that can't be read is an error")
  func unreadable() throws {
    let extraction = try Extraction(ExtractionOptions(), threads: 1)
    for (query, reference) in [("/nowhere.jpg", Self.path("R000001")), (Self.path("Q00002"), "/nowhere.jpg")] {
      #expect(throws: UnusablePhoto.self) {
        try matchPair(query: query, reference: reference, using: extraction, judge: CopyJudge())
      }
    }
  }
}
