#if canImport(COpenCV)
  import COpenCV
  import Imaging
  import Pyramid
  import TestSupport
  import Testing

  @Suite("Parity with OpenCV") struct OpenCVParityTests {
    @Test("reductions are within 1 of cv::INTER_AREA", arguments: [false, true], 1...4 as ClosedRange<UInt64>)
    func reduction(isSmooth: Bool, seed: UInt64) {
      let sizes = [
        (640, 480, 533, 400), (533, 400, 444, 333), (600, 360, 500, 300), (331, 17, 275, 14), (97, 101, 96, 100),
        (500, 375, 250, 188), (500, 376, 250, 188), (301, 203, 97, 65), (700, 500, 70, 50), (699, 501, 69, 51),
        (640, 480, 10, 480), (640, 3, 1, 1), (5, 7, 5, 6), (2, 2, 1, 1), (64, 64, 64, 64),
      ]
      for (width, height, targetWidth, targetHeight) in sizes {
        let image = photo(width, height, isSmooth: isSmooth, seed: seed)
        let size = ImageSize(width: targetWidth, height: targetHeight)
        let expected = opencv(image, size) { ocv_resize_area($0, Int32(targetWidth), Int32(targetHeight), $1, $2, $3) }
        let differences = zip(image.resampled(to: size).pixels, expected).map { abs(Int($0) - Int($1)) }
        #expect(differences.max() ?? 0 <= 1, "\(image.size) to \(size), seed \(seed)")
        // Rounding may differ near halves only.
        #expect(differences.reduce(0, +) * 25 <= size.area + 25, "\(image.size) to \(size), seed \(seed)")
      }
    }

    @Test("blurs equal those of cv::GaussianBlur", arguments: [false, true], 1...4 as ClosedRange<UInt64>)
    func blur(isSmooth: Bool, seed: UInt64) throws {
      for (width, height) in [(640, 480), (133, 97), (64, 5), (31, 33), (4, 4), (2, 9), (1, 20), (20, 1), (1, 1)] {
        for blur in [GaussianBlur(), GaussianBlur(sigma: 1.1, radius: 2), GaussianBlur(sigma: 4, radius: 9)] {
          let image = photo(width, height, isSmooth: isSmooth, seed: seed)
          let expected = opencv(image, image.size) {
            ocv_gaussian_blur($0, blur.sigma, Int32(blur.radius), $1, $2, $3)
          }
          #expect(try image.blurred(by: blur).pixels == expected, "\(image.size), \(blur), seed \(seed)")
        }
      }
    }

    private func opencv(
      _ image: GrayImage, _ size: ImageSize,
      _ function: (ocv_gray_image, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<CChar>?, Int) -> ocv_status
    ) -> [UInt8] {
      var result = [UInt8](repeating: 0, count: size.area)
      var message = [CChar](repeating: 0, count: 300)
      let status = image.pixels.withUnsafeBufferPointer { pixels in
        let view = ocv_gray_image(
          pixels: pixels.baseAddress, width: Int32(image.width), height: Int32(image.height), row_stride: image.width)
        return function(view, &result, &message, message.count)
      }
      #expect(status == OCV_OK)
      return result
    }

    private func photo(_ width: Int, _ height: Int, isSmooth: Bool, seed: UInt64) -> GrayImage {
      var generator = SeededGenerator(seed: seed)
      return GrayImage(
        width: width, height: height,
        pixels: (0..<width * height).map { index in
          let noise = Int(generator.next() >> 56)
          // Ramps with a little noise.
          return UInt8(isSmooth ? min(255, (index % width + index / width * 2) % 240 + noise / 32) : noise)
        })
    }
  }
#endif
