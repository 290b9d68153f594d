import Features
import Files
import Foundation
import Imaging
import Photos
import Recall
import Storage
import TestSupport
import Testing

@testable import Runs

/// Sets as people have them: equal names in several folders, photos in which there is nothing to find, files that are none.
@Suite("Runs over real sets of photos") struct PhotoSetRunTests {
  let folder = TemporaryFolder()
  let photos = TemporaryFolder()

  init() throws {
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(atPath: photos.file(name), withIntermediateDirectories: true)
      for index in 0..<4 {
        let seed = UInt64(index) + (name == "a" ? 1 : 100)
        try syntheticPhoto(width: 120, height: 90, seed: seed).write(to: photos.file("\(name)/\(index).png"))
      }
      photos.write("text", to: "\(name)/broken.png")
      try GrayImage(width: 60, height: 60, filledWith: 7).write(to: photos.file("\(name)/blank \(name).png"))
    }
  }

  private func makeExtraction() throws -> Extraction {
    try Extraction(FixtureFeatures.options(.orb, count: 60), threads: 2)
  }

  private func extract(_ name: String, shard: Shard? = nil, ids: PhotoNaming = .auto) async throws -> ExtractionReport {
    try await extractFeatures(
      of: photos.path, to: folder.file(name), using: makeExtraction(), ids: ids, shard: shard)
  }

  private func bytes(_ name: String) throws -> [[UInt8]] {
    try ["", ".manifest.json", ".failures.csv"].map { try readFile(folder.file(name + $0)) }
  }

  @Test(
    "a photo without features is in the store, told of apart from those that were skipped, and listed with its reason")
  func extraction() async throws {
    let report = try await extract("f.h5")
    let ids = ["a/0.png", "a/1.png", "a/2.png", "a/3.png", "b/0.png", "b/1.png", "b/2.png", "b/3.png"]
    #expect(try FeatureStore(path: folder.file("f.h5")).names == ids + ["blank a", "blank b"])
    #expect(report.failures.unusable.map(\.id) == ["a/broken.png", "b/broken.png"])
    #expect(report.failures.featureless.map(\.id) == ["blank a", "blank b"])
    #expect(try RunManifest(besideOutput: folder.file("f.h5"))?.failures == report.failures)
    let list = try String(contentsOfFile: folder.file("f.h5.failures.csv"), encoding: .utf8)
    #expect(
      list == "input,reason\n"
        + ["a", "b"].map {
          "\(photos.file("\($0)/broken.png")),\"it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image\"\n"
        }.joined()
        + ["a", "b"].map { "\(photos.file("\($0)/blank \($0).png")),no features were found in it\n" }.joined())
    let stored = try StoredFeatures(path: folder.file("f.h5"))
    #expect(stored.failures == report.failures.featureless)
    #expect(stored.store.naming == "auto")
    _ = try await extract("p.h5", ids: .path)
    #expect(try FeatureStore(path: folder.file("p.h5")).naming == "path")
    await #expect(throws: InputError.self) { try await extract("s.h5", ids: .stem) }
  }

  @Test(
    "shards settle ids over all photos, so that joined they are what one run writes, byte for byte", arguments: [2, 5])
  func shards(count: Int) async throws {
    _ = try await extract("whole.h5")
    for number in 1...count { _ = try await extract("\(number).h5", shard: try Shard(number, of: count)) }
    let parts = (1...count).map { folder.file("\($0).h5") }
    _ = try await mergeFeatures(of: parts.reversed(), to: folder.file("merged.h5"))
    #expect(try bytes("merged.h5") == bytes("whole.h5"))
  }

  @Test("a set of which photos have no features, and none can be used otherwise, is no error")
  func onlyBlank() async throws {
    let blank = TemporaryFolder()
    try GrayImage(width: 60, height: 60, filledWith: 7).write(to: blank.file("x.png"))
    let report = try await extractFeatures(of: blank.path, to: folder.file("f.h5"), using: makeExtraction())
    #expect(report.imageCount == 1 && report.failures.map(\.kind) == [.featureless])
  }

  private func search(_ name: String, shard: Shard? = nil, isResuming: Bool = false) async throws -> CopyRunReport {
    let extraction = try makeExtraction()
    var run = CopyRun(
      queries: try PhotoSet(path: photos.path).features(by: extraction),
      references: try PhotoSet(path: folder.file("r.h5")).features(by: extraction), shard: shard)
    run.options.excludesSelf = true
    return try await run.write(to: folder.file(name), as: "search", isResuming: isResuming)
  }

  @Test("a search tells of references and queries without features, in one run, in parts, and when it goes on")
  func search() async throws {
    _ = try await extract("r.h5")
    let report = try await search("whole.csv")
    // Query and reference are one photo each, told of once.
    #expect(report.failures.map(\.id) == ["blank a", "blank b", "a/broken.png", "b/broken.png"])
    #expect(report.failures.map(\.kind) == [.featureless, .featureless, .unusable, .unusable])
    for number in 1...3 { _ = try await search("\(number).csv", shard: try Shard(number, of: 3)) }
    _ = try mergePredictions(of: (1...3).map { folder.file("\($0).csv") }, to: folder.file("merged.csv"))
    #expect(try bytes("merged.csv") == bytes("whole.csv"))
  }

  @Test("a verification tells of those without features that its list names")
  func verification() async throws {
    let extraction = try makeExtraction()
    let source = try PhotoSet(path: photos.path).features(by: extraction)
    var run = CopyRun(queries: source, references: source)
    for (text, blank) in [("a/0.png,b/0.png\n", []), ("blank a,b/0.png\nb/1.png,blank b\n", ["blank b", "blank a"])] {
      run.recall = .list(
        try CandidateList(path: folder.write(text, to: "pairs.csv"), queries: source, references: source))
      let report = try await run.write(to: folder.file("v.csv"), as: "verify")
      #expect(report.failures.map(\.id) == blank && report.failures.allSatisfy { $0.kind == .featureless })
    }
  }
}
