import CSV
import Copies
import Evaluation
import Features
import Foundation
import Imaging
import OpenCVExtractors
import Options
import Photos
import Pyramid
import Recall
import TestSupport
import Testing

@testable import Runs

@Suite("CopyRun") struct CopyRunTests {
  let folder = TemporaryFolder()

  /// The scores of the listed pairs.
  func scores(_ run: CopyRun) async throws -> [TruePair: Double] {
    Dictionary(uniqueKeysWithValues: try await run.listed().map { ($0.pair, $0.score) })
  }

  // MARK: Quality

  @Test(
    "finds most copies among the fixtures, and hardly anything else",
    arguments: [
      // Measured: 0.95 and 0.95 of 20 copies at rank 1, and at 90 % precision; sift: 1, 1 and 1.
      (ExtractorID.orb, 0.9, 0.9, 0.9),
      (.sift, 0.95, 0.95, 0.95),
    ])
  func fixtures(extractor: ExtractorID, precision: Double, atRank1: Double, atPrecision90: Double) async throws {
    let found = try await FixtureFeatures.run(extractor, count: ExtractionOptions().maxFeatures).listed()
    let metrics = try evaluate(found, against: readGroundTruth(Photos.fixtures + "/ground_truth.csv"))
    #expect(metrics.microAveragePrecision > precision, "\(metrics)")
    #expect(metrics.recallAtRank1 >= atRank1, "\(metrics)")
    #expect(metrics.recallAtPrecision90 ?? 0 >= atPrecision90, "\(metrics)")
    #expect(found.allSatisfy { $0.score > 0 })
  }

  @Test("finds most copies by features of OpenCV, too")
  func openCV() async throws {
    var options = ExtractionOptions()
    options.extractor = .openCVORB
    let extraction = try Extraction(options, extractors: .withOpenCV, threads: 2)
    func photos(_ name: String) throws -> any FeatureSource {
      try PhotoSet(path: Photos.fixtures + "/" + name).features(by: extraction)
    }
    var run = CopyRun(queries: try photos("queries"), references: try photos("references"))
    run.options.threads = 2
    let metrics = try evaluate(
      try await run.listed(), against: readGroundTruth(Photos.fixtures + "/ground_truth.csv"))
    #expect(metrics.microAveragePrecision > 0.6)
  }

  @Test("errors are measured at the scale at which the features were found, whatever is set")
  func workingScale() async throws {
    var options = FixtureFeatures.options(.orb)
    options.maxSide = 320
    func scores(_ scale: WorkingScale) async throws -> [TruePair: Double] {
      var run = CopyRun(
        queries: try FixtureFeatures.held("queries", by: options),
        references: try FixtureFeatures.held("references", by: options))
      run.options.judge.verification.workingScale = scale
      return try await self.scores(run)
    }
    let expected = try await scores(WorkingScale(maxSide: 320))
    #expect(expected.count > 10)
    #expect(try await scores(JudgeOptions().verification.workingScale) == expected)
  }

