import Options

/// The extractors that a user can name.
public enum ExtractorName: String, Sendable, Hashable, Codable, CaseIterable {
  case orb
  case fastBRIEF = "fast-brief"
  case sift
  case openCVORB = "opencv-orb"
  case openCVFASTBRIEF = "opencv-fast-brief"
  case openCVSIFT = "opencv-sift"

  public var descriptorKind: DescriptorKind {
    switch self {
    case .orb, .fastBRIEF, .openCVORB, .openCVFASTBRIEF: .binary256
    case .sift, .openCVSIFT: .histogram128
    }
  }
}

/// How the features of an image are found; stored with them, since only features of equal options are comparable.
public struct ExtractionOptions: Sendable, Hashable, Codable {
  public var extractor = ExtractorName.orb
  /// Most features an image gets, the strongest ones; at least 1.
  public var maxFeatures = 500
  /// Longest side, in pixels, at which features are found; larger images are reduced to it; at least 16.
  public var maxSide = 640
  /// The tool that found the features where it was not Facsimile: they are comparable with its own alone, and `extractor`
  /// only says what their descriptors are. nil, and left out in JSON, for ours.
  public var origin: String?

  public init() {}

  public func validate() throws(OptionsError) {
    guard maxFeatures >= 1 else {
      throw OptionsError("ExtractionOptions.maxFeatures", maxFeatures, mustBe: "at least 1")
    }
    guard maxSide >= 16 else {
      throw OptionsError("ExtractionOptions.maxSide", maxSide, mustBe: "at least 16 pixels")
    }
  }
}
