import Options
import Pyramid

// The settings of this package's extractors. What they mean and their ranges: ``ORBOptions``, ``SIFTOptions``.

extension ExtractorSetting where Value == Int {
  /// Levels of ORB's pyramid.
  public static var levels: Self { Self("levels", default: ORBOptions().pyramid.levels) }
  /// Least contrast of ORB's corners, in grey values.
  public static var cornerThreshold: Self { Self("cornerThreshold", default: ORBOptions().cornerThreshold) }
  /// The same where a cell of the photo has no corner of that contrast.
  public static var faintCornerThreshold: Self {
    Self("faintCornerThreshold", default: ORBOptions().faintCornerThreshold)
  }
  /// Scales of SIFT's octaves in which extrema are looked for.
  public static var scalesPerOctave: Self { Self("scalesPerOctave", default: ScaleSpaceOptions().scales) }
}

extension ExtractorSetting where Value == Double {
  /// How much smaller each level of ORB's pyramid is than the one before it.
  public static var scaleFactor: Self { Self("scaleFactor", default: ORBOptions().pyramid.factor) }
  /// Least |difference of Gaussians| of SIFT's keypoints times the scales of an octave, as a share of the grey range.
  public static var contrastThreshold: Self { Self("contrastThreshold", default: SIFTOptions().contrastThreshold) }
  /// Largest ratio of the principal curvatures at SIFT's keypoints.
  public static var edgeThreshold: Self { Self("edgeThreshold", default: SIFTOptions().edgeThreshold) }
  /// Least height of an orientation's peak at SIFT's keypoints as a share of the highest one's.
  public static var orientationPeakRatio: Self {
    Self("orientationPeakRatio", default: SIFTOptions().orientationPeakRatio)
  }
  /// Standard deviation of the Gaussian at the first level of SIFT's octaves, in pixels of the octave.
  public static var sigma: Self { Self("sigma", default: ScaleSpaceOptions().sigma) }
}

extension ExtractorSetting where Value == ScaleSpaceOptions.FirstOctave {
  /// At which size SIFT's scale space starts.
  public static var firstOctave: Self { Self("firstOctave", default: ScaleSpaceOptions().firstOctave) }
}

extension ExtractorSetting where Value == Bool {
  /// Whether SIFT's keypoints are spread evenly over the photo; else the strongest are kept wherever they are.
  public static var isSpread: Self { Self("isSpread", default: SIFTOptions().isSpread) }
  /// Whether SIFT's descriptors are RootSIFT; else they are Lowe's.
  public static var isRoot: Self { Self("isRoot", default: SIFTOptions().isRoot) }
}

extension ScaleSpaceOptions.FirstOctave: ExtractorSettingValue {}

extension ExtractorID {
  /// The settings that an extractor of this package has; nil for one from elsewhere.
  package var ownSettings: [AnyExtractorSetting]? {
    let pyramid: [AnyExtractorSetting] = [.init(.levels), .init(.scaleFactor), .init(.cornerThreshold)]
    let octaves: [AnyExtractorSetting] = [
      .init(.scalesPerOctave), .init(.sigma), .init(.contrastThreshold), .init(.edgeThreshold), .init(.isRoot),
    ]
    switch self {
    case .orb, .fastBRIEF: return pyramid + [.init(.faintCornerThreshold)]
    case .openCVORB, .openCVFASTBRIEF: return pyramid
    case .sift: return octaves + [.init(.firstOctave), .init(.orientationPeakRatio), .init(.isSpread)]
    case .openCVSIFT: return octaves
    default: return nil
    }
  }
}

extension ORBOptions {
  /// Those that `orb` and `fast-brief` have with these options.
  init(_ options: ExtractionOptions) {
    maxFeatures = options.maxFeatures
    isOriented = options.extractor != .fastBRIEF
    pyramid.levels = options[.levels]
    pyramid.factor = options[.scaleFactor]
    cornerThreshold = options[.cornerThreshold]
    faintCornerThreshold = options[.faintCornerThreshold]
  }
}

extension SIFTOptions {
  /// Those that `sift` has with these options.
  init(_ options: ExtractionOptions) {
    maxFeatures = options.maxFeatures
    scaleSpace.firstOctave = options[.firstOctave]
    scaleSpace.scales = options[.scalesPerOctave]
    scaleSpace.sigma = options[.sigma]
    contrastThreshold = options[.contrastThreshold]
    edgeThreshold = options[.edgeThreshold]
    orientationPeakRatio = options[.orientationPeakRatio]
    isSpread = options[.isSpread]
    isRoot = options[.isRoot]
  }
}

extension ORB: IdentifiedExtractor {
  public var extractionOptions: ExtractionOptions {
    var found = ExtractionOptions()
    found.extractor = options.isOriented ? .orb : .fastBRIEF
    found.maxFeatures = options.maxFeatures
    found[.levels] = options.pyramid.levels
    found[.scaleFactor] = options.pyramid.factor
    found[.cornerThreshold] = options.cornerThreshold
    found[.faintCornerThreshold] = options.faintCornerThreshold
    return found
  }
}

extension SIFT: IdentifiedExtractor {
  public var extractionOptions: ExtractionOptions {
    var found = ExtractionOptions()
    found.extractor = .sift
    found.maxFeatures = options.maxFeatures
    found[.firstOctave] = options.scaleSpace.firstOctave
    found[.scalesPerOctave] = options.scaleSpace.scales
    found[.sigma] = options.scaleSpace.sigma
    found[.contrastThreshold] = options.contrastThreshold
    found[.edgeThreshold] = options.edgeThreshold
    found[.orientationPeakRatio] = options.orientationPeakRatio
    found[.isSpread] = options.isSpread
    found[.isRoot] = options.isRoot
    return found
  }
}
