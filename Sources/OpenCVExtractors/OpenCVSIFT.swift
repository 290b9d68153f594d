import COpenCV
import Features
import Imaging
import Options

/// OpenCV's SIFT on one thread: the baseline and the oracle of our own.
///
/// Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004; RootSIFT: Arandjelović & Zisserman,
/// "Three things everyone should know to improve object retrieval", CVPR 2012. Keypoints come strongest first. `level`
/// is the octave, counted from 0 at the doubled image, which is OpenCV's octave −1. OpenCV 4.6 places keypoints about
/// 0.25 pixels off, because the doubling of the image shifts it; this is left as it is.
public struct OpenCVSIFT: FeatureExtractor, Hashable {
  /// Settings of ``OpenCVSIFT``; the defaults are OpenCV's, except that it knows no limit of keypoints by default.
  public struct Options: Sendable, Hashable, Codable {
    /// Most keypoints of an image, 1...1,000,000.
    public var maxFeatures = 500
    /// Scales of an octave in which extrema are looked for, 1...16.
    public var layersPerOctave = 3
    /// Least |difference of Gaussians| of a keypoint times `layersPerOctave`, in units of the whole grey range, [0, 1].
    public var contrastThreshold = 0.04
    /// Largest ratio of the principal curvatures, at least 1.
    public var edgeThreshold = 10.0
    /// Standard deviation of the Gaussian at the first layer of an octave, in pixels of that octave, [0.5, 10].
    public var sigma = 1.6
    /// Whether descriptors are RootSIFT (L1-normalised, square root, × 512); else they are OpenCV's own.
    public var root = true
    public init() {}

    /// Names the first field that is out of range; the extractor calls this on entry.
    public func validate() throws(OptionsError) {
      guard (1...1_000_000).contains(maxFeatures) else {
        throw OptionsError("OpenCVSIFT.Options.maxFeatures", maxFeatures, mustBe: "in 1...1000000")
      }
      guard (1...16).contains(layersPerOctave) else {
        throw OptionsError("OpenCVSIFT.Options.layersPerOctave", layersPerOctave, mustBe: "in 1...16")
      }
      guard (0...1).contains(contrastThreshold) else {
        throw OptionsError("OpenCVSIFT.Options.contrastThreshold", contrastThreshold, mustBe: "in 0...1")
      }
      guard edgeThreshold.isFinite, edgeThreshold >= 1 else {
        throw OptionsError("OpenCVSIFT.Options.edgeThreshold", edgeThreshold, mustBe: "a finite ratio of at least 1")
      }
      guard (0.5...10).contains(sigma) else {
        throw OptionsError("OpenCVSIFT.Options.sigma", sigma, mustBe: "in 0.5...10 pixels")
      }
    }

    var raw: ocv_sift_options {
      ocv_sift_options(
        max_features: Int32(maxFeatures), layers_per_octave: Int32(layersPerOctave),
        contrast_threshold: contrastThreshold, edge_threshold: edgeThreshold, sigma: sigma)
    }
  }

  public let options: Options

  public init(options: Options = .init()) { self.options = options }

  public var descriptorKind: DescriptorKind { .histogram128 }

  /// Finds and describes the keypoints of `image`; one place has several when several orientations are strong.
  ///
  /// - Returns: at most `options.maxFeatures` keypoints.
  /// - Throws: `OptionsError` when `options` is out of range, ``OpenCVError`` when OpenCV fails.
  public func extract(from image: GrayImage) throws -> FeatureSet { try extract(from: image, extent: 1) }

  public func extract(from image: GrayImage, extent: Double) throws -> FeatureSet {
    try options.validate()
    var options = options
    options.maxFeatures = featureBudget(options.maxFeatures, extent: extent)
    let found = try OpenCVFeatures("cv::SIFT", on: image, maxFeatures: options.maxFeatures) {
      ocv_extract_sift($0, options.raw, $1, $2, $3)
    }
    var keypoints = found.keypoints
    for index in keypoints.indices { keypoints[index].level += 1 }
    let bytes =
      options.root
      ? rootSIFT(found.histograms, length: descriptorKind.byteCount)
      : found.histograms.map { UInt8(saturating: $0) }
    return FeatureSet(
      imageSize: image.size, keypoints: keypoints, descriptors: Descriptors(kind: .histogram128, bytes: bytes))
  }
}
