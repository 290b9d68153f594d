import Foundation

/// Takes brightness and contrast of the surroundings out of a photo, before GIST's filters look at it [1].
///
/// With L the logarithm of a channel and g a Gaussian low-pass filter, L − g ∗ L is divided by 0.2 + the local deviation
/// √(g ∗ m²), m being the mean of all channels' L − g ∗ L. The photo is continued by its mirror image for 5 pixels around.
///
/// [1] Oliva & Torralba, "Modeling the shape of the scene", IJCV 2001, §3, and the code that goes with it.
struct LocalContrast: Sendable {
  /// Where the Gaussian falls to a half, in cycles a side.
  static let cutoff = 4.0
  static let margin = 5
  /// Keeps noise in plain areas small.
  static let floor = 0.2

  private let side: Int
  private let transform: FourierTransform
  /// The low-pass filter at each frequency, in the order of the transform.
  private let lowPass: [Double]

  /// - Parameter side: of the photo, in pixels; at least ``margin``.
  init(side: Int) {
    precondition(side >= Self.margin, "the mirror image of \(side) pixels has no \(Self.margin)")
    self.side = side
    let transform = FourierTransform(side: side + 2 * Self.margin)
    self.transform = transform
    let width = Self.cutoff / log(2).squareRoot()
    lowPass = (0..<transform.side * transform.side).map {
      let (x, y) = (transform.frequency(at: $0 % transform.side), transform.frequency(at: $0 / transform.side))
      return exp(-(x * x + y * y) / (width * width))
    }
  }

  /// - Parameter channels: planes of `side` × `side` values from 0 to 255.
  func normalize(_ channels: [[Double]]) -> [[Double]] {
    var details = channels.map { channel in
      let logarithms = continued(channel.map { log($0 + 1) })
      return zip(logarithms, smoothed(logarithms)).map { $0 - $1 }
    }
    let squares = details[0].indices.map { index in
      let mean = details.reduce(0) { $0 + $1[index] } / Double(details.count)
      return mean * mean
    }
    // The filter's faint ripples may leave a little less than 0.
    let divisors = smoothed(squares).map { Self.floor + abs($0).squareRoot() }
    for channel in details.indices {
      details[channel] = zip(details[channel], divisors).map { $0 / $1 }
    }
    return details.map(withoutMargin)
  }

  /// The plane under the low-pass filter.
  private func smoothed(_ plane: [Double]) -> [Double] {
    var spectrum = plane.map { Complex($0, 0) }
    transform.transform(&spectrum)
    for index in spectrum.indices { spectrum[index] *= lowPass[index] }
    transform.transformBack(&spectrum)
    return spectrum.map { $0.x / Double(plane.count) }
  }

  /// The plane with its mirror image around it.
  private func continued(_ plane: [Double]) -> [Double] {
    let places = (-Self.margin..<side + Self.margin).map { $0 < 0 ? -1 - $0 : $0 < side ? $0 : 2 * side - 1 - $0 }
    return places.flatMap { y in places.map { x in plane[y * side + x] } }
  }

  private func withoutMargin(_ plane: [Double]) -> [Double] {
    (0..<side).flatMap { y in
      let start = (y + Self.margin) * transform.side + Self.margin
      return plane[start..<start + side]
    }
  }
}
