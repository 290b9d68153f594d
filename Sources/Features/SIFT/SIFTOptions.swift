import Options
import Pyramid

/// Settings of ``SIFT``.
public struct SIFTOptions: Sendable, Hashable, Codable {
  /// Most keypoints of an image of usual proportions; at least 1.
  public var maxFeatures = 500
  public var scaleSpace = ScaleSpaceOptions()
  /// Least |difference of Gaussians| of a keypoint times the scales of an octave, as a share of the grey range; in 0...1. Less is
  /// enough in a faint photo, none of whose blocks of 8 × 8 pixels differ by 64 grey values; see docs/sift.md.
  public var contrastThreshold = 0.04
  /// Largest ratio of the principal curvatures; in 1...1000.
  public var edgeThreshold = 10.0
  /// Least height of an orientation's peak as a share of the highest one's; each gives a keypoint; in 0.1...1.
  public var orientationPeakRatio = 0.8
  /// Whether the budget is spread evenly over the photo; else the strongest keypoints are kept wherever they are.
  public var isSpread = true
  /// Whether descriptors are RootSIFT, compared by L2 distance as histograms are by Hellinger's; else plain SIFT.
  public var isRoot = true

  public init() {}

  /// Names the first field that is out of range; the extractor calls this on entry.
  public func validate() throws(OptionsError) {
    guard ExtractionOptions.featureLimits.contains(maxFeatures) else {
      throw OptionsError("SIFTOptions.maxFeatures", maxFeatures, mustBe: "in \(ExtractionOptions.featureLimits)")
    }
    try scaleSpace.validate()
    guard (0...1).contains(contrastThreshold) else {
      throw OptionsError("SIFTOptions.contrastThreshold", contrastThreshold, mustBe: "in 0...1")
    }
    guard (1...1000).contains(edgeThreshold) else {
      throw OptionsError("SIFTOptions.edgeThreshold", edgeThreshold, mustBe: "in 1...1000")
    }
    guard (0.1...1).contains(orientationPeakRatio) else {
      throw OptionsError("SIFTOptions.orientationPeakRatio", orientationPeakRatio, mustBe: "in 0.1...1")
    }
  }
}
