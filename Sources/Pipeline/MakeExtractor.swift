import Baselines
import Features

/// The extractor that the options name.
///
/// - Throws: `OptionsError` when a setting is out of range.
func makeExtractor(_ options: ExtractionOptions) throws -> any FeatureExtractor {
  try options.validate()
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
