import Features
import Foundation
import Options
import Testing

@Suite("ExtractionOptions") struct ExtractionOptionsTests {
  private static func decoded(_ json: String) throws -> ExtractionOptions {
    try JSONDecoder().decode(ExtractionOptions.self, from: Data(json.utf8))
  }

  private static func encoded(_ options: ExtractionOptions) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(options), as: UTF8.self)
  }

  /// How stores of earlier versions spell them: equal features must go on having equal text.
  @Test(
    "with nothing but defaults are spelled as they always were, and come back",
    arguments: [
      (ExtractorID.orb, #"{"extractor":"orb","maxFeatures":500,"maxSide":640,"revision":3}"#),
      (.fastBRIEF, #"{"extractor":"fast-brief","maxFeatures":500,"maxSide":640,"revision":3}"#),
      (.sift, #"{"extractor":"sift","maxFeatures":500,"maxSide":640,"revision":3}"#),
      (.openCVORB, #"{"extractor":"opencv-orb","maxFeatures":500,"maxSide":640,"revision":2}"#),
      (.openCVFASTBRIEF, #"{"extractor":"opencv-fast-brief","maxFeatures":500,"maxSide":640,"revision":2}"#),
      (.openCVSIFT, #"{"extractor":"opencv-sift","maxFeatures":500,"maxSide":640,"revision":2}"#),
    ])
  func spelling(extractor: ExtractorID, json: String) throws {
    var options = ExtractionOptions()
    options.extractor = extractor
    #expect(try Self.encoded(options) == json)
    let decoded = try Self.decoded(json)
    #expect(decoded == options && decoded.extractor.descriptorKind == extractor.descriptorKind)
  }

  @Test("of an extractor from elsewhere say what its descriptors are, and come back where it is not known")
  func foreign() throws {
    var options = ExtractionOptions()
    options.extractor = ExtractorID("akaze", .histogram128, revision: 3)
    let json = try Self.encoded(options)
    #expect(
      json
        == #"{"descriptorKind":"histogram128","extractor":"akaze","maxFeatures":500,"maxSide":640,"revision":3}"#)
    let decoded = try Self.decoded(json)
    #expect(decoded == options && decoded.extractor.descriptorKind == .histogram128)
    var other = options
    other.extractor = ExtractorID("akaze", .binary256, revision: 3)
    #expect(other != options, "one name, but descriptors that can't be compared")
    let error = #expect(throws: DecodingError.self) {
      try Self.decoded(#"{"extractor":"akaze","maxFeatures":500,"maxSide":640}"#)
    }
    #expect("\(error as Any)".contains("akaze is not known here"), "\(error as Any)")
  }

  @Test("of an earlier version are of revision 1, which no extractor of ours still finds")
  func earlier() throws {
    let orb = try Self.decoded(#"{"extractor":"orb","maxFeatures":500,"maxSide":640}"#)
    #expect(orb.revision == 1 && !ExtractorRegistry.standard.canFind(orb) && orb != ExtractionOptions())
    var asked = orb
    asked.extractor = .orb
    #expect(asked == orb, "asking for the same extractor changes nothing")
    asked.extractor = .sift
    asked.extractor = .orb
    #expect(asked == ExtractionOptions())
    let again = String(decoding: try JSONEncoder().encode(orb), as: UTF8.self)
    #expect(try Self.decoded(again) == orb, "their revision stays")
    for name in ["fast-brief", "sift", "opencv-orb", "opencv-fast-brief", "opencv-sift"] {
      let options = try Self.decoded(#"{"extractor":"\#(name)","maxFeatures":500,"maxSide":640}"#)
      #expect(options.revision == 1 && options.revision < options.extractor.revision, "\(name)")
    }
  }

  @Test("measure errors at the scale at which their features were found: by the longest side before revision 3 of orb")
  func workingScale() throws {
    func rule(_ extractor: String, _ more: String = "") throws -> WorkingScale.Rule {
      let options = try Self.decoded(#"{"extractor":"\#(extractor)","maxFeatures":500,"maxSide":320\#(more)}"#)
      #expect(options.workingScale.maxSide == 320)
      return options.workingScale.rule
    }
    for binary in ["orb", "fast-brief"] {
      #expect(try rule(binary) == .longestSide && rule(binary, #","revision":2"#) == .longestSide)
      #expect(try rule(binary, #","revision":3"#) == .proportions)
    }
    for other in ["sift", "opencv-orb", "opencv-fast-brief", "opencv-sift"] {
      #expect(try rule(other) == .longestSide && rule(other, #","revision":2"#) == .proportions)
    }
    #expect(try rule("sift", #","revision":1,"origin":"hloc""#) == .longestSide)
    #expect(try rule("akaze", #","descriptorKind":"binary256""#) == .proportions)
    for id in ExtractorRegistry.standard.ids {
      var options = ExtractionOptions()
      options.extractor = id
      #expect(options.workingScale == WorkingScale(maxSide: 640), "what is found now, \(id)")
    }
  }

  @Test("of another tool have no revision of ours")
  func imported() throws {
    var options = ExtractionOptions()
    options.origin = "hloc"
    #expect(options.revision == 1 && !ExtractorRegistry.standard.canFind(options))
    options.origin = nil
    #expect(options == ExtractionOptions())
  }

  @Test("settings of the extractor's own are stored where they are not the default, and come back")
  func settings() throws {
    var options = ExtractionOptions()
    options.extractor = .sift
    options[.contrastThreshold] = 0.02
    options[.firstOctave] = .original
    options[.scalesPerOctave] = 4
    options[.isRoot] = false
    let json =
      #"{"extractor":"sift","maxFeatures":500,"maxSide":640,"revision":3,"settings":{"contrastThreshold":0.02,"#
      + #""firstOctave":"original","isRoot":false,"scalesPerOctave":4}}"#
    #expect(try Self.encoded(options) == json)
    let decoded = try Self.decoded(json)
    #expect(decoded == options && decoded[.firstOctave] == .original && decoded[.scalesPerOctave] == 4)
    #expect(decoded[.edgeThreshold] == 10)
    options[.contrastThreshold] = 0.04
    options[.firstOctave] = .doubled
    options[.scalesPerOctave] = 3
    options[.isRoot] = true
    var untouched = ExtractionOptions()
    untouched.extractor = .sift
    #expect(options == untouched, "the default, said or not, is the same")
    let said = #"{"extractor":"sift","maxFeatures":500,"maxSide":640,"revision":3,"settings":{"edgeThreshold":10}}"#
    #expect(try Self.decoded(said) == untouched)
  }

  @Test(
    "what a later version has stored and this one doesn't know is refused by name",
    arguments: [
      (#"{"extractor":"orb","maxFeatures":500,"maxSide":640,"gamma":2}"#, "gamma: not known"),
      (
        #"{"extractor":"orb","maxFeatures":500,"maxSide":640,"settings":{"patchSide":48}}"#,
        "ExtractionOptions.patchSide is 48, but must be left out: orb has cornerThreshold, "
          + "faintCornerThreshold, levels, scaleFactor"
      ),
      (
        #"{"extractor":"opencv-sift","maxFeatures":500,"maxSide":640,"settings":{"firstOctave":"original"}}"#,
        "ExtractionOptions.firstOctave is original, but must be left out: opencv-sift has"
      ),
      (
        #"{"extractor":"orb","maxFeatures":500,"maxSide":640,"settings":{"levels":"many"}}"#,
        "ExtractionOptions.levels is many, but must be of the type of its default, 8"
      ),
    ])
  func unknown(json: String, part: String) {
    let error = #expect(throws: DecodingError.self) { try Self.decoded(json) }
    #expect("\(error as Any)".contains(part), "\(error as Any)")
  }

  @Test("settings of an extractor that isn't known here are kept as they are")
  func foreignSettings() throws {
    let json =
      #"{"descriptorKind":"binary256","extractor":"akaze","maxFeatures":500,"maxSide":640,"#
      + #""settings":{"diffusion":"g2","model_v2":true,"octaves":3.5}}"#
    let options = try Self.decoded(json)
    #expect(try Self.encoded(options) == json)
    #expect(options != (try Self.decoded(json.replacing("g2", with: "g1"))))
  }

  @Test("what is out of range is named")
  func validation() {
    var options = ExtractionOptions()
    options.maxFeatures = 0
    #expect(throws: OptionsError("ExtractionOptions.maxFeatures", 0, mustBe: "in 1...2147483647")) {
      try options.validate()
    }
    options = ExtractionOptions()
    options.maxSide = 3
    #expect(throws: OptionsError("ExtractionOptions.maxSide", 3, mustBe: "in 16...2147483647, a number of pixels")) {
      try options.validate()
    }
  }
}
