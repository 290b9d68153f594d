import Imaging

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension GrayImage {
  /// The photo turned clockwise about its middle, on black where it doesn't reach.
  func turned(byDegrees degrees: Double) -> GrayImage {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let (across, down) = (Double(width), Double(height))
    let newWidth = Int(across * abs(cosine) + down * abs(sine))
    let newHeight = Int(across * abs(sine) + down * abs(cosine))
    var turned = GrayImage(width: newWidth, height: newHeight, filledWith: 0)
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        let (x, y) = (Double(column) - 0.5 * Double(newWidth), Double(row) - 0.5 * Double(newHeight))
        let place = SIMD2(cosine * x + sine * y + 0.5 * across, cosine * y - sine * x + 0.5 * down)
        if let value = value(at: place) { turned[column, row] = UInt8(value.rounded()) }
      }
    }
    return turned
  }

  private func value(at place: SIMD2<Double>) -> Double? {
    let (left, top) = (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
    guard left >= 0, top >= 0, left + 1 < width, top + 1 < height else { return nil }
    let (u, v) = (place.x - Double(left), place.y - Double(top))
    func mixed(_ y: Int) -> Double { Double(self[left, y]) * (1 - u) + Double(self[left + 1, y]) * u }
    return mixed(top) * (1 - v) + mixed(top + 1) * v
  }
}
