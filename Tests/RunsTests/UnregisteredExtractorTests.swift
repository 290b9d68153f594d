import Features
import Photos
import TestSupport
import Testing

@testable import Runs

@Suite("Features of an extractor that this program hasn't") struct UnregisteredExtractorTests {
  let folder = TemporaryFolder()
  private static let akaze = ExtractorID("akaze", .binary256)

  private var options: ExtractionOptions {
    var options = ExtractionOptions()
    options.extractor = Self.akaze
    return options
  }

  /// Makes a store by `orb` under another name.
  private func store(_ name: String, of photos: String) async throws -> String {
    var registry = ExtractorRegistry()
    registry.register(RegisteredExtractor(Self.akaze) { _ in try ORB() })
    let path = folder.file(name)
    _ = try await extractFeatures(
      of: Photos.fixtures + "/" + photos, to: path, using: Extraction(options, extractors: registry, threads: 2))
    return path
  }

  @Test("are read from stores and searched as by their own program")
  func search() async throws {
    let paths = (try await store("q.h5", of: "queries"), try await store("r.h5", of: "references"))
    func found(_ paths: (String, String), _ options: ExtractionOptions) async throws -> [String] {
      let extraction = try Extraction(options, threads: 2)
      let sets = try [paths.0, paths.1].map { try PhotoSet(path: $0) }
      #expect(sets.allSatisfy { $0.options ?? options == options })
      var run = CopyRun(
        queries: try sets[0].features(by: extraction), references: try sets[1].features(by: extraction))
      // Stores can't tell the features of mirror images.
      run.options.judge.triesMirrorImage = false
      // Nor can they be looked at closer.
      run.options.effort = .fast
      return try await run.listed().map { "\($0.queryID) \($0.referenceID) \($0.score)" }
    }
    let byStores = try await found(paths, options)
    #expect(byStores.count > 10)
    let photos = (Photos.fixtures + "/queries", Photos.fixtures + "/references")
    #expect(try await found(photos, ExtractionOptions()) == byStores)
  }

  @Test("are not found in photos; the error lists what can be run, and no photo is tried in vain")
  func photos() async throws {
    let extraction = try Extraction(options, threads: 1)
    let error = try #require(throws: UnrepeatableFeatures.self) {
      try extraction.features(of: Photos.fixtures + "/queries/Q00002.jpg")
    }
    #expect(error.description.contains("no extractor akaze"), "\(error)")
    #expect(error.description.hasSuffix("it has orb, fast-brief, sift"), "\(error)")
    let entries = try listImages(at: Photos.fixtures + "/queries")
    let photos = ExtractedPhotos(path: Photos.fixtures + "/queries", entries, by: extraction)
    await #expect(throws: UnrepeatableFeatures.self) {
      try await photos.held(where: { _ in true }, mirrored: false, threads: 1, progress: NoProgress())
    }
    #expect(throws: UnrepeatableFeatures.self) { try photos.read(0, mirrored: false) }
    await #expect(throws: UnrepeatableFeatures.self) {
      try await extractFeatures(of: Photos.fixtures + "/queries", to: folder.file("f.h5"), using: extraction)
    }
    #expect(folder.contents == [])
  }
}
