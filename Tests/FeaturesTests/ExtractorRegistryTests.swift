import Features
import Imaging
import Options
import TestSupport
import Testing

@Suite("ExtractorRegistry") struct ExtractorRegistryTests {
  private static let corners = ExtractorID("corners", .binary256, revision: 3)

  /// Finds the corners of the photo itself, as many as it is allowed to.
  private struct Corners: FeatureExtractor {
    let maxFeatures: Int
    var descriptorKind: DescriptorKind { .binary256 }

    func extract(from image: GrayImage) throws -> FeatureSet {
      let places = [(0, 0), (image.width - 1, 0), (0, image.height - 1), (image.width - 1, image.height - 1)]
      let keypoints = places.prefix(maxFeatures).map {
        Keypoint(x: Float($0.0), y: Float($0.1), size: 1, angle: -1, response: 1, level: 0)
      }
      let bytes = [UInt8](repeating: 0, count: 32 * keypoints.count)
      return FeatureSet(
        imageSize: image.size, keypoints: keypoints, descriptors: Descriptors(kind: .binary256, bytes: bytes))
    }
  }

  private static var withCorners: ExtractorRegistry {
    var registry = ExtractorRegistry.standard
    registry.register(RegisteredExtractor(corners) { Corners(maxFeatures: $0.maxFeatures) })
    return registry
  }

  private static func options(_ extractor: ExtractorID) -> ExtractionOptions {
    var options = ExtractionOptions()
    options.extractor = extractor
    return options
  }

  @Test("knows ours from the start, each with its kind of descriptors")
  func standard() throws {
    #expect(ExtractorRegistry.standard.ids == [.orb, .fastBRIEF, .sift])
    #expect(ExtractorRegistry().ids == ExtractorRegistry.standard.ids)
    for id in ExtractorRegistry.standard.ids {
      let extractor = try ExtractorRegistry.standard.makeExtractor(Self.options(id))
      #expect(extractor.descriptorKind == id.descriptorKind && ExtractorRegistry.standard.canFind(Self.options(id)))
    }
  }

  @Test("makes what was registered with the options it is given; the registry it was copied from stays as it was")
  func own() throws {
    var options = Self.options(Self.corners)
    options.maxFeatures = 3
    #expect(options.revision == 3)
    let registry = Self.withCorners
    #expect(registry["corners"] == Self.corners && registry.canFind(options))
    let found = try registry.makeExtractor(options).extract(from: syntheticPhoto(width: 20, height: 10, seed: 1))
    #expect(found.keypoints.map(\.x) == [0, 19, 0])
    #expect(ExtractorRegistry.standard["corners"] == nil && !ExtractorRegistry.standard.canFind(options))
  }

  @Test("refuses a name that nobody has registered and lists those there are")
  func unknown() {
    let expected = OptionsError(
      "ExtractionOptions.extractor", "corners", mustBe: "one that is registered: orb, fast-brief, sift")
    #expect(throws: expected) { try ExtractorRegistry.standard.makeExtractor(Self.options(Self.corners)) }
  }

  @Test("refuses descriptors of another kind than the extractor's of that name")
  func otherKind() {
    let options = Self.options(ExtractorID("corners", .histogram128, revision: 3))
    #expect(!Self.withCorners.canFind(options))
    #expect(throws: OptionsError.self) { try Self.withCorners.makeExtractor(options) }
  }

  @Test("can't find features of another revision, or of another tool")
  func revision() {
    #expect(!Self.withCorners.canFind(Self.options(ExtractorID("corners", .binary256, revision: 2))))
    var imported = Self.options(.sift)
    imported.origin = "hloc"
    #expect(!ExtractorRegistry.standard.canFind(imported))
  }

  private static let photo = syntheticPhoto(width: 320, height: 240, seed: 2)

  /// A setting, a value of it that isn't the default, and the extractor's own options that have it.
  private struct Case: Sendable, CustomTestStringConvertible {
    let extractor: ExtractorID
    let name: String
    let set: @Sendable (inout ExtractionOptions) -> Void
    let make: @Sendable () throws -> any FeatureExtractor

    var testDescription: String { "\(extractor) \(name)" }

    static func orb<Value>(
      _ setting: ExtractorSetting<Value>, _ value: Value, isOriented: Bool = true,
      _ change: @escaping @Sendable (inout ORBOptions) -> Void
    ) -> Case {
      Case(
        extractor: isOriented ? .orb : .fastBRIEF, name: setting.name, set: { $0[setting] = value },
        make: {
          var options = ORBOptions()
          options.isOriented = isOriented
          change(&options)
          return try ORB(options)
        })
    }

