import TestSupport
import Testing

@testable import Imaging

@Suite("Canvas") struct CanvasTests {
  private static let black = ColorImage(width: 40, height: 30, filledWith: RGB(0, 0, 0))

  /// The painted light in units of whole pixels.
  private func ink(_ canvas: Canvas) -> Double {
    canvas.image.pixels.reduce(0) { $0 + Double($1) } / (3 * 255)
  }

  @Test("a line covers its length times its width, whatever its slope", arguments: 0..<12)
  func lineArea(step: Int) {
    // From the middle, 14 pixels to every side; the round ends make one disc.
    let directions: [(Double, Double)] = [
      (1, 0), (0.966, 0.259), (0.866, 0.5), (0.707, 0.707), (0.5, 0.866), (0.259, 0.966), (0, 1), (-0.259, 0.966),
      (-0.5, 0.866), (-0.707, 0.707), (-0.866, -0.5), (-0.966, 0.259),
    ]
    let (x, y) = directions[step]
    for width in [1.5, 3.0] {
      var canvas = Canvas(Self.black)
      let middle = SIMD2(20.3, 15.2)
      canvas.line(from: middle, to: middle + 13 * SIMD2(x, y), width: width, color: .white)
      let expected = 13 * width + width * width * .pi / 4
      #expect(abs(ink(canvas) - expected) < 0.06 * expected, "\(ink(canvas)), not \(expected)")
    }
  }

  @Test("a level line fills whole rows and leaves the next alone")
  func levelLine() {
    var canvas = Canvas(Self.black)
    canvas.line(from: SIMD2(5, 10), to: SIMD2(30, 10), width: 3, color: .white)
    for x in 5...30 {
      #expect((9...11).allSatisfy { canvas.image[x, $0] == .white })
      #expect(canvas.image[x, 8] == RGB(0, 0, 0) && canvas.image[x, 12] == RGB(0, 0, 0))
    }
  }

  @Test("opacity blends")
  func opacity() {
    var canvas = Canvas(ColorImage(width: 9, height: 9, filledWith: RGB(100, 0, 200)))
    canvas.line(from: SIMD2(0, 4), to: SIMD2(8, 4), width: 3, color: RGB(200, 100, 0), opacity: 0.5)
    #expect(canvas.image[4, 4] == RGB(150, 50, 100))
  }

  @Test("circles and discs cover their area")
  func circles() {
    var ring = Canvas(Self.black)
    ring.circle(at: SIMD2(20.5, 15), radius: 8, width: 2, color: .white)
    #expect(abs(ink(ring) - 2 * .pi * 8 * 2) < 2)
    #expect(ring.image[20, 15] == RGB(0, 0, 0) && ring.image[28, 15] == .white)
    var disc = Canvas(Self.black)
    disc.disc(at: SIMD2(20.5, 15), radius: 8, color: .white)
    #expect(abs(ink(disc) - .pi * 64) < 3)
  }

  @Test("nothing is painted outside of the region, and far or non-finite shapes do no harm", arguments: [UInt64(11)])
  func wildShapes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let wild: [Double] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e300, -1e19, 9.3e18,
      .leastNonzeroMagnitude, -3, 12, 500,
    ]
    func number() -> Double {
      Bool.random(using: &generator)
        ? wild[Int.random(in: 0..<wild.count, using: &generator)] : Double.random(in: -60...90, using: &generator)
    }
    for round in 0..<2000 {
      var canvas = Canvas(Self.black)
      canvas.region = PixelRectangle(x: 10, y: 5, size: ImageSize(width: 15, height: 12))
      let (from, to) = (SIMD2(number(), number()), SIMD2(number(), number()))
      canvas.line(from: from, to: to, width: 4, color: .white)
      canvas.circle(at: from, radius: 3, width: 1.5, color: .white)
      canvas.disc(at: to, radius: 3, color: .white)
      for y in 0..<30 {
        for x in 0..<40 where !(10..<25).contains(x) || !(5..<17).contains(y) {
          #expect(canvas.image[x, y] == RGB(0, 0, 0), "seed \(seed), round \(round): \(x), \(y)")
        }
      }
    }
  }

  @Test("a shape with a coordinate that is not finite is invisible", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) {
    for place in 0..<4 {
      var numbers = [5.0, 10, 30, 10]
      numbers[place] = value
      let (from, to) = (SIMD2(numbers[0], numbers[1]), SIMD2(numbers[2], numbers[3]))
      var canvas = Canvas(Self.black)
      canvas.line(from: from, to: to, width: 3, color: .white)
      canvas.circle(at: place < 2 ? from : to, radius: 4, width: 2, color: .white)
      canvas.disc(at: place < 2 ? from : to, radius: 4, color: .white)
      #expect(canvas.image == Self.black, "place \(place)")
    }
  }

  @Test("a line through the region is the same however far its ends are")
  func farEnds() {
    let slope = SIMD2(3.0, 2.0)
    var near = Canvas(Self.black)
    near.line(from: SIMD2(20, 15) - 40 * slope, to: SIMD2(20, 15) + 40 * slope, width: 2, color: .white)
    var far = Canvas(Self.black)
    far.line(from: SIMD2(20, 15) - 1e6 * slope, to: SIMD2(20, 15) + 1e6 * slope, width: 2, color: .white)
    #expect(largestDifference(near.image.pixels, far.image.pixels) <= 1)
    #expect(ink(near) > 60)
  }

  @Test("an image without pixels takes shapes")
  func empty() {
    var canvas = Canvas(ColorImage(width: 0, height: 0, pixels: []))
    canvas.line(from: SIMD2(-1, -1), to: SIMD2(5, 5), width: 3, color: .white)
    canvas.disc(at: SIMD2(0, 0), radius: 3, color: .white)
    #expect(canvas.image.pixels.isEmpty)
  }
}
