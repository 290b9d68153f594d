import CKernels
import Imaging
import Options
import Pyramid

/// ORB of our own: FAST-9 corners over an image pyramid, an even spread, orientation by the intensity centroid, and 256
/// binary tests on the smoothed level.
///
/// After Rublee, Rabaud, Konolige & Bradski, "ORB: an efficient alternative to SIFT or SURF", ICCV 2011. What differs: a
/// second, lower corner threshold where a cell of the photo has found nothing; keypoints are spread evenly over the photo
/// and almost evenly over the levels; response and orientation are those of the smoothed level, the orientation's patch
/// fades out by a Gaussian; the tests are ``BRIEFPattern``, turned in 128 steps and read at half pixels; keypoints may lie
/// 16 pixels from the border (31 in OpenCV).
///
/// Keypoints come strongest first. The same image gives the same bytes on every SIMD target. Working memory (about five
/// times the image) is kept from image to image, for as many tasks as extract at once.
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
  /// - Returns: at most `options.maxFeatures` keypoints; none where a side is shorter than 33 pixels.
  /// - Complexity: O(pixels), plus O(1) a keypoint.
  public func extract(from image: GrayImage) throws -> FeatureSet {
    try workspaces.withWorkspace { try $0.extract(from: image, options: options) }
  }
}
