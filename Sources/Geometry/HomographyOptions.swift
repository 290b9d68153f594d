import Options

/// Settings of ``estimateHomography(from:options:)``.
public struct HomographyOptions: Sendable, Hashable, Codable {
  /// Largest transfer error of an inlier, in pixels of the reference image (not squared); above 0.
  public var maxError = 3.0
  /// Most minimal samples to draw; at least 1.
  public var maxIterations = 1000
  /// Probability of having drawn a sample without outliers at which to stop, assuming that the inliers so far (or
  /// `minInliers`) are all there are; in (0, 1).
  public var confidence = 0.999
  /// Fewest inliers of an acceptable model; at least 4. A higher number stops a hopeless search sooner.
  public var minInliers = Homography.minimalSampleSize
  /// Whether a model may mirror. If not, the search is shorter, and half as many models arise by chance.
  public var isMirroringAllowed = false
  /// Largest change of scale in either direction at any inlier, as a factor of lengths; at least 1.
  public var maxScaleChange = 20.0
  /// Largest ratio of the changes of scale at two inliers, as a factor of lengths: limits perspective; at least 1.
  public var maxPerspective = 12.0
  /// Seed of the sampler; equal seed and input give an equal report.
  public var seed: UInt64 = 0

  public init() {}

  /// Names the first field that is out of range; ``HomographyEstimator`` calls this in its `init`.
  public func validate() throws(OptionsError) {
    guard maxError.isFinite, maxError > 0 else {
      throw OptionsError("HomographyOptions.maxError", maxError, mustBe: "a finite number of pixels > 0")
    }
    guard maxIterations >= 1 else {
      throw OptionsError("HomographyOptions.maxIterations", maxIterations, mustBe: "at least 1")
    }
    guard confidence > 0, confidence < 1 else {
      throw OptionsError("HomographyOptions.confidence", confidence, mustBe: "in (0, 1)")
    }
    guard minInliers >= Homography.minimalSampleSize else {
      throw OptionsError("HomographyOptions.minInliers", minInliers, mustBe: "at least 4")
    }
    guard maxScaleChange.isFinite, maxScaleChange >= 1 else {
      throw OptionsError("HomographyOptions.maxScaleChange", maxScaleChange, mustBe: "a finite factor ≥ 1")
    }
    guard maxPerspective.isFinite, maxPerspective >= 1 else {
      throw OptionsError("HomographyOptions.maxPerspective", maxPerspective, mustBe: "a finite factor ≥ 1")
    }
  }
}
