import Imaging
import TestSupport
import Testing

@testable import Features

@Suite("FaintContrast") struct FaintContrastTests {
  /// 300 × 200 pixels: a slope that spans `range` grey values, and even noise of a standard deviation.
  private static func slope(_ range: Double, noise: Double) -> GrayImage {
    var generator = SeededGenerator(seed: 3)
    let width = noise * 12.0.squareRoot()
    return GrayImage(
      width: 300, height: 200,
      pixels: (0..<300 * 200).map { index in
        let level = 60 + range * Double(index % 300) / 292
        return UInt8((level + Double.random(in: -0.5...0.5, using: &generator) * width).rounded())
      })
  }

  @Test("tells a photo's range of grey levels, and its noise", arguments: [8.0, 20, 50], [1.0, 2, 4])
  func measures(range: Double, noise: Double) {
    let found = FaintContrast(of: Self.slope(range, noise: noise))
    #expect(abs(found.range - range) < 1 + noise / 2)
    #expect(abs(found.noise / noise - 0.95) < 0.15)
  }

  @Test("lowers no threshold of a photo whose blocks differ by 64 grey levels, nor of one without a block")
  func unchanged() {
    #expect(FaintContrast(of: Self.slope(66, noise: 2)).lowered(0.04) == 0.04)
    #expect(FaintContrast(of: GrayImage(width: 7, height: 300, filledWith: 9)).lowered(0.04) == 0.04)
  }

  @Test("lowers the threshold in proportion to the range, without a step, but never below what rounding and noise give")
  func lowered() {
    func threshold(_ range: Double, noise: Double) -> Double {
      FaintContrast(of: Self.slope(range, noise: noise)).lowered(0.04)
    }
    #expect(abs(threshold(20, noise: 0.3) / 0.004 - 1) < 0.1)
    #expect(abs(threshold(40, noise: 0.3) / 0.008 - 1) < 0.1)
    #expect(abs(threshold(56, noise: 0.3) / 0.0256 - 1) < 0.1)
    #expect(threshold(63.5, noise: 0.3) > 0.037)
    #expect(threshold(0, noise: 0) == 0.6 / 255)
    #expect(abs(threshold(10, noise: 3) / (3 * 1.8 / 255) - 0.95) < 0.15)
    // A threshold that is lower already stays.
    #expect(FaintContrast(of: Self.slope(10, noise: 3)).lowered(0.001) == 0.001)
  }

  @Test("is the same at any place of the grey scale, and of a photo that is turned")
  func invariant() {
    let photo = Self.slope(30, noise: 1)
    let brighter = GrayImage(width: 300, height: 200, pixels: photo.pixels.map { $0 + 100 })
    let turned = GrayImage(width: 300, height: 200, pixels: photo.pixels.reversed())
    #expect(FaintContrast(of: brighter).lowered(0.04) == FaintContrast(of: photo).lowered(0.04))
    #expect(abs(FaintContrast(of: turned).lowered(0.04) / FaintContrast(of: photo).lowered(0.04) - 1) < 0.05)
  }
}
