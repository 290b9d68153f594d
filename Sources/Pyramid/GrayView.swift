import Imaging

/// A borrowed grey image: valid only as long as its owner says, and not to be stored.
///
/// Memory layout: `height` rows of `width` bytes, 8 bits a pixel, top row first; a row starts `stride` ≥ `width` bytes
/// after the one above. The bytes between rows are meaningless and the image has no border: reads must stay within the
/// bounds.
///
/// Not public, as nothing keeps a caller from using the pointer too late. A `Span` would, but can't be an element of an
/// array, as the views of a pyramid's levels are.
package struct GrayView {
  /// The top-left pixel.
  package let base: UnsafePointer<UInt8>
  package let width: Int
  package let height: Int
  package let stride: Int

  /// - Precondition: `base` points to `height` such rows.
  package init(base: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int) {
    precondition(width >= 0 && height >= 0 && stride >= width)
    (self.base, self.width, self.height, self.stride) = (base, width, height, stride)
  }

  package var size: ImageSize { ImageSize(width: width, height: height) }

  /// The pixels of row `y`.
  package func row(_ y: Int) -> UnsafeBufferPointer<UInt8> {
    precondition(0 <= y && y < height)
    return UnsafeBufferPointer(start: base + y * stride, count: width)
  }

  /// - Precondition: the pixel lies in the image; checked in debug builds only.
  package subscript(x: Int, y: Int) -> UInt8 {
    assert(0 <= x && x < width && 0 <= y && y < height)
    return base[y * stride + x]
  }

  /// A copy.
  package func image() -> GrayImage {
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { pixels, count in
      count = width * height
      guard count > 0, let start = pixels.baseAddress else { return }
      for y in 0..<height { (start + y * width).initialize(from: base + y * stride, count: width) }
    }
    return GrayImage(width: width, height: height, pixels: pixels)
  }
}
