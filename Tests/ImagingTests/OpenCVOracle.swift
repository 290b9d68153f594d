import COpenCVCodecs
import Imaging

/// OpenCV's decoders as `GrayImage` and `ColorImage`; nil where OpenCV can't decode the bytes.
enum OpenCVOracle {
  static func gray(_ bytes: [UInt8]) -> GrayImage? {
    decode(bytes, channels: 1, by: opencv_decode_gray).map {
      GrayImage(width: $0.width, height: $0.height, pixels: $1)
    }
  }

  static func color(_ bytes: [UInt8]) -> ColorImage? {
    decode(bytes, channels: 3, by: opencv_decode_color).map {
      ColorImage(width: $0.width, height: $0.height, pixels: $1)
    }
  }

  private typealias Decoder = (
    UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?,
    UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?
  ) -> Int32

  private static func decode(_ bytes: [UInt8], channels: Int, by decoder: Decoder) -> (ImageSize, [UInt8])? {
    var (width, height): (Int32, Int32) = (0, 0)
    var pixels: UnsafeMutablePointer<UInt8>?
    guard decoder(bytes, bytes.count, &width, &height, &pixels) == 0 else { return nil }
    defer { opencv_pixels_free(pixels) }
    let size = ImageSize(width: Int(width), height: Int(height))
    return (size, Array(UnsafeBufferPointer(start: pixels, count: size.area * channels)))
  }
}

/// The largest difference of two bytes at the same place.
func largestDifference(_ first: [UInt8], _ second: [UInt8]) -> Int {
  zip(first, second).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}
