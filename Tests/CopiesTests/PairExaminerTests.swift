import Features
import Imaging
import Locks
import Matcher
import Photos
import Recall
import Storage
import TestSupport
import Testing
import Vectors

@testable import Copies

@Suite("PairExaminer") struct PairExaminerTests {
  private let extraction: Extraction = {
    var options = ExtractionOptions()
    options.extractor = .sift
    return try! Extraction(options, threads: 1)
  }()

  private func match(_ query: String, _ reference: String, _ model: (any PairModel)?) throws -> PairExplanation {
    try matchPair(
      query: MatchPairTests.path(query), reference: MatchPairTests.path(reference), using: extraction,
      judge: CopyJudge(), pairModel: model)
  }

  @Test("a proved pair has what the model says of its photos, and nothing else is changed")
  func proved() throws {
    let model = WatchedModel { _, _ in 1.5 }
    let (alone, asked) = (try match("Q00002", "R000006", nil), try match("Q00002", "R000006", model))
    let photos = try ["Q00002", "R000006"].map { try ColorImage(contentsOf: MatchPairTests.path($0)) }
    #expect(model.seen.withLock { $0 } == photos.reversed())
    #expect(model.pairs.withLock { $0 }.map { [$0.query, $0.reference] } == [photos])
    #expect(!asked.report.models.isEmpty && asked.report.models.allSatisfy { $0.evidence.pairLogit == 1.5 })
    #expect(asked.report.score > alone.report.score)
    #expect(alone.report.weighted(byPairLogit: 1.5) == asked.report)
    #expect(try match("Q00002", "R000006", WatchedModel { _, _ in -1.5 }).report.score < alone.report.score)
  }

  @Test("a mirrored copy is shown mirrored")
  func mirrored() throws {
    let photo = try ColorImage(contentsOf: MatchPairTests.path("Q00020"))
    let model = WatchedModel { query, _ in query == photo.mirrored() ? 0.5 : -0.5 }
    let pair = try match("Q00020", "R000004", model)
    #expect(pair.report.isMirrored && pair.report.models.allSatisfy { $0.evidence.pairLogit == 0.5 })
    #expect(photo.mirrored() != photo)
  }

  @Test("what geometry doesn't prove, no model is asked about")
  func refuted() throws {
    let model = WatchedModel { _, _ in 9 }
    #expect(try match("Q00002", "R000001", model).report.models.isEmpty)
    #expect(model.seen.withLock { $0 }.isEmpty && model.pairs.withLock { $0 }.isEmpty)
  }

  @Test("of the photos that were needed lately, what the model sees is held")
  func held() throws {
    let names = ["Q00002", "Q00015", "R000006"]
    let entries = names.map { ImageEntry(path: MatchPairTests.path($0)) }
    let photos = ExtractedPhotos(path: "photos", entries, by: extraction)
    let model = WatchedModel { _, _ in 1 }
    let examiner = try PairExaminer(model, of: [photos], judging: JudgeOptions())
    let judge = try CopyJudge()
    let reference = SearchableFeatures(try extraction.features(of: entries[2]))
    let query = judge.prepare(Query(index: 0, id: names[0], views: try extraction.views(of: entries[0])))
    let evidence = judge.evidence(on: query, against: reference, at: 2, id: names[2])
    for _ in 0..<3 {
      let examined = try examiner.examined(
        evidence, query: PhotoOfSet(0, of: photos), reference: PhotoOfSet(2, of: photos))
      #expect(examined.best.models.allSatisfy { $0.evidence.pairLogit == 1 } && examined.unexamined == nil)
    }
    #expect(model.seen.withLock { $0.count } == 2 && model.pairs.withLock { $0.count } == 3)
  }

  @Test("where the model fails, the error names the photo, and what the model says")
  func failing() throws {
    let error = #expect(throws: UnusablePhoto.self) {
      try match("Q00002", "R000006", WatchedModel { _, _ in throw OddModel() })
    }
    #expect(
      error?.failure.description
        == "\(MatchPairTests.path("Q00002")): its score with R000006 lacks what the pair model says: odd.onnx: no number"
    )
  }

  @Test("a store has no photos to look at, and is named, among several sets, too")
  func stores() throws {
    let folder = TemporaryFolder()
    let path = folder.file("r.h5")
    let writer = try FeatureStoreWriter(
      path: path, descriptorKind: .histogram128, options: FeatureStore.encodeOptions(extraction.options))
    try writer.append(name: "x", features: try extraction.features(of: MatchPairTests.path("R000006")))
    try writer.finish()
    let store = try StoredFeatures(path: path)
    let photos = ExtractedPhotos(
      path: "photos", [ImageEntry(path: MatchPairTests.path("Q00002"))], by: extraction)
    let model = WatchedModel { _, _ in 1 }
    for sets in [[store], [photos, store], [try JoinedFeatures([photos, store])]] as [[any FeatureSource]] {
      let error = #expect(throws: PhotosNotAtHand.self) { try PairExaminer(model, of: sets, judging: JudgeOptions()) }
      #expect(
        error?.path == path && "\(error!)".hasPrefix("\(path) is a feature store, which has no photos for --pair"))
    }
    #expect(throws: PhotosNotAtHand.self) {
      try matchPair(
        query: PhotoOfSet(0, of: photos), reference: PhotoOfSet(0, of: store), judge: CopyJudge(), pairModel: model)
    }
  }
}

private struct OddModel: Error, CustomStringConvertible {
  var description: String { "odd.onnx: no number" }
}

/// Remembers what it was shown; it sees photos as they are.
private final class WatchedModel: PairModel {
  let model = VectorModel("watched")
  let files: [String] = []
  let seen = Guarded<[ColorImage]>([])
  let pairs = Guarded<[(query: ColorImage, reference: ColorImage)]>([])
  private let answer: @Sendable (ColorImage, ColorImage) throws -> Double

  init(_ answer: @escaping @Sendable (_ query: ColorImage, _ reference: ColorImage) throws -> Double) {
    self.answer = answer
  }

  func picture(of photo: ColorImage) -> ColorImage {
    seen.withLock { $0.append(photo) }
    return photo
  }

  func logit(query: ColorImage, reference: ColorImage) throws -> Double {
    pairs.withLock { $0.append((query, reference)) }
    return try answer(query, reference)
  }
}
