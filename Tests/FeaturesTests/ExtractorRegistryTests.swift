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
}