  @Test("both of two equal references are listed", arguments: [ExtractorID.orb, .sift])
  func equalReferences(extractor: ExtractorID) async throws {
    var run = try FixtureFeatures.run(extractor)
    let single = try await scores(run)
    let references = try #require(run.references as? HeldFeatures)
    let features = try references.ids.indices.map { try #require(try references.read($0, mirrored: false).views).plain }
    run.references = HeldFeatures(
      ids: references.ids + references.ids.map { $0 + "-again" }, features: features + features,
      options: references.options)
    let double = try await scores(run)
    let believed = single.filter { $0.value >= 2 }
    try #require(believed.count > 10)
    for (pair, score) in believed {
      let again = TruePair(queryID: pair.queryID, referenceID: pair.referenceID + "-again")
      for copy in [pair, again] {
        // Random numbers differ with the names.
        #expect(double[copy] ?? 0 > 0.6 * score, "\(copy) has \(double[copy] ?? 0), alone \(score)")
      }
    }
  }

  /// A photo in the versions that one set may hold, and a copy of it.
  func writeFamily(of name: String) throws -> (versions: [String], query: String) {
    let photo = try ColorImage(contentsOf: "\(Photos.fixtures)/references/\(name).jpg")
    let (width, height) = (photo.width, photo.height)
    var crop = ColorImage(width: width * 2 / 3, height: height * 2 / 3, filledWith: RGB(0, 0, 0))
    for y in 0..<crop.height { for x in 0..<crop.width { crop[x, y] = photo[x + width / 6, y + height / 6] } }
    var flipped = photo
    for y in 0..<height { for x in 0..<width { flipped[x, y] = photo[width - 1 - x, y] } }
    try FileManager.default.createDirectory(atPath: folder.file("family"), withIntermediateDirectories: true)
    try photo.write(to: folder.file("family/original.png"))
    folder.write(try photo.encoded(as: .jpeg(quality: 40)), to: "family/jpeg.jpg")
    try crop.write(to: folder.file("family/crop.png"))
    try photo.resampled(to: ImageSize(width: width / 2, height: height / 2)).write(to: folder.file("family/half.png"))
    try flipped.write(to: folder.file("family/flipped.png"))
    folder.write(try photo.encoded(as: .jpeg(quality: 75)), to: "query.jpg")
    return (["crop", "flipped", "half", "jpeg", "original"], folder.file("query.jpg"))
  }

  @Test(
    "all versions of a photo are believed that the references hold",
    arguments: [ExtractorID.orb, .sift], ["R000003", "R000008", "R000012"])
  func family(extractor: ExtractorID, name: String) async throws {
    let options = FixtureFeatures.options(extractor, count: ExtractionOptions().maxFeatures)
    let extraction = try Extraction(options, threads: 2)
    let (versions, query) = try writeFamily(of: name)
    // Its own photo is one more; the others are strangers.
    let references = try JoinedFeatures([
      FixtureFeatures.held("references", by: options),
      PhotoSet(path: folder.file("family")).features(by: extraction),
    ])
    var run = CopyRun(queries: try PhotoSet(path: query).features(by: extraction), references: references)
    run.options.threads = 2
    let believed = try await run.listed().filter { $0.score >= 2 }
    #expect(believed.map(\.referenceID).sorted() == ([name] + versions).sorted(), "\(believed)")
  }

  @Test("what several references share counts for less, unless they are one photo saved twice")
  func distinctiveness() async throws {
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
    let extraction = try Extraction(FixtureFeatures.options(.sift, count: 500), threads: 1)
    func scores(_ change: (inout JudgeOptions) -> Void = { _ in }) async throws -> [Double] {
      var run = CopyRun(
        queries: try PhotoSet(path: folder.file("q.png")).features(by: extraction),
        references: try PhotoSet(path: folder.file("r")).features(by: extraction))
      run.options.judge.verification.weighsAppearance = false
      change(&run.options.judge)
      return try await run.listed().map(\.score)
    }
    let plain = try await scores { $0.weighsDistinctiveness = false }
    #expect(plain.count == 2 && plain[1] > 1)
    let weighted = try await scores()
    #expect(weighted[0] < 0.7 * plain[0], "\(weighted) beside \(plain)")
    let counted = try await scores { $0.verification.score = .inliers }
    #expect(counted.allSatisfy { $0 > 5 })

    // The same photo, compressed: the query is no less a copy of either.
    try FileManager.default.removeItem(atPath: folder.file("r/two.png"))
    try write(worn(photos[1]), "r/jpeg.jpg")
    let twins = try await scores()
    #expect(twins.count == 2 && twins.allSatisfy { $0 > 0.6 * plain[0] }, "\(twins) beside \(plain)")
  }

  @Test("what a background has as well counts less, the reference and the query themselves left out")
  func background() async throws {
    let truth = try readGroundTruth(Photos.fixtures + "/ground_truth.csv").pairs
    let extraction = try Extraction(FixtureFeatures.options(.sift), threads: 2)
    func scores(_ photos: [(path: String, name: String)]) async throws -> [TruePair: Double] {
      let path = folder.file("background-\(photos.count)-\(photos.first?.name ?? "")")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      for photo in photos { try FileManager.default.copyItem(atPath: photo.path, toPath: path + "/" + photo.name) }
      var run = try FixtureFeatures.run(.sift)
      run.background = photos.isEmpty ? nil : try PhotoSet(path: path).features(by: extraction)
      return try await self.scores(run)
    }
    let plain = try await scores([])
    let pair = try #require(truth.max { (plain[$0] ?? 0, $0.queryID) < (plain[$1] ?? 0, $1.queryID) })
    let score = try #require(plain[pair])
    let reference = Photos.fixtures + "/references/" + pair.referenceID + ".jpg"
    let own = try await scores([(reference, pair.referenceID + ".jpg")])
    #expect(own[pair] == score)
    let copied = try await scores([(reference, "copy.jpg")])
    #expect((copied[pair] ?? 0) < 0.3 * score)
    // Those of other references have little in common with it.
    let others = truth.filter { $0.referenceID != pair.referenceID && plain[$0] != nil }
    #expect(others.count { (copied[$0] ?? 0) > 0.7 * (plain[$0] ?? 0) } >= others.count * 8 / 10)
    let query = Photos.fixtures + "/queries/" + pair.queryID + ".jpg"
    #expect(try await scores([(query, pair.queryID + ".jpg")])[pair] == score)
  }

  // MARK: What is judged

  @Test("judgements come by query id, however the queries are sorted")
  func order() async throws {
    var run = try FixtureFeatures.run(.orb)
    let plain = try await run.listed()
    let queries = try #require(run.queries as? HeldFeatures)
    let views = try queries.ids.indices.reversed().map { try #require(try queries.read($0, mirrored: true).views) }
    run.queries = HeldFeatures(
      ids: queries.ids.reversed(), features: views.map(\.plain), mirrored: views.compactMap(\.mirrored),
      options: queries.options)
    #expect(try await run.listed() == plain)
    var seen: [String] = []
    for try await judgement in run.judgements() { seen.append(run.queries.ids[judgement.query]) }
    #expect(seen == queries.ids)
  }

  @Test("no more references than may be judged: all are; else those with most votes", arguments: [19, 20, 18, 3, 1])
  func candidates(limit: Int) async throws {
    var run = try FixtureFeatures.run(.orb)
    // A photo without features gets no vote.
    let blank = FeatureSet(
      imageSize: ImageSize(width: 9, height: 9), keypoints: [], descriptors: Descriptors(kind: .binary256))
    run.references = try JoinedFeatures([
      HeldFeatures(ids: ["blank"], features: [blank], options: run.queries.options), run.references,
    ])
    var all: [[Candidate]] = []
    for try await judgement in run.judgements() { all.append(judgement.candidates) }
    #expect(all.allSatisfy { Set($0.map(\.reference)) == Set(0..<19) && $0.last?.reference == 0 })
    run.options.candidates = limit
    var place = 0
    for try await judgement in run.judgements(keepsRefuted: true) {
      #expect(judgement.candidates == Array(all[place].prefix(limit)))
      #expect(Set(judgement.verdicts.map(\.reference)) == Set(judgement.candidates.map(\.reference)))
      #expect(judgement.skippedCount == 0)
      place += 1
    }
    #expect(place == 28)
  }

  @Test("within a block, each reference is read once; those that no list names never are")
  func reads() async throws {
    var run = try FixtureFeatures.run(.orb)
    let pairs = run.queries.ids.flatMap { query in run.references.ids.prefix(5).map { "\(query),\($0)\n" } }
    let list = try CandidateList(
      path: folder.write(pairs.joined(), to: "pairs.csv"), queries: run.queries, references: run.references)
    run.recall = .list(list)
    run.options.blockTime = .seconds(3600)
    let (queries, references) = (CountedFeatures(run.queries), CountedFeatures(run.references))
    (run.queries, run.references) = (queries, references)
    for try await _ in run.judgements() {}
    #expect(references.reads.all == [Int](repeating: 1, count: 5) + [Int](repeating: 0, count: 13))
    #expect(queries.reads.all.allSatisfy { $0 == 1 })
  }

  @Test("a photo that is searched in its own set comes first, unless it is no copy of itself")
  func itself() async throws {
    let options = FixtureFeatures.options(.orb)
    var run = try FixtureFeatures.run(.orb)
    run.references = try JoinedFeatures([
      FixtureFeatures.held("references", by: options), FixtureFeatures.held("queries", by: options),
    ])
    run.queries = run.references
    let all = try await run.listed()
    for id in run.queries.ids {
      #expect(all.first { $0.queryID == id }?.referenceID == id, "\(id)")
    }
    run.options.excludesSelf = true
    for try await judgement in run.judgements(keepsRefuted: true) {
      #expect(judgement.candidates.count == 20)
      #expect(!judgement.candidates.contains { $0.reference == judgement.query })
      #expect(!judgement.verdicts.contains { $0.reference == judgement.query })
    }
  }

  // MARK: Refusals

  @Test("options out of range are named")
  func options() async throws {
    let run = try FixtureFeatures.run(.orb)
    func field(_ change: (inout CopyRun) -> Void) async -> String? {
      var wrong = run
      change(&wrong)
      let (listed, output) = (wrong, folder.file("out.csv"))
      let error = await #expect(throws: OptionsError.self) { _ = try await listed.listed() }
      await #expect(throws: OptionsError.self) { _ = try await listed.write(to: output, as: "search") }
      return error?.field
    }
    #expect(await field { $0.options.candidates = 0 } == "CopyRunOptions.candidates")
    #expect(await field { $0.options.threads = 0 } == "CopyRunOptions.threads")
    #expect(await field { $0.options.judge.minScore = -1 } == "JudgeOptions.minScore")
    #expect(await field { $0.options.judge.minScore = .nan } == "JudgeOptions.minScore")
    #expect(await field { $0.options.judge.verification.maxModels = 0 } == "VerificationOptions.maxModels")
    #expect(await field { $0.recall = .index("refs.index", checks: 0) } == "RecallPlan.checks")
    #expect(folder.contents == [])
  }

  @Test("features of other options are refused, whichever side has them, and nothing is left")
  func incomparable() async throws {
    let other = try FixtureFeatures.held("references", by: FixtureFeatures.options(.orb, count: 100))
    for change in [{ $0.references = other }, { $0.background = other }] as [(inout CopyRun) -> Void] {
      var run = try FixtureFeatures.run(.orb)
      change(&run)
      let (wrong, output) = (run, folder.file("out.csv"))
      let error = await #expect(throws: IncomparableFeatures.self) {
        _ = try await wrong.write(to: output, as: "search")
      }
      #expect(error?.expected.maxFeatures == 200 && error?.found.maxFeatures == 100)
      await #expect(throws: IncomparableFeatures.self) { _ = try await wrong.listed() }
    }
    #expect(folder.contents == [])
  }
}
