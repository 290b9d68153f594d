import Features
import Photos
import Storage
import TestSupport
import Testing

@testable import Runs

@Suite("Settings of extractors in stores") struct ExtractorSettingTests {
  let folder = TemporaryFolder()

  private func store(_ name: String, _ options: ExtractionOptions) async throws -> String {
    let path = folder.file(name)
    _ = try await extractFeatures(
      of: Photos.fixtures + "/queries/Q00002.jpg", to: path, using: Extraction(options, threads: 1))
    return path
  }

  @Test("are kept, with those of the manifest, and others are refused with both values")
  func stores() async throws {
    var options = ExtractionOptions()
    options[.levels] = 4
    options[.scaleFactor] = 1.3
    let (few, plain) = (try await store("few.h5", options), try await store("plain.h5", ExtractionOptions()))
    #expect(try StoredFeatures(path: few).options == options)
    #expect(try StoredFeatures(path: plain).options == ExtractionOptions())
    #expect(try RunManifest(besideOutput: few)?.extraction == options)
    #expect(
      try FeatureStore(path: few).options
        == #"{"extractor":"orb","maxFeatures":500,"maxSide":640,"revision":3,"#
        + #""settings":{"levels":4,"scaleFactor":1.3}}"#)
    let error = try #require(throws: IncomparableFeatures.self) {
      try JoinedFeatures([StoredFeatures(path: plain), StoredFeatures(path: few)])
    }
    let text = "\(error)"
    #expect(text.contains("with orb, 500 features, at 640 pixels, levels 4, scaleFactor 1.3, but"), "\(text)")
    #expect(text.contains("has orb, 500 features, at 640 pixels, levels 8, scaleFactor 1.2; only"), "\(text)")
  }

  @Test("of an unknown extractor keep their spelling in a manifest, whatever it is")
  func manifest() throws {
    var options = ExtractionOptions()
    options.extractor = ExtractorID("akaze", .binary256)
    options[ExtractorSetting("model_v2", default: "")] = "a_b"
    options[ExtractorSetting("maxURL", default: 1.5)] = 2
    try RunManifest(
      command: "extract", extraction: options, images: nil, imageCount: 0, featureCount: 0, failures: []
    ).write(besideOutput: folder.file("f.h5"))
    #expect(try RunManifest(besideOutput: folder.file("f.h5"))?.extraction == options)
  }
}
