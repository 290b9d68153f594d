import Imaging
import Options

/// How an ``ImagePyramid`` is built.
public struct PyramidOptions: Sendable, Hashable, Codable {
  /// Most levels, the image itself being the first; at least 1.
  public var levels = 8
  /// How much smaller each level is than the one before it; above 1.
  public var factor = 1.2

  public init() {}

  public func validate() throws(OptionsError) {
    guard levels >= 1 else { throw OptionsError("PyramidOptions.levels", levels, mustBe: "at least 1") }
    guard factor.isFinite, factor > 1 else {
      throw OptionsError("PyramidOptions.factor", factor, mustBe: "a finite number > 1")
    }
  }
}

/// An image at decreasing sizes, so that a detector with one patch size finds structures of many.
///
/// Level l has the image's size divided by `factor`^l, rounded; each is an area-correct reduction of the level before.
public struct ImagePyramid: Sendable {
  public struct Level: Sendable {
    public let image: GrayImage
    /// Width of a pixel of this level in pixels of level 0, along x and along y.
    public let pixelSize: SIMD2<Float>

    /// The place in level 0 of a place in this level; both have (0, 0) at the centre of the top-left pixel.
    public func positionInBase(_ position: SIMD2<Float>) -> SIMD2<Float> {
      (position + 0.5) * pixelSize - 0.5
    }
  }

  /// Finest first; at least one.
  public let levels: [Level]

  /// - Throws: ``OptionsError`` when `options` is out of range.
  /// - Complexity: O(pixels of `base`) time and memory: all levels together hold 3.3 times its pixels at factor 1.2.
  public init(base: GrayImage, options: PyramidOptions = .init()) throws(OptionsError) {
    try options.validate()
    var levels = [Level(image: base, pixelSize: SIMD2(1, 1))]
    var scale = 1.0
    while levels.count < options.levels {
      scale *= options.factor
      let size = ImageSize(
        width: Int((Double(base.width) / scale).rounded()), height: Int((Double(base.height) / scale).rounded()))
      // An image that is used up has fewer levels.
      guard size.width > 0, size.height > 0 else { break }
      let pixelSize = SIMD2(
        Float(base.width) / Float(size.width), Float(base.height) / Float(size.height))
      levels.append(Level(image: levels[levels.count - 1].image.resampled(to: size), pixelSize: pixelSize))
    }
    self.levels = levels
  }
}
