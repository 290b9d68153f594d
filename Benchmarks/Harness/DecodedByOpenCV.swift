import COpenCV
import COpenCVCodecs
import Imaging

/// A grey image that OpenCV has decoded.
struct DecodedByOpenCV {
  private let pixels: UnsafeMutablePointer<UInt8>
  private let width: Int
  private let height: Int

  init(_ bytes: [UInt8]) {
    var (width, height): (Int32, Int32) = (0, 0)
    var pixels: UnsafeMutablePointer<UInt8>?
    precondition(opencv_decode_gray(bytes, bytes.count, &width, &height, &pixels) == 0, "OpenCV can't decode a photo")
    (self.pixels, self.width, self.height) = (pixels!, Int(width), Int(height))
  }

  /// Calls `body` with the image, and frees it.
  func consume(_ body: (ocv_gray_image) -> Void) {
    body(ocv_gray_image(pixels: pixels, width: Int32(width), height: Int32(height), row_stride: width))
    opencv_pixels_free(pixels)
  }
}

extension GrayImage {
  /// Calls `body` with the image as OpenCV sees it.
  func withOpenCVImage(_ body: (ocv_gray_image) -> Void) {
    pixels.withUnsafeBufferPointer {
      body(ocv_gray_image(pixels: $0.baseAddress, width: Int32(width), height: Int32(height), row_stride: width))
    }
  }
}

/// What an extractor of COpenCV takes: the image, the results, a message and its capacity.
typealias OpenCVExtraction = (
  ocv_gray_image, UnsafeMutablePointer<ocv_features>, UnsafeMutablePointer<CChar>?, Int
) -> ocv_status

/// Runs an extractor and drops what it finds.
func runExtraction(on image: ocv_gray_image, _ extraction: OpenCVExtraction) {
  var features = ocv_features()
  var message = [CChar](repeating: 0, count: 256)
  precondition(extraction(image, &features, &message, message.count) == OCV_OK, "an extractor of OpenCV failed")
  ocv_features_free(features)
}
