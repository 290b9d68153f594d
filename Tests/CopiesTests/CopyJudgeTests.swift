import Features
import Imaging
import Matcher
import Options
import Photos
import Pyramid
import Recall
import TestSupport
import Testing

@testable import Copies

@Suite("CopyJudge") struct CopyJudgeTests {
  /// What both strangers and the query wear: large enough to be proved alone.
  static let sticker = syntheticPhoto(width: 150, height: 130, seed: 3)

  /// A query that wears a sticker; the photo it was made from, two strangers with that sticker and two without.
  static func stickers(by id: ExtractorID = .sift) throws -> Case {
    try Case(
      original(6).wearing(sticker, x: 20, y: 30),
      [
        original(1).wearing(sticker, x: 200, y: 60), original(6), original(2).wearing(sticker, x: 100, y: 100),
        original(3), original(4),
      ], by: id)
  }

  @Test(
    "evidence comes in any order and gives the same verdicts", arguments: [ExtractorID.orb, .sift],
    1...4 as ClosedRange<UInt64>)
  func orderFree(id: ExtractorID, seed: UInt64) throws {
    let photos = try Self.stickers(by: id)
    let judge = try CopyJudge()
    let verdicts = photos.verdicts(judge, keepsRefuted: true)
    #expect(verdicts.map(\.reference).sorted() == [0, 1, 2, 3, 4])
    #expect(verdicts.first?.reference == 1)
    var generator = SeededGenerator(seed: seed)
    let order = [0, 1, 2, 3, 4].shuffled(using: &generator)
    let others = photos.verdicts(judge, order: order, keepsRefuted: true)
    #expect(others.map(\.reference) == verdicts.map(\.reference), "seed \(seed)")
    #expect(others.map(\.report) == verdicts.map(\.report), "seed \(seed)")
    #expect(others.map(\.isListed) == verdicts.map(\.isListed), "seed \(seed)")
    let ranked = verdicts.map { [-$0.score, Double($0.reference)] }
    #expect(ranked == ranked.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
  }

  @Test(
    "equal candidates stand in the order of the references, whichever came first", arguments: [[0, 1, 2], [2, 1, 0]])
  func ties(order: [Int]) throws {
    let photo = try original(6)
    let photos = try Case(photo.cropped(x: 10, y: 10, width: 300, height: 200), [photo, photo, photo])
    let verdicts = photos.verdicts(try CopyJudge(), order: order)
    let one = photos.verdicts(try CopyJudge(), order: [1])
    #expect(verdicts.count == 3 && one.count == 1)
    // Seeds differ by name: nearly, not quite, the same score.
    let ranked = verdicts.map { [-$0.score, Double($0.reference)] }
    #expect(ranked == ranked.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
    #expect(verdicts.allSatisfy { $0.distinctiveness > 0.99 })
  }

  @Test("evidence on a pair depends on that pair alone", arguments: [ExtractorID.orb, .sift])
  func independent(id: ExtractorID) throws {
    let photos = try Self.stickers(by: id)
    let judge = try CopyJudge()
    let prepared = judge.prepare(photos.query)
    let workspace = MatchingWorkspace()
    var generator = SeededGenerator(seed: 5)
    let alone = photos.references.enumerated().map {
      judge.evidence(on: prepared, against: $1, at: $0, id: "r\($0)")
    }
    for index in ([0, 1, 2, 3, 4] + [0, 1, 2, 3, 4]).shuffled(using: &generator) {
      let found = judge.evidence(
        on: prepared, against: photos.references[index], at: index, id: "r\(index)", workspace: workspace)
      #expect(found.plain == alone[index].plain && found.mirrored == alone[index].mirrored)
      #expect(found.plainDistances == alone[index].plainDistances)
      #expect(found.mirroredDistances == alone[index].mirroredDistances)
      #expect(found.plainDistances.count == prepared.plain.count)
      #expect(found.mirroredDistances.count == prepared.mirrored?.count)
    }
    // Another place in its set changes nothing but that; another name may change the random numbers.
    let moved = judge.evidence(on: prepared, against: photos.references[1], at: 77, id: "r1")
    #expect(moved.reference == 77 && moved.plain == alone[1].plain && moved.middle == alone[1].middle)
  }

