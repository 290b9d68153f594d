import Features
import Imaging
import OpenCVExtractors
import Options
import Testing

@Suite("Registration of OpenCV's extractors") struct RegisterOpenCVTests {
  private static func options(_ extractor: ExtractorID) -> ExtractionOptions {
    var options = ExtractionOptions()
    options.extractor = extractor
    return options
  }

  @Test("adds three to ours; each is found by its name and makes its kind of descriptors")
  func ids() throws {
    let registry = ExtractorRegistry.withOpenCV
    #expect(registry.ids == [.orb, .fastBRIEF, .sift, .openCVORB, .openCVFASTBRIEF, .openCVSIFT])
    #expect(
      registry.ids.map(\.name) == ["orb", "fast-brief", "sift", "opencv-orb", "opencv-fast-brief", "opencv-sift"])
    for id in registry.ids {
      let found = try registry.makeExtractor(Self.options(id)).extract(from: .photo())
      #expect(registry[id.name] == id && found.descriptors.kind == id.descriptorKind && found.count > 300)
    }
  }

  /// A setting, a value of it that isn't the default, and the extractor with that value.
  private struct Case: Sendable {
    let id: ExtractorID
    let set: @Sendable (inout ExtractionOptions) -> Void
    let make: @Sendable () -> any FeatureExtractor

    static func orb(
      _ set: @escaping @Sendable (inout ExtractionOptions) -> Void,
      _ change: @escaping @Sendable (inout OpenCVORB.Options) -> Void
    ) -> [Case] {
      var options = OpenCVORB.Options()
      change(&options)
      let changed = options
      return [
        Case(id: .openCVORB, set: set) { OpenCVORB(options: changed) },
        Case(id: .openCVFASTBRIEF, set: set) { OpenCVFASTBRIEF(options: changed) },
      ]
    }

    static func sift(
      _ set: @escaping @Sendable (inout ExtractionOptions) -> Void,
      _ change: @escaping @Sendable (inout OpenCVSIFT.Options) -> Void
    ) -> [Case] {
      var options = OpenCVSIFT.Options()
      change(&options)
      let changed = options
      return [Case(id: .openCVSIFT, set: set) { OpenCVSIFT(options: changed) }]
    }
  }

  private static let cases: [Case] = [
    Case.orb({ $0[.levels] = 3 }, { $0.levels = 3 }),
    Case.orb({ $0[.scaleFactor] = 1.5 }, { $0.scaleFactor = 1.5 }),
    Case.orb({ $0[.cornerThreshold] = 60 }, { $0.fastThreshold = 60 }),
    Case.sift({ $0[.scalesPerOctave] = 5 }, { $0.layersPerOctave = 5 }),
    Case.sift({ $0[.sigma] = 1.8 }, { $0.sigma = 1.8 }),
    Case.sift({ $0[.contrastThreshold] = 0.12 }, { $0.contrastThreshold = 0.12 }),
    Case.sift({ $0[.edgeThreshold] = 3 }, { $0.edgeThreshold = 3 }),
    Case.sift({ $0[.isRoot] = false }, { $0.root = false }),
  ].flatMap { $0 }

  @Test("settings reach the extractor and change what it finds", arguments: cases.indices)
  func settings(index: Int) throws {
    let setting = Self.cases[index]
    var options = Self.options(setting.id)
    let plain = try ExtractorRegistry.withOpenCV.makeExtractor(options).extract(from: .photo())
    setting.set(&options)
    let found = try ExtractorRegistry.withOpenCV.makeExtractor(options).extract(from: .photo())
    #expect(found != plain)
    #expect(found == (try setting.make().extract(from: .photo())))
  }

  @Test("a setting that only ours have is refused by name")
  func otherSettings() {
    var options = Self.options(.openCVSIFT)
    options[.firstOctave] = .original
    let error = #expect(throws: OptionsError.self) { try ExtractorRegistry.withOpenCV.makeExtractor(options) }
    #expect(error?.field == "ExtractionOptions.firstOctave")
    options = Self.options(.openCVORB)
    options[.faintCornerThreshold] = 9
    #expect(throws: OptionsError.self) { try ExtractorRegistry.withOpenCV.makeExtractor(options) }
  }
}
