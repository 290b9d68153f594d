import Features

extension ExtractorRegistry {
  /// ``ExtractorRegistry/standard`` with OpenCV's three.
  public static let withOpenCV: ExtractorRegistry = {
    var registry = ExtractorRegistry.standard
    registry.registerOpenCV()
    return registry
  }()

  /// Adds `opencv-orb`, `opencv-fast-brief` and `opencv-sift`.
  ///
  /// - Precondition: they are not registered yet.
  public mutating func registerOpenCV() {
    registerOwn(.openCVORB) { OpenCVORB(options: try OpenCVORB.Options($0)) }
    registerOwn(.openCVFASTBRIEF) { OpenCVFASTBRIEF(options: try OpenCVORB.Options($0)) }
    registerOwn(.openCVSIFT) { OpenCVSIFT(options: try OpenCVSIFT.Options($0)) }
  }
}

extension OpenCVORB.Options {
  /// - Throws: `OptionsError` when a setting is out of range.
  fileprivate init(_ options: ExtractionOptions) throws {
    maxFeatures = options.maxFeatures
    levels = options[.levels]
    scaleFactor = Float(options[.scaleFactor])
    fastThreshold = options[.cornerThreshold]
    try validate()
  }
}

extension OpenCVSIFT.Options {
  /// - Throws: `OptionsError` when a setting is out of range.
  fileprivate init(_ options: ExtractionOptions) throws {
    maxFeatures = options.maxFeatures
    layersPerOctave = options[.scalesPerOctave]
    sigma = options[.sigma]
    contrastThreshold = options[.contrastThreshold]
    edgeThreshold = options[.edgeThreshold]
    root = options[.isRoot]
    try validate()
  }
}
