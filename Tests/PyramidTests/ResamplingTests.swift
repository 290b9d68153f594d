import Imaging
import Pyramid
import TestSupport
import Testing

@Suite("Resampling") struct ResamplingTests {
  @Test("halving takes the mean of four pixels")
  func halving() {
    let image = GrayImage(width: 4, height: 2, pixels: [0, 10, 100, 104, 20, 30, 108, 112])
    #expect(image.resampled(to: ImageSize(width: 2, height: 1)).pixels == [15, 106])
  }

  @Test("a pixel that is covered in part counts in part")
  func partialCoverage() {
    // 3 → 2: each target pixel covers one and a half source pixels.
    let image = GrayImage(width: 3, height: 1, pixels: [0, 90, 255])
    #expect(image.resampled(to: ImageSize(width: 2, height: 1)).pixels == [30, 200])
  }

  @Test("enlarging interpolates between pixel centres")
  func enlarging() {
    let image = GrayImage(width: 2, height: 1, pixels: [0, 100])
    #expect(image.resampled(to: ImageSize(width: 4, height: 1)).pixels == [0, 25, 75, 100])
  }

  @Test("colour is resampled channel by channel")
  func color() {
    let image = ColorImage(width: 2, height: 1, pixels: [0, 50, 100, 200, 70, 100])
    #expect(image.resampled(to: ImageSize(width: 1, height: 1)).pixels == [100, 60, 100])
  }

  @Test("one colour and the mean stay what they are, at any sizes", arguments: 1...20 as ClosedRange<UInt64>)
  func invariants(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    let (width, height) = (random(1...90), random(1...90))
    let size = ImageSize(width: random(1...width), height: random(1...height))
    let flat = GrayImage(width: width, height: height, filledWith: 173)
    #expect(flat.resampled(to: size).pixels.allSatisfy { $0 == 173 }, "seed \(seed)")

    let noise = GrayImage(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random(0...255)) })
    func mean(_ image: GrayImage) -> Double { image.pixels.reduce(0) { $0 + Double($1) } / Double(image.size.area) }
    #expect(abs(mean(noise.resampled(to: size)) - mean(noise)) < 0.6, "seed \(seed)")
  }

  @Test("fitting keeps the proportions and never loses a side")
  func fitting() {
    #expect(ImageSize(width: 1000, height: 500).fitted(into: 640) == ImageSize(width: 640, height: 320))
    #expect(ImageSize(width: 100, height: 50).fitted(into: 640) == ImageSize(width: 100, height: 50))
    #expect(ImageSize(width: 10_000, height: 1).fitted(into: 640) == ImageSize(width: 640, height: 1))
  }
}

@Suite("ImagePyramid") struct ImagePyramidTests {
  @Test("has eight levels, each 1.2 times smaller")
  func sizes() throws {
    let pyramid = try ImagePyramid(base: GrayImage(width: 640, height: 480, filledWith: 9))
    #expect(pyramid.levels.map(\.image.width) == [640, 533, 444, 370, 309, 257, 214, 179])
    #expect(pyramid.levels.map(\.image.height) == [480, 400, 333, 278, 231, 193, 161, 134])
  }

  @Test("places of a level are given in the image's pixels: corners map to corners")
  func positions() throws {
    let pyramid = try ImagePyramid(base: GrayImage(width: 101, height: 77, filledWith: 0))
    for level in pyramid.levels {
      #expect(level.positionInBase(SIMD2(-0.5, -0.5)) == SIMD2(-0.5, -0.5))
      let far = level.positionInBase(SIMD2(Float(level.image.width), Float(level.image.height)) - 0.5)
      #expect(abs(far.x - 100.5) < 1e-4 && abs(far.y - 76.5) < 1e-4)
    }
  }

  @Test("an image that is used up has fewer levels", arguments: [(1, 1), (1, 400), (3, 2), (0, 0)])
  func tiny(width: Int, height: Int) throws {
    let pyramid = try ImagePyramid(base: GrayImage(width: width, height: height, filledWith: 1))
    #expect(pyramid.levels.count >= 1)
    #expect(pyramid.levels.dropFirst().allSatisfy { $0.image.size.area > 0 })
  }

  @Test("options out of range are named")
  func options() {
    var options = PyramidOptions()
    options.factor = 1
    #expect(throws: (any Error).self) {
      try ImagePyramid(base: GrayImage(width: 1, height: 1, filledWith: 0), options: options)
    }
    options = PyramidOptions()
    options.levels = 0
    #expect(throws: (any Error).self) {
      try ImagePyramid(base: GrayImage(width: 1, height: 1, filledWith: 0), options: options)
    }
  }
}