  @Test("what two strangers share with the query proves neither; the photo it was made from stays")
  func overlay() throws {
    let photos = try Self.stickers()
    let judge = try CopyJudge()
    let alone = try [0, 2].map { try #require(photos.verdict(judge, on: $0, among: [$0])) }
    for verdict in alone { #expect(verdict.distinctiveness == 1) }
    let together = try [0, 2].map { try #require(photos.verdict(judge, on: $0)) }
    for (verdict, alone) in zip(together, alone) {
      #expect(verdict.distinctiveness < 0.35, "\(verdict.distinctiveness)")
      #expect(verdict.score < 0.5 * alone.score)
      #expect(verdict.isListed, "whoever cuts the list shall see it")
      #expect(verdict.report.models.first?.falseAlarmScore == alone.report.models.first?.falseAlarmScore)
    }
    let copy = try #require(photos.verdict(judge, on: 1))
    #expect(copy.distinctiveness > 0.9)
    #expect(photos.verdicts(judge)[0].reference == 1)
    // Two strangers alone sink each other as well; one, beside the photo itself, doesn't.
    #expect(try #require(photos.verdict(judge, on: 0, among: [2, 0])).distinctiveness < 0.35)
    #expect(try #require(photos.verdict(judge, on: 0, among: [1, 0])).distinctiveness > 0.8)

    var options = JudgeOptions()
    options.weighsDistinctiveness = false
    let blind = try CopyJudge(options)
    #expect(photos.verdict(blind, on: 0)?.score == alone[0].score)
    #expect(photos.verdicts(blind).allSatisfy { $0.distinctiveness == 1 })
  }

  @Test(
    "a captioned version among the candidates holds nothing against the photo of which the query is a copy",
    arguments: [ExtractorID.orb, .sift])
  func captionedVersion(id: ExtractorID) throws {
    let photo = try original(6)
    let bar = syntheticPhoto(width: photo.width, height: photo.height / 4, seed: 5)
    let captioned = photo.wearing(bar, x: 0, y: photo.height - bar.height)
    let copy = photo.resampled(to: ImageSize(width: photo.width * 3 / 4, height: photo.height * 3 / 4))
    let photos = try Case(copy, [captioned, photo, try original(1)], by: id)
    let judge = try CopyJudge()
    let alone = try #require(photos.verdict(judge, on: 1, among: [1]))
    let together = try #require(photos.verdict(judge, on: 1))
    #expect(together.distinctiveness > 0.95)
    #expect(together.score > 0.85 * alone.score)
    #expect(photos.verdicts(judge)[0].reference == 1)
    // What the captioned version has of the query, the photo has as well.
    #expect(try #require(photos.verdict(judge, on: 0)).distinctiveness < 0.5)
  }

  @Test("what a candidate that nothing is proved for has as well counts less, too")
  func refuted() throws {
    // A stranger whose features are the sticker's, at places that no map explains.
    let photos = try Self.stickers()
    // As it is on a photo, not enlarged.
    let sticker = try SIFT().extract(from: Self.sticker)
    let scattered = FeatureSet(
      imageSize: ImageSize(width: 640, height: 480),
      keypoints: randomFeatures(.histogram128, count: sticker.count, seed: 8).keypoints,
      descriptors: sticker.descriptors)
    let judge = try CopyJudge()
    let prepared = judge.prepare(photos.query)
    let stranger = judge.evidence(on: prepared, against: photos.references[0], at: 0, id: "r0")
    let other = judge.evidence(on: prepared, against: SearchableFeatures(scattered), at: 1, id: "r1")
    #expect(stranger.isProved && !other.isProved)
    for order in [[stranger, other], [other, stranger]] {
      var evidence = QueryEvidence()
      for pair in order { evidence.add(pair) }
      let verdicts = judge.verdicts(on: prepared, from: evidence)
      #expect(verdicts.map(\.reference) == [0], "what nobody asked for isn't kept")
      #expect(verdicts[0].distinctiveness < 0.6)
    }
  }

  @Test("versions of one photo, cropped, mirrored, halved or saved with other contrast, don't sink each other")
  func versions() throws {
    let photo = try original(6)
    var pale = photo
    for index in pale.pixels.indices { pale.pixels[index] = UInt8(40 + Int(pale.pixels[index]) / 2) }
    let photos = try Case(
      photo.cropped(x: 30, y: 20, width: photo.width - 60, height: photo.height - 50),
      [
        photo, photo.cropped(x: 60, y: 10, width: photo.width - 70, height: photo.height - 40), photo.mirrored(),
        photo.resampled(to: ImageSize(width: photo.width / 2, height: photo.height / 2)), pale, original(1),
        original(2), original(2),
      ])
    let judge = try CopyJudge()
    let verdicts = photos.verdicts(judge)
    #expect(Set(verdicts.map(\.reference)).isSuperset(of: [0, 1, 2, 3, 4]))
    for verdict in verdicts where verdict.reference < 5 {
      #expect(verdict.distinctiveness > 0.9, "\(verdict.reference): \(verdict.distinctiveness)")
      #expect(verdict.isMirrored == (verdict.reference == 2))
      let alone = try #require(photos.verdict(judge, on: verdict.reference, among: [verdict.reference]))
      #expect(verdict.score > 0.7 * alone.score)
      #expect(verdict.score > 2)
    }
  }

  @Test("the query itself among the candidates doesn't sink what it was made from")
  func itself() throws {
    let photo = try original(6)
    // Versions that contradict each other: one is half covered.
    let copy = photo.wearing(try original(3).cropped(x: 0, y: 0, width: 150, height: 200), x: 20, y: 20)
    let photos = try Case(copy, [copy, photo, original(1)])
    let judge = try CopyJudge()
    let alone = try #require(photos.verdict(judge, on: 1, among: [1]))
    let together = try #require(photos.verdict(judge, on: 1))
    #expect(together.distinctiveness > 0.9 && together.score > 0.7 * alone.score, "\(together.distinctiveness)")
    // The photo, however, is another one than its covered version, for which it counts.
    #expect(photos.verdicts(judge)[0].reference == 0)
  }

  @Test("versions of a stranger that wear the query's sticker don't sink each other, but another stranger sinks both")
  func versionsOfStranger() throws {
    let stranger = try original(1).wearing(Self.sticker, x: 200, y: 60)
    let photos = try Case(
      original(6).wearing(Self.sticker, x: 20, y: 30),
      [stranger, stranger.mirrored().mirrored(), original(2).wearing(Self.sticker, x: 100, y: 100)])
    let judge = try CopyJudge()
    #expect(try #require(photos.verdict(judge, on: 0, among: [0, 1])).distinctiveness > 0.9)
    for reference in 0..<3 {
      #expect(try #require(photos.verdict(judge, on: reference)).distinctiveness < 0.35, "\(reference)")
    }
  }

  @Test("a background that has what is matched sinks a pair; the reference itself in it doesn't, nor the query")
  func backgrounds() async throws {
    let photo = try original(6)
    let photos = try Case(photo.cropped(x: 30, y: 20, width: 330, height: 200), [photo])
    let (twin, query) = (photos.references[0].features, try #require(photos.query.views).plain)
    let stranger = try views(of: original(1)).plain
    func verdict(_ others: (String, FeatureSet)...) async throws -> CopyVerdict {
      let judge = try CopyJudge(background: try await background(others.map { (id: $0.0, features: $0.1) }))
      return try #require(photos.verdict(judge, on: 0))
    }
    let alone = try #require(photos.verdict(try CopyJudge(), on: 0))
    #expect(alone.distinctiveness == 1 && alone.score > 2)
    let sunk = try await verdict(("stranger", stranger), ("twin", twin))
    #expect(sunk.distinctiveness == 0)
    #expect(try await verdict(("twin", twin)).distinctiveness == 0)
    #expect(try await verdict(("stranger", stranger)).distinctiveness > 0.95)
    #expect(try await verdict(("r0", twin)).distinctiveness == 1)
    #expect(try await verdict(("r0", twin), ("stranger", stranger)).distinctiveness > 0.95)
    #expect(try await verdict(("r0", twin), ("twin", twin)).distinctiveness == 0)
    #expect(try await verdict(("q", query)).distinctiveness == 1)
    #expect(try await verdict(("r0", twin), ("q", query)).distinctiveness == 1)
    // The least that is possible is still listed.
    #expect(sunk.isListed && sunk.score > 0 && sunk.score < 0.1 * alone.score)
    // Without distinctiveness nobody asks the background.
    var options = JudgeOptions()
    options.weighsDistinctiveness = false
    let judge = try CopyJudge(options, background: try await background([(id: "twin", features: twin)]))
    #expect(try #require(photos.verdict(judge, on: 0)).score == alone.score)
  }

  @Test("a background sinks a mirrored pair as well")
  func mirroredBackground() async throws {
    let photo = try original(6)
    let photos = try Case(photo.cropped(x: 30, y: 20, width: 330, height: 200).mirrored(), [photo])
    let twin = photos.references[0].features
    let alone = try #require(photos.verdict(try CopyJudge(), on: 0))
    #expect(alone.isMirrored && alone.distinctiveness == 1)
    let judge = try CopyJudge(background: try await background([(id: "twin", features: twin)]))
    #expect(try #require(photos.verdict(judge, on: 0)).distinctiveness == 0)
    var options = JudgeOptions()
    options.triesMirrorImage = false
    #expect(photos.verdicts(try CopyJudge(options)).isEmpty)
  }

  @Test("a count of inliers is the score as it is, whatever others have as well")
  func inliers() async throws {
    var options = JudgeOptions()
    options.verification.score = .inliers
    let photo = try original(6)
    let photos = try Case(photo.cropped(x: 30, y: 20, width: 330, height: 200), [photo])
    let common = try await background([(id: "twin", features: photos.references[0].features)])
    let alone = try #require(photos.verdict(try CopyJudge(options), on: 0))
    let shared = try #require(photos.verdict(try CopyJudge(options, background: common), on: 0))
    #expect(shared.distinctiveness == 0)
    #expect(shared.score == alone.score && shared.score > 20 && shared.score == shared.score.rounded())
    #expect(Int(shared.score) <= shared.report.inliers.count)
    // What is listed is told by the false alarms all the same.
    let falseAlarms = try #require(shared.report.models.first).falseAlarmScore
    for (least, isListed) in [(0, true), (falseAlarms, true), (falseAlarms.nextUp, false)] {
      options.minScore = least
      #expect(photos.verdict(try CopyJudge(options, background: common), on: 0)?.isListed == isListed, "\(least)")
    }
  }

  @Test("what is listed has a score above 0 and at least minScore; what isn't proved is told where it was kept")
  func minScore() throws {
    let photos = try Case(original(6).cropped(x: 30, y: 20, width: 330, height: 200), [original(6), original(1)])
    let score = try #require(photos.verdict(try CopyJudge(), on: 0)).score
    for (least, isListed) in [(0, true), (2, true), (score, true), (score.nextUp, false), (1e9, false)] {
      var options = JudgeOptions()
      options.minScore = least
      let verdicts = photos.verdicts(try CopyJudge(options), keepsRefuted: true)
      #expect(verdicts.map(\.reference) == [0, 1])
      #expect(verdicts.map(\.isListed) == [isListed, false], "\(least)")
      #expect(verdicts.map(\.score) == [score, 0], "what isn't listed keeps its score")
      #expect(photos.verdicts(try CopyJudge(options)).map(\.reference) == [0])
    }
  }

  @Test("a query or a reference without features is an answer")
  func noFeatures() throws {
    let blank = GrayImage(width: 200, height: 150, filledWith: 90)
    for (query, references) in [(blank, [try original(6)]), (try original(6), [blank]), (blank, [blank])] {
      let photos = try Case(query, references)
      #expect(photos.verdicts(try CopyJudge()).isEmpty)
      let verdicts = photos.verdicts(try CopyJudge(), keepsRefuted: true)
      #expect(verdicts.map(\.score) == [0] && verdicts.map(\.isListed) == [false])
    }
    // Beside others, too: they have no distances to compare.
    let photos = try Case(original(6).cropped(x: 9, y: 9, width: 300, height: 200), [blank, original(6), blank])
    #expect(photos.verdicts(try CopyJudge()).map(\.reference) == [1])
  }

  @Test("options out of range are named", arguments: [-1, .nan, .infinity])
  func options(minScore: Double) {
    var options = JudgeOptions()
    options.minScore = minScore
    let wrong = options
    #expect(throws: OptionsError.self) { try CopyJudge(wrong) }
    options = JudgeOptions()
    options.verification.maxModels = 0
    let none = options
    #expect(throws: OptionsError.self) { try CopyJudge(none) }
  }
}
