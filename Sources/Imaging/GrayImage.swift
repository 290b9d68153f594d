/// A grey image of 8 bits a pixel.
///
/// Memory layout: `height` rows of `width` bytes each, top row first, without padding. Pixel (0, 0) is the top-left one
/// and its centre has the coordinates (0, 0); x points right, y down.
public struct GrayImage: Sendable, Hashable {
  public let size: ImageSize
  public var pixels: [UInt8]

  public var width: Int { size.width }
  public var height: Int { size.height }

  /// - Precondition: `pixels` holds exactly `width × height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width >= 0 && height >= 0 && pixels.count == width * height, "pixels do not fill \(width) × \(height)")
    self.size = ImageSize(width: width, height: height)
    self.pixels = pixels
  }

  /// An image of one grey value.
  public init(width: Int, height: Int, filledWith value: UInt8) {
    self.init(width: width, height: height, pixels: [UInt8](repeating: value, count: width * height))
  }

  public subscript(x: Int, y: Int) -> UInt8 {
    get { pixels[y * width + x] }
    set { pixels[y * width + x] = newValue }
  }
}
