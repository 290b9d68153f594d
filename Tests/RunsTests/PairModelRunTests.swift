import CSV
import Copies
import Evaluation
import Features
import Files
import Foundation
import Imaging
import Matcher
import Options
import Photos
import Recall
import Scoring
import TestSupport
import Testing
import Vectors

@testable import Runs

@Suite("CopyRun with a pair model") struct PairModelRunTests {
  let folder = TemporaryFolder()

  /// Every query with every reference, found in the photos.
  private func run(_ model: (any PairModel)?, photos: [any FeatureSource]? = nil) throws -> CopyRun {
    let options = FixtureFeatures.options(.sift)
    let sets = try photos ?? ["queries", "references"].map { try FixtureFeatures.photos($0, by: options) }
    var run = CopyRun(queries: sets[0], references: sets[1])
    let pairs = run.queries.ids.flatMap { query in run.references.ids.map { "\(query),\($0)\n" } }
    run.recall = .list(
      try CandidateList(
        path: folder.write(pairs.joined(), to: "pairs.csv"), queries: run.queries, references: run.references))
    run.options.effort = .fast
    run.options.threads = 2
    run.options.blockQueries = 4
    run.pairModel = model
    return run
  }

  private func write(
    _ run: CopyRun, _ name: String, shard: Int? = nil, isResuming: Bool = false
  ) async throws -> CopyRunReport {
    var part = run
    part.shard = try shard.map { try Shard($0, of: 2) }
    return try await part.write(to: folder.file(name), as: "verify", isResuming: isResuming)
  }

  private func bytes(_ name: String) throws -> [UInt8] { try readFile(folder.file(name)) }
  private func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  private func scores(_ name: String) throws -> [TruePair: Double] {
    Dictionary(uniqueKeysWithValues: try readPredictions(folder.file(name)).map { ($0.pair, $0.score) })
  }

