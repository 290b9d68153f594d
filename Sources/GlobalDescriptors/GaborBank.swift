import Foundation

/// Filters for edges and textures of several scales and orientations, by what they leave of each frequency.
///
/// With f a frequency's distance from 0 in cycles a pixel, and θ the angle between the frequency and the filter's
/// orientation, the filter of scale s (from 0) with n orientations leaves exp(−3.5 (f / f₀ − 1)² − 2π (n / 8)² θ²) of it,
/// f₀ being 0.3 / 1.85ˢ, as in the code of Oliva and Torralba (IJCV 2001). Only one of the frequencies ±f passes, so that
/// the response is complex, and its magnitude the local energy.
struct GaborBank: Sendable {
  static let highestFrequency = 0.3
  static let frequencyRatio = 1.85

  /// Orientations of each scale, the finest first.
  let orientations: [Int]
  /// Each filter at each frequency, in the order of the transform: those of the finest scale first, by rising angle.
  let filters: [[Double]]

  /// - Parameter transform: of the planes that are filtered.
  init(orientations: [Int], transform: FourierTransform) {
    self.orientations = orientations
    let side = transform.side
    filters = orientations.enumerated().flatMap { scale, count in
      let center = Self.highestFrequency / pow(Self.frequencyRatio, Double(scale))
      let sharpness = 2 * Double.pi * Double(count * count) / 64
      return (0..<count).map { orientation in
        let turn = Double.pi * Double(orientation) / Double(count)
        return (0..<side * side).map { index in
          let (x, y) = (transform.frequency(at: index % side), transform.frequency(at: index / side))
          let distance = (x * x + y * y).squareRoot() / Double(side) / center - 1
          let angle = (atan2(y, x) + turn).remainder(dividingBy: 2 * .pi)
          return exp(-3.5 * distance * distance - sharpness * angle * angle)
        }
      }
    }
  }
}
