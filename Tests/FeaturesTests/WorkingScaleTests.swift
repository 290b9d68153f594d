import Geometry
import Imaging
import Options
import Pyramid
import TestSupport
import Testing

@testable import Features

@Suite("WorkingScale") struct WorkingScaleTests {
  static let scale = WorkingScale(maxSide: 640)

  private static func size(_ width: Int, _ height: Int, _ scale: WorkingScale = scale) -> ImageSize {
    scale.size(of: ImageSize(width: width, height: height))
  }

  /// A side of up to 2^`bits`, every order of magnitude as often.
  private static func side(_ bits: Double, _ generator: inout SeededGenerator) -> Int {
    Int(Double.random(in: 0...bits, using: &generator).exponential)
  }

  @Test("a photo of usual proportions and at least 320 pixels is looked at as ever: at most maxSide, never enlarged")
  func usual() {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let long = Int.random(in: 320...9000, using: &generator)
      let short = Int.random(in: (2 * long + 4) / 5...long, using: &generator)
      let turned = Bool.random(using: &generator)
      let photo = ImageSize(width: turned ? short : long, height: turned ? long : short)
      #expect(Self.scale.size(of: photo) == photo.fitted(into: 640), "seed \(seed), \(photo)")
      #expect(Self.scale.pixelSize(of: photo) == max(1, Double(long) / 640), "seed \(seed), \(photo)")
      #expect(Self.scale.extent(of: photo) == 1, "seed \(seed), \(photo)")
    }
  }

  @Test(
    "a small photo is enlarged by a whole number, at most four times",
    arguments: [(319, 200, 2), (160, 107, 2), (159, 107, 3), (107, 80, 3), (106, 80, 4), (80, 80, 4), (9, 5, 4)])
  func small(width: Int, height: Int, times: Int) {
    let enlarged = ImageSize(width: times * width, height: times * height)
    #expect(Self.size(width, height) == enlarged)
    #expect(Self.size(height, width) == ImageSize(width: enlarged.height, height: enlarged.width))
    let photo = ImageSize(width: width, height: height)
    #expect(Self.scale.pixelSize(of: photo) == 1 / Double(times) && Self.scale.extent(of: photo) == 1)
  }

  @Test("maxSide bounds an enlarged photo, too")
  func smallAndBounded() {
    #expect(Self.size(100, 80, WorkingScale(maxSide: 250)) == ImageSize(width: 200, height: 160))
    #expect(Self.size(100, 80, WorkingScale(maxSide: 199)) == ImageSize(width: 100, height: 80))
    #expect(Self.size(100, 80, WorkingScale(maxSide: 50)) == ImageSize(width: 50, height: 40))
  }

  @Test("a long photo gets the resolution of its pieces, and features in proportion to its area")
  func long() {
    let strip = ImageSize(width: 600, height: 7660)
    #expect(Self.scale.size(of: strip) == ImageSize(width: 256, height: 3268))
    #expect(abs(Self.scale.extent(of: strip) - 256 * 3268 / (640 * 256)) < 1e-9)
    // One that isn't reduced has no more features than a usual one until it is larger than that.
    #expect(Self.size(1600, 128) == ImageSize(width: 1600, height: 128))
    #expect(Self.scale.extent(of: ImageSize(width: 1600, height: 128)) == 1600.0 * 128 / (640 * 256))
    #expect(Self.scale.extent(of: ImageSize(width: 600, height: 140)) == 1)
    // A small one is enlarged by its pieces, as long as the row allows it.
    #expect(Self.size(1000, 60) == ImageSize(width: 3000, height: 180))
    #expect(Self.size(2000, 60) == ImageSize(width: 4000, height: 120))
    #expect(Self.size(4000, 60) == ImageSize(width: 4000, height: 60))
  }

  @Test("longer ones than eight pieces share the resolution and the features of eight")
  func veryLong() {
    #expect(Self.size(51200, 1000) == ImageSize(width: 5120, height: 100))
    #expect(Self.size(1, 100_000_000) == ImageSize(width: 1, height: 5120))
    #expect(Self.scale.extent(of: ImageSize(width: 20000, height: 1000)) == 8)
  }

  @Test("nothing jumps at the proportions from which a photo is long")
  func continuity() {
    for long in [1000, 3001, 5000, 20_000] {
      let (usual, wide) = (Self.size(long, long * 2 / 5 + 1), Self.size(long, long * 2 / 5 - 1))
      #expect(usual.width == 640 && abs(wide.width - 640) <= 4 && abs(usual.height - wide.height) <= 1)
      #expect(Self.scale.extent(of: ImageSize(width: long, height: long * 2 / 5 - 1)) < 1.01)
    }
  }

  @Test("no size traps, and each stays within its bounds, whatever the photo and maxSide")
  func bounds() {
    for seed in 0..<2000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let photo = ImageSize(width: Self.side(31, &generator), height: Self.side(31, &generator))
      let maxSide = Self.side(62, &generator)
      for rule in [WorkingScale.Rule.proportions, .longestSide] {
        let scale = WorkingScale(maxSide: maxSide, rule: rule)
        let (size, extent, pixel) = (scale.size(of: photo), scale.extent(of: photo), scale.pixelSize(of: photo))
        let hint: Comment = "seed \(seed), \(photo), \(scale), \(size)"
        #expect(min(size.width, size.height) >= 1, hint)
        #expect((1...8).contains(extent), hint)
        #expect(pixel >= 0.25 && pixel.isFinite, hint)
        guard rule == .proportions else {
          #expect(size == photo.fitted(into: maxSide), hint)
          continue
        }
        let most = Double(min(maxSide, 65_535))
        #expect(Double(size.longestSide) <= min(8 * most, 65_535), hint)
        // A side that would be less than a pixel wide is one all the same.
        #expect(Double(size.area) <= max(3.2 * (most + 1) * (most + 1), 8 * most), hint)
        let turned = ImageSize(width: photo.height, height: photo.width)
        #expect(scale.size(of: turned) == ImageSize(width: size.height, height: size.width), hint)
        #expect(scale.extent(of: turned) == extent && scale.pixelSize(of: turned) == pixel, hint)
        if min(size.width, size.height) > 1 {
          #expect(abs(Double(photo.width) / pixel - Double(size.width)) <= 0.5001, hint)
        }
      }
    }
  }

  @Test("a photo without pixels stays one")
  func empty() {
    for (width, height) in [(0, 0), (0, 700), (700, 0)] {
      let photo = ImageSize(width: width, height: height)
      #expect(Self.scale.size(of: photo) == photo)
      #expect(Self.scale.pixelSize(of: photo) == 1 && Self.scale.extent(of: photo) == 1)
    }
  }

  @Test("a side below 1 is refused by name")
  func validation() throws {
    let error = try #require(throws: OptionsError.self) { try WorkingScale(maxSide: 0).validate() }
    #expect("\(error)".contains("maxSide"))
  }

  @Test(
    "a budget grows with the extent up to a million, and is never less than what was asked for",
    arguments: [
      (500, 1.0, 500), (500, 2.5, 1250), (3, 1.5, 4), (400_000, 8.0, 1_000_000), (2_000_000, 8.0, 2_000_000),
      (Int.max, 8.0, Int.max),
    ])
  func budget(maxFeatures: Int, extent: Double, expected: Int) {
    #expect(featureBudget(maxFeatures, extent: extent) == expected)
  }
}

extension Double {
  /// 2^`self`.
  fileprivate var exponential: Double {
    var (whole, power) = (self, 1.0)
    while whole >= 1 { (whole, power) = (whole - 1, power * 2) }
    return power * (1 + whole)
  }
}
