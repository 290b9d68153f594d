import Imaging

extension ColorImage {
  /// A picture whose pixel at each place is that of this image at `source` of it, the nearest; white beyond this image.
  public func redrawn(
    width: Int, height: Int, from source: (_ place: SIMD2<Double>) -> SIMD2<Double>
  ) -> ColorImage {
    var drawn = ColorImage(width: width, height: height, filledWith: .white)
    for y in 0..<height {
      for x in 0..<width {
        let place = source(SIMD2(Double(x), Double(y))).rounded(.toNearestOrAwayFromZero)
        guard place.x >= 0, place.y >= 0, place.x < Double(self.width), place.y < Double(self.height) else { continue }
        let start = 3 * (Int(place.y) * self.width + Int(place.x))
        for channel in 0..<3 { drawn.pixels[3 * (y * width + x) + channel] = pixels[start + channel] }
      }
    }
    return drawn
  }
}
