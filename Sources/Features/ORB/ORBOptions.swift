import Options
import Pyramid

/// Settings of ``ORB``.
public struct ORBOptions: Sendable, Hashable, Codable {
  /// Most keypoints of an image of usual proportions; at least 1.
  public var maxFeatures = 500
  /// Of 1...64 levels, each 1.01 to 4 times smaller than the one before it: more take the memory of as many photos.
  public var pyramid = PyramidOptions()
  /// Least contrast of a corner to its circle, in grey values; in 1...254.
  public var cornerThreshold = 20
  /// The same where a cell of the image has no corner of that contrast; in 1...`cornerThreshold`.
  public var faintCornerThreshold = 7
  /// Whether keypoints get an orientation and descriptors turn with it. Upright descriptors are faster and more
  /// distinctive, but find no turned copies.
  public var isOriented = true

  public init() {}

  /// Names the first field that is out of range; the extractor calls this on entry.
  public func validate() throws(OptionsError) {
    guard ExtractionOptions.featureLimits.contains(maxFeatures) else {
      throw OptionsError("ORBOptions.maxFeatures", maxFeatures, mustBe: "in \(ExtractionOptions.featureLimits)")
    }
    guard (1...64).contains(pyramid.levels) else {
      throw OptionsError("ORBOptions.pyramid.levels", pyramid.levels, mustBe: "in 1...64")
    }
    guard (1.01...4).contains(pyramid.factor) else {
      throw OptionsError("ORBOptions.pyramid.factor", pyramid.factor, mustBe: "in 1.01...4")
    }
    guard (1...254).contains(cornerThreshold) else {
      throw OptionsError("ORBOptions.cornerThreshold", cornerThreshold, mustBe: "in 1...254")
    }
    guard (1...cornerThreshold).contains(faintCornerThreshold) else {
      throw OptionsError(
        "ORBOptions.faintCornerThreshold", faintCornerThreshold, mustBe: "in 1...cornerThreshold (\(cornerThreshold))")
    }
  }
}
