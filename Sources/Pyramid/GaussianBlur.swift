import CKernels
import Imaging
import Options

/// A Gaussian blur. The defaults are those of ORB.
///
/// Weights are multiples of 1/256, the same as cv::GaussianBlur's for bytes. Beyond its border the image is mirrored
/// about the centres of its outermost pixels.
public struct GaussianBlur: Sendable, Hashable, Codable {
  /// Standard deviation in pixels; above 0.
  public var sigma = 2.0
  /// Pixels on either side of the middle one, 0 to 31: a side of the kernel has 2 · `radius` + 1.
  public var radius = 3

  public init() {}

  public init(sigma: Double, radius: Int) {
    self.sigma = sigma
    self.radius = radius
  }

  public func validate() throws(OptionsError) {
    guard sigma.isFinite, sigma > 0 else {
      throw OptionsError("GaussianBlur.sigma", sigma, mustBe: "a finite number of pixels > 0")
    }
    guard (0...31).contains(radius) else { throw OptionsError("GaussianBlur.radius", radius, mustBe: "0 to 31") }
  }
}

extension GrayImage {
  /// The image, blurred.
  ///
  /// - Throws: ``OptionsError`` when `blur` is out of range.
  /// - Complexity: O(`width` · `height` · `radius`).
  /// - Precondition: the image is at most 2^22 pixels wide.
  public func blurred(by blur: GaussianBlur = .init()) throws(OptionsError) -> GrayImage {
    try blur.validate()
    let kernel = BlurKernel()
    var result = self
    withView { view in
      result.pixels.withUnsafeMutableBufferPointer { target in
        if let start = target.baseAddress { kernel.apply(blur, to: view, target: start, stride: view.width) }
      }
    }
    return result
  }

  /// A view of the pixels while `body` runs; its stride is the width.
  func withView(_ body: (GrayView) -> Void) {
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      body(GrayView(base: base, width: width, height: height, stride: width))
    }
  }
}

/// The weights of a blur and the scratch memory of its kernel, reused from image to image. Not thread-safe.
final class BlurKernel {
  private let memory = ScratchMemory()
  private var blur: GaussianBlur?
  private var weights: [UInt16] = []

  /// Writes the blurred `source` to `target`, rows `stride` bytes apart.
  /// - Precondition: `blur` is valid, `target` has room and does not overlap `source`.
  func apply(
    _ blur: GaussianBlur, to source: GrayView, target: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    if self.blur != blur {
      weights = [UInt16](repeating: 0, count: blur.radius + 1)
      fk_gaussian_weights(blur.sigma, blur.radius, &weights)
      self.blur = blur
    }
    memory.reserve(fk_gaussian_scratch_size(source.width, blur.radius))
    fk_gaussian_blur(
      source.base, source.width, source.height, source.stride, target, stride, weights, blur.radius, memory.start,
      memory.count)
  }
}
