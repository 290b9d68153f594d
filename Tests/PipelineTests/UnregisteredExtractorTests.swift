import Features
import Pipeline
import Storage
import TestSupport
import Testing

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
    let (queries, references) = (try FeatureSource(path: paths.0), try FeatureSource(path: paths.1))
    #expect(queries.options == options)
    func found(_ queries: FeatureSource, _ references: FeatureSource, _ extraction: Extraction) async throws -> [String]
    {
      try await Pipeline.search(
        queries.load(using: extraction), in: references.load(using: extraction), threads: 2
      ).map { "\($0.queryID) \($0.referenceID) \($0.score)" }
    }
    let byStores = try await found(queries, references, Extraction(options, threads: 1))
    #expect(byStores.count > 10)
    let orb = try Extraction(ExtractionOptions(), threads: 2)
    let byPhotos = try await found(
      FeatureSource(path: Photos.fixtures + "/queries"), FeatureSource(path: Photos.fixtures + "/references"), orb)
    #expect(byStores == byPhotos)
  }

  @Test("are not found in photos; the error lists what can be run, and no photo is tried in vain")
  func photos() async throws {
    let extraction = try Extraction(options, threads: 1)
    let error = try #require(throws: UnrepeatableFeatures.self) {
      try extraction.features(of: Photos.fixtures + "/queries/Q00002.jpg")
    }
    #expect(error.description.contains("no extractor akaze"), "\(error)")
    #expect(error.description.hasSuffix("it has orb, fast-brief, sift"), "\(error)")
    await #expect(throws: UnrepeatableFeatures.self) {
      try await FeatureSource(path: Photos.fixtures + "/queries").load(using: extraction)
    }
    await #expect(throws: UnrepeatableFeatures.self) {
      try await extractFeatures(of: Photos.fixtures + "/queries", to: folder.file("f.h5"), using: extraction)
    }
    #expect(folder.contents == [])
  }
}
