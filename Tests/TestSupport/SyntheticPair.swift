import Foundation
import Geometry

/// Matches between two imaginary photos of 640 × 480 pixels whose homography is known.
public struct SyntheticPair {
  public let truth: Homography
  public var correspondences: [Correspondence]
  public let isInlier: [Bool]

  /// - Parameters:
  ///   - outlierRatio: Share of matches whose reference point is anywhere, but at least 20 pixels from the truth.
  ///   - noise: Standard deviation in pixels of the inliers' reference points.
  public init(seed: UInt64, count: Int, outlierRatio: Double, noise: Double = 0) {
    var generator = SeededGenerator(seed: seed)
    truth = Self.randomHomography(using: &generator)
    let outlierCount = Int((Double(count) * outlierRatio).rounded())
    let isOutlier = (0..<count).map { $0 < outlierCount }.shuffled(using: &generator)
    isInlier = isOutlier.map(!)
    correspondences = []
    for isOutlier in isOutlier {
      let query = Self.randomPoint(using: &generator)
      let exact = truth(query)
      var reference = exact
      if isOutlier {
        repeat { reference = Self.randomPoint(using: &generator) } while Self.distance(reference, exact) < 20
      } else {
        reference += noise * SIMD2(Self.gaussian(using: &generator), Self.gaussian(using: &generator))
      }
      correspondences.append(Correspondence(query: query, reference: reference))
    }
  }

  /// Mean distance in pixels between where the truth and where `estimate` maps the query's corners to.
  public func cornerError(of estimate: Homography) -> Double {
    let corners = [SIMD2(0.0, 0), SIMD2(639.0, 0), SIMD2(639.0, 479), SIMD2(0.0, 479)]
    return corners.map { Self.distance(estimate($0), truth($0)) }.reduce(0, +) / 4
  }

  /// A turn by up to 180°, a scale of 0.5 to 2, and some perspective, about the photos' centres.
  static func randomHomography(using generator: inout SeededGenerator) -> Homography {
    let angle = Double.random(in: -Double.pi...Double.pi, using: &generator)
    let scale = exp2(Double.random(in: -1...1, using: &generator))
    let (c, s) = (scale * cos(angle), scale * sin(angle))
    let tilt = (0..<2).map { _ in Double.random(in: -5e-4...5e-4, using: &generator) }
    let toCenter = Homography(SIMD3(1, 0, -320), SIMD3(0, 1, -240), SIMD3(0, 0, 1))
    let fromCenter = Homography(SIMD3(1, 0, 320), SIMD3(0, 1, 240), SIMD3(0, 0, 1))
    return fromCenter * Homography(SIMD3(c, -s, 0), SIMD3(s, c, 0), SIMD3(tilt[0], tilt[1], 1)) * toCenter
  }

  static func randomPoint(using generator: inout SeededGenerator) -> SIMD2<Double> {
    SIMD2(Double.random(in: 0...639, using: &generator), Double.random(in: 0...479, using: &generator))
  }

  static func gaussian(using generator: inout SeededGenerator) -> Double {
    let u = Double.random(in: .leastNonzeroMagnitude..<1, using: &generator)
    return (-2 * log(u)).squareRoot() * cos(2 * Double.pi * Double.random(in: 0..<1, using: &generator))
  }

  static func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
    ((a - b) * (a - b)).sum().squareRoot()
  }
}