  @Test("moves the odds of each proved pair by its term, which is told, and the score is the listed one")
  func term() async throws {
    let model = GrayModel(scale: 400)
    let (alone, asked) = (try run(nil), try run(model))
    _ = try await write(alone, "alone.csv")
    #expect(try await write(asked, "asked.csv").failures.isEmpty)
    let (before, after) = (try scores("alone.csv"), try scores("asked.csv"))
    #expect(before.count > 10 && Set(before.keys) == Set(after.keys))
    let explainers = (alone: try await PairExplainer(alone), asked: try await PairExplainer(asked))
    var logits: [Double] = []
    for (pair, score) in after {
      let query = try #require(asked.queries.ids.firstIndex(of: pair.queryID))
      let reference = try #require(asked.references.ids.firstIndex(of: pair.referenceID))
      let told = try await explainers.asked.explanation(of: query, reference)
      let known = try await explainers.alone.explanation(of: query, reference)
      #expect(told.listing?.score == Float(score), "\(pair)")
      // What the model says is that of these photos.
      let pictures = try [asked.queries.photo(at: query), asked.references.photo(at: reference)].map {
        model.picture(of: try ColorImage(contentsOf: try #require($0).path))
      }
      let logit = try model.logit(query: pictures[0], reference: pictures[1])
      #expect(told.report.models.allSatisfy { $0.evidence.pairLogit == logit })
      logits.append(logit)
      guard told.report.models.count == 1, let model = told.report.models.first, let other = known.report.models.first
      else { continue }
      let (asked, alone) = (factors(model), factors(other))
      #expect(asked.pairModel?.logOdds == PairModelTerm.logOdds(ofLogit: logit))
      #expect(abs(asked.logOdds - alone.logOdds) <= 1 + 1e-12 && asked.factors == alone.factors)
      #expect(logit > 0 ? score > before[pair]! : score < before[pair]!, "\(pair)")
    }
    #expect(logits.contains { $0 > log(10) } && logits.contains { $0 < 0 })
  }

  private func factors(_ model: VerifiedModel) -> ScoreFactors {
    ScoreTable.fitting(model.evidence).factors(of: model.evidence)
  }

  @Test("a model that knows nothing changes no score, and only what is told of the run; without one, nothing is told")
  func indifferent() async throws {
    for (name, model) in [("alone", nil), ("asked", GrayModel(scale: 0))] as [(String, GrayModel?)] {
      _ = try await write(try run(model), "\(name).csv")
      for shard in [1, 2] { _ = try await write(try run(model), "\(name)\(shard).csv", shard: shard) }
      _ = try mergePredictions(of: [1, 2].map { folder.file("\(name)\($0).csv") }, to: folder.file("\(name)12.csv"))
    }
    #expect(try bytes("alone.csv") == bytes("asked.csv") && bytes("alone1.csv") == bytes("asked1.csv"))
    for name in ["alone.csv.manifest.json", "alone1.csv.evidence.csv"] { #expect(try !text(name).contains("gray")) }
    #expect(
      try !text("alone.csv.manifest.json").contains(#""models""#)
        && !text("alone1.csv.evidence.csv").contains("pair_logit")
    )
    #expect(try text("asked.csv.manifest.json").contains(#""name" : "gray""#))
    #expect(try text("asked1.csv.evidence.csv").contains("pair_logit"))
  }

  @Test("shards by merge are the files of one run; those of other models are refused")
  func shards() async throws {
    let model = GrayModel(scale: 40)
    _ = try await write(try run(model), "whole.csv")
    for shard in [1, 2] { _ = try await write(try run(model), "part\(shard).csv", shard: shard) }
    let merged = folder.file("merged.csv")
    _ = try mergePredictions(of: [1, 2].map { folder.file("part\($0).csv") }, to: merged)
    for suffix in ["", ".manifest.json"] {
      #expect(try readFile(merged + suffix) == bytes("whole.csv" + suffix), "\(suffix)")
    }
    for other in [nil, GrayModel(scale: 40, checksum: "0ther")] {
      _ = try await write(try run(other), "other.csv", shard: 2)
      let paths = [folder.file("part1.csv"), folder.file("other.csv")]
      #expect(throws: MergeError.otherRun(path: paths[1], first: paths[0])) {
        try mergePredictions(of: paths, to: merged)
      }
    }
  }

  @Test("a stopped run goes on with its model alone, to the same bytes")
  func resume() async throws {
    let run = try run(GrayModel(scale: 40))
    _ = try await write(run, "out.csv")
    let expected = try bytes("out.csv")
    try FileManager.default.removeItem(atPath: folder.file("out.csv"))
    let output = folder.file("out.csv")
    let stopped = Task {
      try await run.write(to: output, as: "verify", progress: CancellingProgress(after: 13, of: "judging"))
    }
    _ = try? await stopped.value
    #expect(canResume(to: output))
    for (model, here) in [
      (nil, "here not given"), (GrayModel(scale: 40, checksum: "0ther"), "here gray, checksum 0ther"),
    ]
      as [(GrayModel?, String)]
    {
      var other = run
      other.pairModel = model
      let changed = other
      let error = await #expect(throws: JournalError.self) { try await write(changed, "out.csv", isResuming: true) }
      #expect(
        "\(error!)".contains("--pair-model (there gray, checksum 9ray, ") && "\(error!)".contains(here), "\(error!)")
    }
    #expect(try await write(run, "out.csv", isResuming: true).resumedCount > 0)
    #expect(try bytes("out.csv") == expected)
  }

  @Test("a run is told again by its model alone, and errors name both")
  func toldAgain() async throws {
    let (alone, asked) = (try run(nil), try run(GrayModel(scale: 40)))
    _ = try await write(alone, "alone.csv")
    _ = try await write(asked, "asked.csv")
    func told(_ name: String, by model: GrayModel?) throws -> CopyRun {
      try CopyRun(
        of: try #require(try RunManifest(besideOutput: folder.file(name))), besideOutput: folder.file(name),
        queries: asked.queries, references: asked.references, recall: asked.recall, pairModel: model)
    }
    #expect(try told("asked.csv", by: GrayModel(scale: 40)).pairModel?.model.name == "gray")
    #expect(try told("alone.csv", by: nil).pairModel == nil)
    for (name, model, said) in [
      ("asked.csv", nil, "the run has asked the pair model gray, checksum 9ray: give it by --pair-model"),
      (
        "alone.csv", GrayModel(scale: 40), "the run has asked no pair model, but --pair-model gives gray, checksum 9ray"
      ),
      (
        "asked.csv", GrayModel(scale: 40, checksum: "0ther"),
        "asked the pair model gray, checksum 9ray, but --pair-model gives gray, checksum 0ther"
      ),
    ] as [(String, GrayModel?, String)] {
      let error = #expect(throws: ManifestError.self) { try told(name, by: model) }
      #expect(error?.path == folder.file(name + ".manifest.json") && error?.reason.contains(said) ?? false, "\(error!)")
    }
  }

  @Test("a photo that can't be decoded any more is listed, and the pairs' scores are without the term")
  func vanished() async throws {
    let options = FixtureFeatures.options(.sift)
    let references = VanishedPhotos(try FixtureFeatures.photos("references", by: options), id: "R000006")
    let sets: [any FeatureSource] = [try FixtureFeatures.photos("queries", by: options), references]
    _ = try await write(try run(nil), "alone.csv")
    _ = try await write(try run(GrayModel(scale: 40)), "asked.csv")
    let report = try await write(try run(GrayModel(scale: 40), photos: sets), "vanished.csv")
    let (alone, asked, vanished) = (try scores("alone.csv"), try scores("asked.csv"), try scores("vanished.csv"))
    let pair = TruePair(queryID: "Q00002", referenceID: "R000006")
    #expect(vanished[pair] != nil && vanished[pair] == alone[pair] && vanished[pair] != asked[pair])
    for (pair, score) in vanished where pair.referenceID != "R000006" { #expect(score == asked[pair]) }
    let failure = try #require(report.failures.first { $0.id == "Q00002" })
    #expect(failure.input.hasSuffix("Q00002.jpg") && failure.kind == .unusable)
    #expect(failure.reason.hasPrefix("its score with R000006 lacks what the pair model says: /nowhere/R000006.jpg: "))
    #expect(report.failureList != nil && report.failures.allSatisfy { $0.reason.contains("R000006") })
  }

  @Test("stores, and other scores than the calibrated one, are refused before anything is read")
  func refusals() async throws {
    let options = FixtureFeatures.options(.sift)
    let store = try FixtureFeatures.stored("references", by: options, in: folder)
    let photos = try FixtureFeatures.photos("queries", by: options)
    let run = try run(GrayModel(scale: 1), photos: [photos, store])
    let error = await #expect(throws: PhotosNotAtHand.self) { try await write(run, "out.csv") }
    #expect(error?.path == store.path)
    await #expect(throws: PhotosNotAtHand.self) { _ = try await PairExplainer(run) }
    for kind in [ScoreKind.geometry, .inliers] {
      var other = try self.run(GrayModel(scale: 1))
      other.options.judge.verification.score = kind
      let changed = other
      let error = await #expect(throws: OptionsError.self) { try await write(changed, "out.csv") }
      #expect("\(error!)".contains(kind.rawValue) && "\(error!)".contains("calibrated with a pair model"), "\(error!)")
    }
    #expect(!folder.contents.contains { $0.hasPrefix("out.csv") })
  }
}

/// By how much the query is lighter than the reference.
private struct GrayModel: PairModel {
  let scale: Double
  var checksum = "9ray"

  var model: VectorModel { VectorModel("gray", checksum: checksum) }
  var files: [String] { [] }

  func picture(of photo: ColorImage) -> ColorImage {
    let mean = photo.pixels.reduce(0) { $0 + Int($1) } / max(1, photo.pixels.count)
    return ColorImage(width: 1, height: 1, filledWith: RGB(UInt8(mean), UInt8(mean), UInt8(mean)))
  }

  func logit(query: ColorImage, reference: ColorImage) throws -> Double {
    // Never 0, so that every pair moves.
    scale * (Double(query.pixels[0]) - Double(reference.pixels[0]) + 0.5) / 255
  }
}

/// Photos of which one is gone once its features are found.
private struct VanishedPhotos: FeatureSource {
  let base: any FeatureSource
  let id: String

  init(_ base: any FeatureSource, id: String) {
    (self.base, self.id) = (base, id)
  }

  var path: String { base.path }
  var ids: [String] { base.ids }
  var options: ExtractionOptions { base.options }
  var decoding: DecodingOptions? { base.decoding }
  var files: [String] { base.files }
  var canMirror: Bool { base.canMirror }
  var canLookCloser: Bool { base.canLookCloser }
  func file(of index: Int) -> PhotoFile { base.file(of: index) }
  func fingerprint(of index: Int) -> UInt64 { base.fingerprint(of: index) }
  func read(_ index: Int, mirrored: Bool) throws -> PhotoReading { try base.read(index, mirrored: mirrored) }

  func photo(at index: Int) -> ImageEntry? {
    ids[index] == id ? ImageEntry(path: "/nowhere/\(id).jpg") : base.photo(at: index)
  }
}
