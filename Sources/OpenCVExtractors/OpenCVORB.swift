import COpenCV
import Features
import Foundation
import Imaging
import Options

/// OpenCV's ORB on one thread: the baseline and the oracle of our own.
///
/// Rublee, Rabaud, Konolige & Bradski, "ORB: an efficient alternative to SIFT or SURF", ICCV 2011. Keypoints are ranked
/// by Harris' measure within each level and come strongest first; `level` is the pyramid level, `size` 31 pixels times
/// the level's scale.
public struct OpenCVORB: FeatureExtractor, Hashable {
  /// Settings of ``OpenCVORB`` and ``OpenCVFASTBRIEF``; the defaults are OpenCV's.
  public struct Options: Sendable, Hashable, Codable {
    /// Most keypoints of an image, 1...1,000,000; OpenCV shares them out among the levels in advance.
    public var maxFeatures = 500
    /// Ratio of the sides of two neighbouring levels, more than 1 and at most 2.
    public var scaleFactor: Float = 1.2
    /// Levels of the pyramid, at least 1; the last one is at most 62 times smaller than the image.
    public var levels = 8
    /// Least contrast of a corner to its circle, in grey values, 1...254.
    public var fastThreshold = 20
    public init() {}

    /// Names the first field that is out of range; the extractors call this on entry.
    public func validate() throws(OptionsError) {
      guard (1...1_000_000).contains(maxFeatures) else {
        throw OptionsError("OpenCVORB.Options.maxFeatures", maxFeatures, mustBe: "in 1...1000000")
      }
      guard scaleFactor > 1, scaleFactor <= 2 else {
        throw OptionsError("OpenCVORB.Options.scaleFactor", scaleFactor, mustBe: "more than 1 and at most 2")
      }
      guard levels >= 1, pow(Double(scaleFactor), Double(levels - 1)) <= Double(2 * Self.border) else {
        throw OptionsError(
          "OpenCVORB.Options.levels", levels, mustBe: "at least 1, and so few that scaleFactor^(levels - 1) <= 62")
      }
      guard (1...254).contains(fastThreshold) else {
        throw OptionsError("OpenCVORB.Options.fastThreshold", fastThreshold, mustBe: "in 1...254")
      }
    }

    /// A keypoint keeps this many pixels of its level between itself and the border.
    static let border = 31

    /// Whether a keypoint has room in `image`. OpenCV stops with an error on images whose last level has no pixels; with
    /// valid options they are smaller than two borders, where the answer is that there are no keypoints.
    func hasRoom(in image: GrayImage) -> Bool { min(image.width, image.height) > 2 * Self.border }

    var raw: ocv_orb_options {
      ocv_orb_options(
        max_features: Int32(maxFeatures), scale_factor: scaleFactor, levels: Int32(levels),
        fast_threshold: Int32(fastThreshold))
    }
  }

  public let options: Options

  public init(options: Options = .init()) { self.options = options }

  public var descriptorKind: DescriptorKind { .binary256 }

  /// Finds and describes the keypoints of `image`.
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
      ocv_extract_orb($0, options.raw, $1, $2, $3)
    }
    return FeatureSet(
      imageSize: image.size, keypoints: found.keypoints, descriptors: Descriptors(kind: .binary256, bytes: found.bits))
  }
}

extension FeatureSet {
  init(empty kind: DescriptorKind, imageSize: ImageSize) {
    self.init(imageSize: imageSize, keypoints: [], descriptors: Descriptors(kind: kind))
  }
}
