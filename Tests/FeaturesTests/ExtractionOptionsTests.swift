import Features
import Foundation
import Options
import Testing

@Suite("ExtractionOptions") struct ExtractionOptionsTests {
  private static func decoded(_ json: String) throws -> ExtractionOptions {
    try JSONDecoder().decode(ExtractionOptions.self, from: Data(json.utf8))
  }

  @Test("come back from JSON as they were, with the revision of what is found now", arguments: ExtractorName.allCases)
  func roundTrip(extractor: ExtractorName) throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    options.maxSide = 512
    #expect(options.revision == extractor.revision && options.areRepeatable)
    let json = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
    #expect(try Self.decoded(json) == options)
    #expect(json.contains("revision") == (extractor.revision != 1), "\(json)")
  }

  @Test("of an earlier version are of revision 1, which only sift and OpenCV's extractors still find")
  func earlier() throws {
    let orb = try Self.decoded(#"{"extractor":"orb","maxFeatures":500,"maxSide":640}"#)
    #expect(orb.revision == 1 && !orb.areRepeatable && orb != ExtractionOptions())
    var asked = orb
    asked.extractor = .orb
    #expect(asked == orb, "asking for the same extractor changes nothing")
    asked.extractor = .sift
    asked.extractor = .orb
    #expect(asked == ExtractionOptions())
    let again = String(decoding: try JSONEncoder().encode(orb), as: UTF8.self)
    #expect(try Self.decoded(again) == orb, "their revision stays")
    var sift = ExtractionOptions()
    sift.extractor = .sift
    #expect(try Self.decoded(#"{"extractor":"sift","maxFeatures":500,"maxSide":640}"#) == sift)
  }

  @Test("of another tool have no revision of ours")
  func imported() throws {
    var options = ExtractionOptions()
    options.origin = "hloc"
    #expect(options.revision == 1 && !options.areRepeatable)
    options.origin = nil
    #expect(options == ExtractionOptions())
  }

  @Test("what is out of range is named")
  func validation() {
    var options = ExtractionOptions()
    options.maxFeatures = 0
    #expect(throws: OptionsError("ExtractionOptions.maxFeatures", 0, mustBe: "at least 1")) { try options.validate() }
    options = ExtractionOptions()
    options.maxSide = 3
    #expect(throws: OptionsError("ExtractionOptions.maxSide", 3, mustBe: "at least 16 pixels")) {
      try options.validate()
    }
  }
}
