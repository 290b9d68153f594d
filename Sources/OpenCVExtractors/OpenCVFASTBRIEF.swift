import COpenCV
import Features
import Imaging
import Options

/// OpenCV's multi-scale FAST with upright BRIEF on one thread.
///
/// The keypoints are those of ``OpenCVORB`` with the same options; the descriptors are ORB's 256 tests, not turned.
/// Stronger than ORB where copies are not rotated, since it cannot be misled by a wrong orientation. Calonder, Lepetit,
/// Strecha & Fua, "BRIEF: Binary Robust Independent Elementary Features", ECCV 2010.
///
/// OpenCV builds the pyramid twice here, once to detect and once to describe: mind that in comparisons of speed.
public struct OpenCVFASTBRIEF: FeatureExtractor, Hashable {
  public typealias Options = OpenCVORB.Options

  public let options: Options

  public init(options: Options = .init()) { self.options = options }

  public var descriptorKind: DescriptorKind { .binary256 }

  /// Finds and describes the keypoints of `image`; their angle is −1.
  ///
  /// - Returns: at most `options.maxFeatures` keypoints, none when a side of the image is shorter than 63 pixels.
  /// - Throws: `OptionsError` when `options` is out of range, ``OpenCVError`` when OpenCV fails.
  public func extract(from image: GrayImage) throws -> FeatureSet { try extract(from: image, extent: 1) }

  public func extract(from image: GrayImage, extent: Double) throws -> FeatureSet {
    try options.validate()
    var options = options
    options.maxFeatures = featureBudget(options.maxFeatures, extent: extent)
    guard options.hasRoom(in: image) else { return FeatureSet(empty: .binary256, imageSize: image.size) }
    let found = try OpenCVFeatures("cv::ORB", on: image, maxFeatures: options.maxFeatures) {
      ocv_extract_fast_brief($0, options.raw, $1, $2, $3)
    }
    var keypoints = found.keypoints
    for index in keypoints.indices { keypoints[index].angle = -1 }
    return FeatureSet(
      imageSize: image.size, keypoints: keypoints, descriptors: Descriptors(kind: .binary256, bytes: found.bits))
  }
}
