import Imaging
import Options

/// An image at decreasing sizes, so that a detector with one patch size finds structures of many sizes.
///
/// Level l has the image's size divided by `factor`^l, rounded; each is an area-correct reduction of the level before.
public struct ImagePyramid: Sendable {
  public struct Level: Sendable {
    public let image: GrayImage
    public let scale: PyramidScale

    /// Width of a pixel of this level in pixels of level 0, along x and along y.
    public var pixelSize: SIMD2<Float> { scale.pixelSize }

    /// The position in level 0 of a position in this level; both have (0, 0) at the centre of the top-left pixel.
    public func positionInBase(_ position: SIMD2<Float>) -> SIMD2<Float> { scale.positionInBase(position) }
  }

  /// Finest first; at least one.
  public let levels: [Level]

  /// - Throws: ``OptionsError`` when `options` is out of range.
  /// - Complexity: O(pixels of `base`) time and memory: all levels together hold 3.3 times its pixels at factor 1.2.
  public init(base: GrayImage, options: PyramidOptions = .init()) throws(OptionsError) {
    try options.validate()
    var levels = [Level(image: base, scale: PyramidScale(base: base.size, level: base.size))]
    options.forEachReducedSize(of: base.size) { size in
      let image = levels[levels.count - 1].image.resampled(to: size)
      levels.append(Level(image: image, scale: PyramidScale(base: base.size, level: size)))
    }
    self.levels = levels
  }
}
