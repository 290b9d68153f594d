import CKernels
import Imaging
import Options
import Pyramid

/// Our own ORB: FAST-9 corners over an image pyramid, an even spread, orientation by the intensity centroid, and 256
/// binary tests on the smoothed level.
///
/// After Rublee, Rabaud, Konolige & Bradski, "ORB: an efficient alternative to SIFT or SURF", ICCV 2011. Differences: a
/// second, lower corner threshold in cells where the first finds nothing; keypoints are spread evenly over the photo and
/// almost evenly over the levels; response and orientation are those of the smoothed level, the orientation under a
/// Gaussian window; the tests are ``BRIEFPattern``, rotated in 128 steps and read at half pixels; keypoints may lie 16
/// pixels from the border (31 in OpenCV).
///
/// Keypoints come strongest first. The same image gives the same bytes on every SIMD target. Working memory (about five
/// times the image) is reused from image to image, one for each concurrent task.
public struct ORB: FeatureExtractor {
  public let options: ORBOptions
  private let workspaces = WorkspacePool<ORBWorkspace>(make: ORBWorkspace.init)

  /// - Throws: `OptionsError` when `options` is out of range.
  public init(_ options: ORBOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.options = options
  }

  public var descriptorKind: DescriptorKind { .binary256 }

  /// Finds and describes the keypoints of `image`.
  ///
  /// - Returns: at most `options.maxFeatures` keypoints; none if a side is shorter than 33 pixels.
  /// - Complexity: O(pixels), plus O(1) per keypoint.
  public func extract(from image: GrayImage) throws -> FeatureSet { try extract(from: image, extent: 1) }

  public func extract(from image: GrayImage, extent: Double) throws -> FeatureSet {
    var options = options
    options.maxFeatures = featureBudget(options.maxFeatures, extent: extent)
    return try workspaces.withWorkspace { try $0.extract(from: image, options: options) }
  }
}
