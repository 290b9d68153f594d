/// A colour image that anti-aliased shapes are painted on.
///
/// Shapes are clipped to `region`; coordinates are pixels as in ``GrayImage``. A coordinate that is not finite makes its
/// shape invisible.
package struct Canvas {
  package private(set) var image: ColorImage
  /// Where shapes leave paint.
  var region: PixelRectangle

  package init(_ image: ColorImage) {
    self.image = image
    region = PixelRectangle(x: 0, y: 0, size: image.size)
  }

  /// Copies a picture without blending; its top-left pixel lands on (x, y).
  ///
  /// - Precondition: the picture lies within the image.
  mutating func paste(_ picture: ColorImage, x: Int, y: Int) {
    precondition(x >= 0 && y >= 0 && x + picture.width <= image.width && y + picture.height <= image.height)
    for row in 0..<picture.height {
      let source = 3 * row * picture.width
      let target = 3 * ((y + row) * image.width + x)
      image.pixels.replaceSubrange(
        target..<target + 3 * picture.width, with: picture.pixels[source..<source + 3 * picture.width])
    }
  }

  /// Paints a line with round ends, `width` pixels wide.
  package mutating func line(
    from start: SIMD2<Double>, to end: SIMD2<Double>, width: Double, color: RGB, opacity: Double = 1
  ) {
    // Anti-aliasing reaches half a pixel beyond the edge.
    let reach = width / 2 + 0.5
    guard let segment = region.grown(by: reach + 1).clip(start, end) else { return }
    let (a, b) = segment
    let along = b - a
    let lengthSquared = max((along * along).sum(), .leastNormalMagnitude)
    // Walk along the longer side: each step then crosses the line in a few pixels.
    let major = abs(along.x) >= abs(along.y) ? 0 : 1
    let minor = 1 - major
    let slope = along[major] == 0 ? 0 : along[minor] / along[major]
    let crossReach = reach * (1 + slope * slope).squareRoot()
    for step in region.range(from: min(a[major], b[major]) - reach, to: max(a[major], b[major]) + reach, axis: major) {
      let center = a[minor] + (Double(step) - a[major]) * slope
      for cross in region.range(from: center - crossReach, to: center + crossReach, axis: minor) {
        let point = major == 0 ? SIMD2(Double(step), Double(cross)) : SIMD2(Double(cross), Double(step))
        let offset = point - a
        let position = min(max((offset * along).sum() / lengthSquared, 0), 1)
        let away = offset - position * along
        let coverage = reach - (away * away).sum().squareRoot()
        if coverage > 0 { blend(color, Int(point.x), Int(point.y), weight: min(coverage, 1) * opacity) }
      }
    }
  }

  /// Paints a ring whose middle line has the radius and which is `width` pixels wide.
  package mutating func circle(
    at center: SIMD2<Double>, radius: Double, width: Double, color: RGB, opacity: Double = 1
  ) {
    paintAround(center, reach: radius + width / 2 + 0.5, color: color, opacity: opacity) { distance in
      width / 2 + 0.5 - abs(distance - radius)
    }
  }

  /// Paints a filled disc.
  package mutating func disc(at center: SIMD2<Double>, radius: Double, color: RGB, opacity: Double = 1) {
    paintAround(center, reach: radius + 0.5, color: color, opacity: opacity) { radius + 0.5 - $0 }
  }

  private mutating func paintAround(
    _ center: SIMD2<Double>, reach: Double, color: RGB, opacity: Double, coverage: (_ distance: Double) -> Double
  ) {
    guard center.x.isFinite, center.y.isFinite else { return }
    for y in region.range(from: center.y - reach, to: center.y + reach, axis: 1) {
      for x in region.range(from: center.x - reach, to: center.x + reach, axis: 0) {
        let away = SIMD2(Double(x), Double(y)) - center
        let part = coverage((away * away).sum().squareRoot())
        if part > 0 { blend(color, x, y, weight: min(part, 1) * opacity) }
      }
    }
  }

  /// Mixes a colour into the pixel at (x, y), which lies within the image: `weight` 1 leaves nothing of what was there.
  package mutating func blend(_ color: RGB, _ x: Int, _ y: Int, weight: Double) {
    let below = image[x, y]
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + (Double(to) - Double(from)) * weight).rounded())
    }
    image[x, y] = RGB(mix(below.red, color.red), mix(below.green, color.green), mix(below.blue, color.blue))
  }
}
