import Baselines
import Features
import Imaging

/// The extractor that the options name.
///
/// - Throws: `OptionsError` when a setting is out of range.
func makeExtractor(_ options: ExtractionOptions) throws -> any FeatureExtractor {
  try options.validate()
  if let origin = options.origin {
    return ForeignExtractor(descriptorKind: options.extractor.descriptorKind, origin: origin)
  }
  switch options.extractor {
  case .orb, .fastBRIEF:
    var settings = ORBOptions()
    settings.maxFeatures = options.maxFeatures
    settings.isOriented = options.extractor == .orb
    return try ORB(settings)
  case .sift:
    var settings = SIFTOptions()
    settings.maxFeatures = options.maxFeatures
    return try SIFT(settings)
  case .openCVORB:
    var settings = OpenCVORB.Options()
    settings.maxFeatures = options.maxFeatures
    try settings.validate()
    return OpenCVORB(options: settings)
  case .openCVFASTBRIEF:
    var settings = OpenCVFASTBRIEF.Options()
    settings.maxFeatures = options.maxFeatures
    try settings.validate()
    return OpenCVFASTBRIEF(options: settings)
  case .openCVSIFT:
    var settings = OpenCVSIFT.Options()
    settings.maxFeatures = options.maxFeatures
    try settings.validate()
    return OpenCVSIFT(options: settings)
  }
}

/// Stands for what another tool found imported features with: it serves runs over stores, and finds nothing in photos.
private struct ForeignExtractor: FeatureExtractor {
  let descriptorKind: DescriptorKind
  let origin: String

  func extract(from image: GrayImage) throws -> FeatureSet { throw PhotosBesideImports(origin: origin) }
}

/// Photos can't be compared with features that another tool found.
public struct PhotosBesideImports: Error, Sendable, Hashable, CustomStringConvertible {
  /// The photos, where known.
  public let path: String?
  public let origin: String

  public init(path: String? = nil, origin: String) {
    self.path = path
    self.origin = origin
  }

  public var description: String {
    "\(path.map { "\($0): " } ?? "")features of \(origin) can't be found in photos here: import them, too, and give the store"
  }
}
