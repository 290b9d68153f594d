import Testing

@testable import Imaging

@Suite("Pixel conversion") struct PixelConversionTests {
  private func converted(
    _ source: [UInt8], count: Int, channels: Int,
    _ body: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: count * channels)
    target.withUnsafeMutableBufferPointer { body(source, count, $0.baseAddress!) }
    return target
  }

  @Test("grey stays grey, and the formula is OpenCV's")
  func gray() {
    for value in 0...255 {
      let level = UInt8(value)
      #expect(GrayImage(ColorImage(GrayImage(width: 1, height: 1, pixels: [level]))).pixels == [level])
    }
    // Every 15th value of each channel.
    for red in stride(from: 0, through: 255, by: 15) {
      for green in stride(from: 0, through: 255, by: 15) {
        for blue in stride(from: 0, through: 255, by: 15) {
          let image = ColorImage(width: 1, height: 1, pixels: [UInt8(red), UInt8(green), UInt8(blue)])
          #expect(GrayImage(image)[0, 0] == UInt8((red * 4899 + green * 9617 + blue * 1868 + 8192) >> 14))
        }
      }
    }
  }

  @Test(
    "every value at every alpha is the rounded blend over the ground", arguments: [TransparencyGround.white, .black])
  func alpha(ground: TransparencyGround) {
    let level = ground == .white ? 255 : 0
    for alpha in 0...255 {
      let source = (0...255).flatMap { value -> [UInt8] in [UInt8(value), UInt8(value), 0, UInt8(alpha)] }
      let target = converted(source, count: 256, channels: 3) { flatten($0, over: ground, count: $1, to: $2) }
      for value in 0...255 {
        let blend = (Double(value * alpha + level * (255 - alpha)) / 255)
        // Halves don't occur: 255 is odd.
        #expect(target[3 * value] == UInt8(blend.rounded()), "\(value) at \(alpha)")
        #expect(target[3 * value + 2] == UInt8(level * (255 - alpha) / 255))
      }
    }
  }

  @Test("inks", arguments: [false, true])
  func inks(isInverted: Bool) {
    let inks: [UInt8] = [0, 51, 255, 102]  // without inversion: no cyan, 20 % magenta, all yellow, 40 % black
    let source = isInverted ? inks.map { 255 - $0 } : inks
    let target = converted(source, count: 1, channels: 3) {
      convertInks($0, isInverted: isInverted, count: $1, to: $2)
    }
    #expect(target == [153, 122, 0])
  }

  @Test("images without pixels convert to such")
  func empty() {
    #expect(GrayImage(ColorImage(width: 0, height: 3, pixels: [])).size == ImageSize(width: 0, height: 3))
    #expect(ColorImage(GrayImage(width: 4, height: 0, pixels: [])).size == ImageSize(width: 4, height: 0))
  }
}
