import TestSupport
import Testing

@testable import Storage

@Suite("Options of a feature store") struct FeatureStoreOptionsTests {
  private struct Options: Codable, Hashable {
    struct Detector: Codable, Hashable {
      var threshold = 20
      var minThreshold: Int?
    }

    var extractor = "orb"
    var maxFeatures = 500
    var detector = Detector()
  }

  private let folder = TemporaryFolder()

  private func decode(_ options: String) throws -> Options {
    let path = folder.file("features.h5")
    try FeatureStoreWriter(path: path, descriptorKind: .binary256, options: options).finish()
    return try FeatureStore(path: path).decodeOptions(as: Options.self)
  }

  private func message(_ options: String) throws -> String {
    let error = try #require(throws: StoreError.self) { try decode(options) }
    return String(error.description.dropFirst(folder.file("features.h5: unknown options: ").count))
  }

  @Test("come back as they were, from text that depends on them alone")
  func roundTrip() throws {
    var options = Options()
    options.detector.minThreshold = 7
    let text = try FeatureStore.encodeOptions(options)
    #expect(text == #"{"detector":{"minThreshold":7,"threshold":20},"extractor":"orb","maxFeatures":500}"#)
    #expect(try decode(text) == options)
    #expect(try decode(FeatureStore.encodeOptions(Options())) == Options())
    #expect(
      try decode(#"{"detector":{"minThreshold":null,"threshold":20},"extractor":"orb","maxFeatures":500}"#) == Options()
    )
  }

  @Test("that this version does not know are refused by name")
  func unknownKeys() throws {
    #expect(
      try message(#"{"detector":{"threshold":20,"mask":1},"extractor":"orb","maxFeatures":500,"blur":2}"#)
        == "blur, detector.mask")
  }

  @Test("that are missing, of another type or no JSON are refused with a reason")
  func malformed() throws {
    #expect(try message(#"{"extractor":"orb","maxFeatures":500}"#) == "detector is missing")
    #expect(
      try message(#"{"detector":{"threshold":"a"},"extractor":"orb","maxFeatures":500}"#)
        .hasPrefix("detector.threshold: "))
    #expect(try !message("not JSON").isEmpty)
    #expect(try !message("").isEmpty)
    #expect(try !message("[1]").isEmpty)
  }
}
