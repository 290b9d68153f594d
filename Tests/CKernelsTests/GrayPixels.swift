import TestSupport

/// A grey image for kernels, its rows `stride` bytes apart. Right behind its last pixel lies a page that must not be
/// touched; the bytes between rows have a value of their own.
struct GrayPixels {
  let width, height, stride: Int
  let bytes: GuardedBytes
  static let between: UInt8 = 0xA5

  init(width: Int, height: Int, stride: Int, _ pixel: (Int, Int) -> UInt8) {
    (self.width, self.height, self.stride) = (width, height, stride)
    var rows = [UInt8](repeating: Self.between, count: (height - 1) * stride + width)
    for y in 0..<height {
      for x in 0..<width { rows[y * stride + x] = pixel(x, y) }
    }
    bytes = GuardedBytes(rows)
  }

  static func random(width: Int, height: Int, stride: Int, seed: UInt64) -> GrayPixels {
    var generator = SeededGenerator(seed: seed)
    // Some images have but the extremes: these come closest to an overflow.
    let extremesOnly = seed % 3 == 0
    return GrayPixels(width: width, height: height, stride: stride) { _, _ in
      let value = UInt8(generator.next() >> 56)
      return extremesOnly ? (value < 128 ? 0 : 255) : value
    }
  }

  static func empty(width: Int, height: Int, stride: Int) -> GrayPixels {
    GrayPixels(width: width, height: height, stride: stride) { _, _ in 0x5A }
  }

  var start: UnsafeMutablePointer<UInt8> { bytes.start }

  /// The pixels without what lies between the rows.
  var pixels: [UInt8] {
    (0..<height).flatMap { y in (0..<width).map { bytes.start[y * stride + $0] } }
  }

  /// Whether nothing was written between the rows.
  var isWholeBetweenRows: Bool {
    (0..<height - 1).allSatisfy { y in (width..<stride).allSatisfy { bytes.start[y * stride + $0] == Self.between } }
  }
}
