import Imaging
import Options
import Pyramid

/// Our own SIFT: extrema of differences of Gaussians, orientations by gradient histograms, and descriptors of 4 × 4 × 8
/// gradients, as RootSIFT by default.
///
/// Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 2004; RootSIFT: Arandjelović & Zisserman, "Three
/// things everyone should know to improve object retrieval", CVPR 2012. Differences: the scale space has 16 bits,
/// orientations and descriptors are sampled on a grid that scales with the keypoint, and keypoints are spread over the photo.
///
/// Keypoints come strongest first; a point with several strong orientations gives several. `size` is 2 σ and `level` the
/// octave, counted from the finest, as in `OpenCVSIFT`. The same image gives the same bytes on every SIMD target.
/// Working memory is reused from image to image, one for each concurrent task; see ``GaussianScaleSpace`` for its size.
public struct SIFT: FeatureExtractor {
  public let options: SIFTOptions
  private let workspaces = WorkspacePool<SIFTWorkspace>(make: SIFTWorkspace.init)

  /// - Throws: `OptionsError` when `options` is out of range.
  public init(_ options: SIFTOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.options = options
  }

  public var descriptorKind: DescriptorKind { .histogram128 }

  /// Finds and describes the keypoints of `image`.
  ///
  /// - Returns: at most `options.maxFeatures` keypoints; none if a side is shorter than 12 pixels in the first octave.
  /// - Complexity: O(pixels), plus O(1) per keypoint.
  public func extract(from image: GrayImage) throws -> FeatureSet { try extract(from: image, extent: 1) }

  public func extract(from image: GrayImage, extent: Double) throws -> FeatureSet {
    var options = options
    options.maxFeatures = featureBudget(options.maxFeatures, extent: extent)
    return try workspaces.withWorkspace { try $0.extract(from: image, options: options) }
  }
}
