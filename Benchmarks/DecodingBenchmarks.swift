import COpenCVCodecs
import Imaging

/// Decoding of JPEG files in memory beside `cv::imdecode`.
enum DecodingBenchmarks {
  static func run(_ photos: BenchmarkPhotos, report: (Figure) -> Void) throws {
    let files = try photos.files(100)
    report(
      try Comparison.figure(
        "decode grey", unit: "ms", scale: 1e-3, peerName: "cv::imdecode, grey", on: files,
        ours: { _ = try GrayImage(decoding: $0, name: "photo") }, peer: { decode($0, opencv_decode_gray) }))
    report(
      try Comparison.figure(
        "decode colour", unit: "ms", scale: 1e-3, peerName: "cv::imdecode, colour", on: files,
        ours: { _ = try ColorImage(decoding: $0, name: "photo") }, peer: { decode($0, opencv_decode_color) }))
  }

  private typealias Decoder = (
    UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?,
    UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?
  ) -> Int32

  private static func decode(_ bytes: [UInt8], _ decoder: Decoder) {
    var (width, height): (Int32, Int32) = (0, 0)
    var pixels: UnsafeMutablePointer<UInt8>?
    precondition(decoder(bytes, bytes.count, &width, &height, &pixels) == 0, "OpenCV can't decode a photo")
    opencv_pixels_free(pixels)
  }
}
