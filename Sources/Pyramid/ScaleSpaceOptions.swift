import Imaging
import Options

/// Settings of a ``GaussianScaleSpace``; the defaults are Lowe's (2004, §3).
public struct ScaleSpaceOptions: Sendable, Hashable, Codable {
  /// The size at which a scale space starts.
  public enum FirstOctave: String, Sendable, Hashable, Codable, CaseIterable {
    /// At twice the photo's size, octave −1 in the literature: most keypoints, four times the work of `original`.
    case doubled
    /// At the photo's size.
    case original
    /// `doubled` for photos of up to ``ScaleSpaceOptions/maxDoubledArea`` pixels, `original` for larger ones.
    case bySize
  }

  public var firstOctave = FirstOctave.doubled
  /// Largest photo that `bySize` doubles, in pixels.
  public static let maxDoubledArea = 1_000_000
  /// Scales per octave that are searched for extrema, 1...8.
  public var scales = 3
  /// Standard deviation of the Gaussian at an octave's first level, in pixels of the octave, 1...2.5.
  ///
  /// The photo is blurred by all of it. Lowe subtracts the 0.5 pixels of blur assumed of a camera; without that, more
  /// keypoints are repeatable (docs/sift.md).
  public var sigma = 1.6

  public init() {}

  /// Names the first field that is out of range.
  public func validate() throws(OptionsError) {
    guard (1...8).contains(scales) else { throw OptionsError("ScaleSpaceOptions.scales", scales, mustBe: "in 1...8") }
    guard (1...2.5).contains(sigma) else {
      throw OptionsError("ScaleSpaceOptions.sigma", sigma, mustBe: "in 1...2.5 pixels")
    }
  }

  func isDoubled(_ size: ImageSize) -> Bool {
    switch firstOctave {
    case .doubled: true
    case .original: false
    case .bySize: size.area <= Self.maxDoubledArea
    }
  }
}
