/// A colour of 8 bits a channel, in the image's own (usually sRGB) encoding.
public struct RGB: Sendable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  public static let white = RGB(255, 255, 255)
}

/// A colour image of 8 bits a channel.
///
/// Memory layout: `height` rows of `width` pixels of three bytes (red, green, blue), top row first, without padding.
/// Coordinates as in ``GrayImage``.
public struct ColorImage: Sendable, Hashable {
  public let size: ImageSize
  public var pixels: [UInt8]

  public var width: Int { size.width }
  public var height: Int { size.height }

  /// - Precondition: `pixels` holds exactly `3 × width × height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == 3 * width * height, "pixels do not fill \(width) × \(height) × 3")
    self.size = ImageSize(width: width, height: height)
    self.pixels = pixels
  }

  /// An image of one colour.
  public init(width: Int, height: Int, filledWith color: RGB) {
    self.init(width: width, height: height, pixels: [UInt8](repeating: 0, count: 3 * width * height))
    for index in 0..<width * height {
      pixels[3 * index] = color.red
      pixels[3 * index + 1] = color.green
      pixels[3 * index + 2] = color.blue
    }
  }

  public subscript(x: Int, y: Int) -> RGB {
    get {
      let start = 3 * (y * width + x)
      return RGB(pixels[start], pixels[start + 1], pixels[start + 2])
    }
    set {
      let start = 3 * (y * width + x)
      pixels[start] = newValue.red
      pixels[start + 1] = newValue.green
      pixels[start + 2] = newValue.blue
    }
  }

  /// The part that begins at (x, y).
  ///
  /// - Precondition: the part lies within the image.
  package func cropped(x: Int, y: Int, to size: ImageSize) -> ColorImage {
    var cut: [UInt8] = []
    cut.reserveCapacity(3 * size.area)
    for row in y..<y + size.height {
      let start = 3 * (row * width + x)
      cut += pixels[start..<start + 3 * size.width]
    }
    return ColorImage(width: size.width, height: size.height, pixels: cut)
  }
}
