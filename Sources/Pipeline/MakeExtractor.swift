import Baselines
import Features
import Imaging

/// The extractor that the options name.
///
/// - Throws: `OptionsError` when a setting is out of range.
func makeExtractor(_ options: ExtractionOptions) throws -> any FeatureExtractor {
  try options.validate()
  guard options.areRepeatable else { return UnrepeatableExtractor(options: options) }
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

/// Stands for what found the features of a store and is not to be had: it serves runs over stores, and finds nothing in
/// photos.
private struct UnrepeatableExtractor: FeatureExtractor {
  let options: ExtractionOptions

  var descriptorKind: DescriptorKind { options.extractor.descriptorKind }

  func extract(from image: GrayImage) throws -> FeatureSet { throw UnrepeatableFeatures(options: options) }
}

/// Photos can't be compared with features that another tool or another version has found.
public struct UnrepeatableFeatures: Error, Sendable, Hashable, CustomStringConvertible {
  /// The photos, where known.
  public let path: String?
  public let options: ExtractionOptions

  public init(path: String? = nil, options: ExtractionOptions) {
    self.path = path
    self.options = options
  }

  public var description: String {
    let photos = path.map { "\($0): " } ?? ""
    if let origin = options.origin {
      return "\(photos)features of \(origin) can't be found in photos here: import them, too, and give the store"
    }
    let (name, current) = (options.extractor.rawValue, options.currentRevision)
    let advice = options.revision < current ? "extract the others anew" : "use the version that found the others"
    return "\(photos)the other features are of revision \(options.revision) of \(name), but this version of Facsimile "
      + "finds those of revision \(current): \(advice)"
  }
}