    static func sift<Value>(
      _ setting: ExtractorSetting<Value>, _ value: Value, _ change: @escaping @Sendable (inout SIFTOptions) -> Void
    ) -> Case {
      Case(
        extractor: .sift, name: setting.name, set: { $0[setting] = value },
        make: {
          var options = SIFTOptions()
          change(&options)
          return try SIFT(options)
        })
    }
  }

  @Test(
    "settings reach the extractor and change what it finds",
    arguments: [
      .orb(.levels, 3) { $0.pyramid.levels = 3 },
      .orb(.scaleFactor, 1.5) { $0.pyramid.factor = 1.5 },
      .orb(.cornerThreshold, 60) { $0.cornerThreshold = 60 },
      .orb(.faintCornerThreshold, 20) { $0.faintCornerThreshold = 20 },
      .orb(.levels, 2, isOriented: false) { $0.pyramid.levels = 2 },
      .sift(.firstOctave, .original) { $0.scaleSpace.firstOctave = .original },
      .sift(.scalesPerOctave, 5) { $0.scaleSpace.scales = 5 },
      .sift(.sigma, 1.8) { $0.scaleSpace.sigma = 1.8 },
      .sift(.contrastThreshold, 0.12) { $0.contrastThreshold = 0.12 },
      .sift(.edgeThreshold, 3) { $0.edgeThreshold = 3 },
      .sift(.isRoot, false) { $0.isRoot = false },
    ] as [Case])
  private func reach(setting: Case) throws {
    var options = Self.options(setting.extractor)
    let plain = try ExtractorRegistry.standard.makeExtractor(options).extract(from: Self.photo)
    setting.set(&options)
    let found = try ExtractorRegistry.standard.makeExtractor(options).extract(from: Self.photo)
    #expect(found != plain)
    #expect(found == (try setting.make().extract(from: Self.photo)))
  }

  @Test("refuses a setting that is none of the extractor's by its name, the default, too, where it is set by name")
  func otherSettings() throws {
    var options = Self.options(.orb)
    let expected = OptionsError(
      "ExtractionOptions.contrastThreshold", "0.04",
      mustBe: "left out: orb has cornerThreshold, faintCornerThreshold, levels, scaleFactor")
    #expect(throws: expected) { try ExtractorRegistry.standard.set(.contrastThreshold, to: 0.04, in: &options) }
    #expect(options == ExtractionOptions())
    options[.contrastThreshold] = 0.1
    #expect(throws: OptionsError.self) { try ExtractorRegistry.standard.makeExtractor(options) }
    options.extractor = .sift
    _ = try ExtractorRegistry.standard.makeExtractor(options)
    try ExtractorRegistry.standard.set(.contrastThreshold, to: 0.04, in: &options)
    #expect(options == Self.options(.sift))
    var own = Self.options(Self.corners)
    own[.levels] = 2
    let none = OptionsError("ExtractionOptions.levels", 2, mustBe: "left out: corners has no settings of its own")
    #expect(throws: none) { try Self.withCorners.makeExtractor(own) }
  }

  @Test("an extractor from elsewhere brings settings of its own")
  func ownSettings() throws {
    let count = ExtractorSetting("count", default: 4)
    var registry = ExtractorRegistry()
    registry.register(
      RegisteredExtractor(Self.corners, settings: [AnyExtractorSetting(count)]) { Corners(maxFeatures: $0[count]) })
    var options = Self.options(Self.corners)
    let photo = GrayImage(width: 9, height: 9, filledWith: 0)
    #expect(try registry.makeExtractor(options).extract(from: photo).count == 4)
    options[count] = 2
    #expect(try registry.makeExtractor(options).extract(from: photo).count == 2)
  }

  @Test("settings out of their range are named")
  func ranges() {
    func error(_ change: (inout ExtractionOptions) -> Void) -> String? {
      var options = ExtractionOptions()
      change(&options)
      do {
        _ = try ExtractorRegistry.standard.makeExtractor(options)
        return nil
      } catch {
        return (error as? OptionsError)?.field
      }
    }
    #expect(error { $0[.levels] = 65 } == "ORBOptions.pyramid.levels")
    #expect(error { $0[.scaleFactor] = 1.0000001 } == "ORBOptions.pyramid.factor")
    #expect(error { $0[.scaleFactor] = .nan } == "ORBOptions.pyramid.factor")
    #expect(error { $0[.cornerThreshold] = 255 } == "ORBOptions.cornerThreshold")
    #expect(error { $0[.cornerThreshold] = 5 } == "ORBOptions.faintCornerThreshold")
    #expect(
      error {
        $0.extractor = .sift
        $0[.scalesPerOctave] = 9
      } == "ScaleSpaceOptions.scales")
  }
}
