import Features
import Matcher
import Photos
import TestSupport
import Testing

@testable import Copies

@Suite("PairExplanation") struct PairExplanationTests {
  static func pair(_ id: ExtractorID, _ query: String, _ reference: String) throws -> PairExplanation {
    var options = ExtractionOptions()
    options.extractor = id
    return try matchPair(
      query: MatchPairTests.path(query), reference: MatchPairTests.path(reference),
      using: Extraction(options, threads: 1), judge: CopyJudge())
  }

  @Test(
    "tells what became of each match, as many as the steps have counted", arguments: [ExtractorID.orb, .sift],
    MatchPairTests.pairs)
  func fates(id: ExtractorID, names: (query: String, reference: String)) throws {
    let pair = try Self.pair(id, names.query, names.reference)
    let (matches, matching) = (pair.matches(), pair.report.matching)
    func count(_ fates: PairExplanation.Fate...) -> Int { matches.count { fates.contains($0.fate) } }
    #expect(count(.outdone, .unexplained, .inlier) == matching.afterRatioCount)
    #expect(count(.unexplained, .inlier) == matching.matches.count)
    #expect(count(.inlier) == Set(pair.report.models.flatMap(\.inliers)).count)
    // Of two neighbours at one distance, neither is the nearest.
    #expect(matches.count <= matching.tentativeCount && matches.count > matching.tentativeCount * 3 / 4)
    #expect(zip(matches, matches.dropFirst()).allSatisfy { $0.match.queryIndex < $1.match.queryIndex })

    let maxError = pair.options.verification.homography.maxError
    for match in matches {
      #expect(
        (match.model != nil) == (match.fate == .inlier) && (match.isDistinctive != nil) == (match.fate == .inlier))
      guard let model = match.model else { continue }
      #expect(pair.report.models[model].inliers.contains(match.match))
      #expect(try #require(match.error) <= maxError + 0.01)
    }
    if pair.report.models.isEmpty { #expect(matches.allSatisfy { $0.error == nil }) }
  }

  @Test("places are those in the photos themselves, of the mirror image, too", arguments: [ExtractorID.orb, .sift])
  func mirrored(id: ExtractorID) throws {
    let pair = try Self.pair(id, "Q00020", "R000004")
    try #require(pair.report.isMirrored)
    let width = Double(pair.query.features.imageSize.width)
    for match in pair.matches() where match.fate == .inlier {
      let keypoint = pair.query.features.keypoints[match.match.queryIndex]
      // As exact as single precision.
      #expect(abs(match.query.x - (width - 1 - Double(keypoint.x))) < 1e-3 && match.query.y == Double(keypoint.y))
      let own = pair.inQuery(keypoint)
      #expect(SIMD2(Double(own.x), Double(own.y)) == match.query && own.size == keypoint.size)
      #expect(abs(pair.inQuery(own).angle - keypoint.angle) < 1e-3)
    }
  }

  @Test("inliers that other candidates have as well are told apart")
  func distinctive() throws {
    let photos = try CopyJudgeTests.stickers()
    let verdicts = photos.verdicts(try CopyJudge())
    let copy = try #require(verdicts.first { $0.reference == 1 }?.report.models.first)
    let wearing = try #require(verdicts.first { $0.reference == 0 }?.report.models.first)
    #expect(copy.distinctiveInliers.count > copy.inliers.count * 3 / 4)
    #expect(wearing.distinctiveInliers.count < wearing.inliers.count / 2)
    for model in [copy, wearing] {
      #expect(Set(model.distinctiveInliers).isSubset(of: model.inliers))
      #expect(
        model.evidence.distinctiveShare == Double(model.distinctiveInliers.count) / Double(model.inliers.count))
    }
  }

  @Test("photos of two sets are judged by their ids, whatever the files are called")
  func sets() throws {
    var options = ExtractionOptions()
    options.extractor = .sift
    let extraction = try Extraction(options, threads: 1)
    func set(_ name: String, called id: String) throws -> PhotoOfSet {
      let features = try extraction.features(of: MatchPairTests.path(name))
      return PhotoOfSet(1, of: HeldFeatures(ids: ["other", id], features: [features, features], options: options))
    }
    let judge = try CopyJudge()
    let byPath = try Self.pair(.sift, "Q00002", "R000006")
    let stored = try matchPair(
      query: set("Q00002", called: "Q00002"), reference: set("R000006", called: "R000006"), judge: judge)
    #expect(stored.report == byPath.report && stored.query.id == "Q00002" && stored.reference.id == "R000006")
    #expect(stored.query.entry == nil && byPath.query.entry != nil)
    let error = #expect(throws: PhotoNotAtHand.self) { try stored.pictures() }
    #expect(error?.description.contains("Q00002") ?? false)
  }
}
