import Imaging
import Options

/// How an ``ImagePyramid`` is built.
public struct PyramidOptions: Sendable, Hashable, Codable {
  /// Most levels, including the image itself; at least 1.
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

  /// Calls `body` with the size of each level except the first, which is the image itself. Small images have fewer levels.
  func forEachReducedSize(of base: ImageSize, _ body: (ImageSize) -> Void) {
    var scale = 1.0
    for _ in 1..<levels {
      scale *= factor
      let size = ImageSize(
        width: Int((Double(base.width) / scale).rounded()), height: Int((Double(base.height) / scale).rounded()))
      guard size.width > 0, size.height > 0 else { return }
      body(size)
    }
  }
}

/// Maps the pixels of a pyramid's level to level 0.
public struct PyramidScale: Sendable, Hashable {
  /// Width of a pixel of the level in pixels of level 0, along x and along y.
  public let pixelSize: SIMD2<Float>

  init(base: ImageSize, level: ImageSize) {
    pixelSize =
      base == level
      ? SIMD2(1, 1)
      : SIMD2(Float(base.width) / Float(level.width), Float(base.height) / Float(level.height))
  }

  /// The position in level 0 of a position in the level; both have (0, 0) at the centre of the top-left pixel.
  public func positionInBase(_ position: SIMD2<Float>) -> SIMD2<Float> {
    (position + 0.5) * pixelSize - 0.5
  }
}
