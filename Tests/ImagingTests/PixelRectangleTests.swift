import Testing

@testable import Imaging

@Suite("PixelRectangle") struct PixelRectangleTests {
  private static let area = ClippingArea(low: SIMD2(0, 0), high: SIMD2(10, 20))

  @Test("a segment is cut where it leaves the area")
  func clipping() throws {
    let through = try #require(Self.area.clip(SIMD2(-10, 5), SIMD2(30, 15)))
    #expect(through.0 == SIMD2(0, 7.5) && through.1 == SIMD2(10, 10))
    let within = try #require(Self.area.clip(SIMD2(1, 2), SIMD2(3, 4)))
    #expect(within.0 == SIMD2(1, 2) && within.1 == SIMD2(3, 4))
    let upright = try #require(Self.area.clip(SIMD2(4, 100), SIMD2(4, -100)))
    #expect(upright.0 == SIMD2(4, 20) && upright.1 == SIMD2(4, 0))
  }

  @Test("a segment that misses the area or has no finite ends is nothing")
  func misses() {
    #expect(Self.area.clip(SIMD2(-5, 0), SIMD2(5, -20)) == nil)
    #expect(Self.area.clip(SIMD2(11, 0), SIMD2(11, 20)) == nil)
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(Self.area.clip(SIMD2(5, 10), SIMD2(value, 10)) == nil)
      #expect(Self.area.clip(SIMD2(5, value), SIMD2(5, 10)) == nil)
    }
    let far = Double.greatestFiniteMagnitude
    #expect(Self.area.clip(SIMD2(-far, 5), SIMD2(far, 5)) == nil)
  }

  @Test("ranges are the whole pixels between two numbers, cut to the rectangle")
  func ranges() {
    let rectangle = PixelRectangle(x: 10, y: 5, size: ImageSize(width: 4, height: 3))
    #expect(rectangle.range(from: 10.5, to: 12.5, axis: 0) == 11..<13)
    #expect(rectangle.range(from: 11, to: 12, axis: 0) == 11..<13)
    #expect(rectangle.range(from: -1e300, to: 1e300, axis: 0) == 10..<14)
    #expect(rectangle.range(from: -.infinity, to: .infinity, axis: 1) == 5..<8)
    #expect(rectangle.range(from: 11.2, to: 11.8, axis: 0).isEmpty)
    #expect(rectangle.range(from: -9, to: 9, axis: 0).isEmpty)
    #expect(rectangle.range(from: 14, to: 1e300, axis: 0).isEmpty)
  }
}
