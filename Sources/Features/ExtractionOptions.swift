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

  /// Of what the extractor finds in this version of Facsimile. It rises whenever the same photo gives other features, which
  /// can't be compared with those from before.
  public var revision: Int {
    switch self {
    case .orb, .fastBRIEF: 2
    case .sift, .openCVORB, .openCVFASTBRIEF, .openCVSIFT: 1
    }
  }
}

/// How the features of an image are found; stored with them, since only features of equal options are comparable.
public struct ExtractionOptions: Sendable, Hashable, Codable {
  public var extractor = ExtractorName.orb { didSet { if extractor != oldValue { revision = currentRevision } } }
  /// Most features an image gets, the strongest ones; at least 1.
  public var maxFeatures = 500
  /// Longest side, in pixels, at which features are found; larger images are reduced to it; at least 16.
  public var maxSide = 640
  /// The tool that found the features where it was not Facsimile: they are comparable with its own alone, and `extractor`
  /// only says what their descriptors are. nil, and left out in JSON, for ours.
  public var origin: String? { didSet { if origin != oldValue { revision = currentRevision } } }
  /// The extractor's revision that found the features: this version's, but for features that another one has stored.
  /// 1 is left out in JSON.
  public private(set) var revision = ExtractorName.orb.revision

  public init() {}

  /// What ``revision`` is of features that are found now.
  public var currentRevision: Int { origin == nil ? extractor.revision : 1 }

  /// Whether this version finds such features in photos.
  public var areRepeatable: Bool { origin == nil && revision == currentRevision }

  public func validate() throws(OptionsError) {
    guard maxFeatures >= 1 else {
      throw OptionsError("ExtractionOptions.maxFeatures", maxFeatures, mustBe: "at least 1")
    }
    guard maxSide >= 16 else {
      throw OptionsError("ExtractionOptions.maxSide", maxSide, mustBe: "at least 16 pixels")
    }
  }
}

extension ExtractionOptions {
  private enum CodingKeys: String, CodingKey {
    case extractor, maxFeatures, maxSide, origin, revision
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    extractor = try container.decode(ExtractorName.self, forKey: .extractor)
    maxFeatures = try container.decode(Int.self, forKey: .maxFeatures)
    maxSide = try container.decode(Int.self, forKey: .maxSide)
    origin = try container.decodeIfPresent(String.self, forKey: .origin)
    revision = try container.decodeIfPresent(Int.self, forKey: .revision) ?? 1
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(extractor, forKey: .extractor)
    try container.encode(maxFeatures, forKey: .maxFeatures)
    try container.encode(maxSide, forKey: .maxSide)
    try container.encodeIfPresent(origin, forKey: .origin)
    if revision != 1 { try container.encode(revision, forKey: .revision) }
  }
}
