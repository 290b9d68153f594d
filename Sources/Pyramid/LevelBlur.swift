import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A Gaussian blur of a scale space: weights of 15 bits.
struct LevelBlur {
  let weights: [Int16]
  var radius: Int { weights.count - 1 }

  /// - Parameter sigma: standard deviation in pixels, at least 0.3.
  init(sigma: Double) {
    // Three standard deviations hold 99.7 % of the weight. The radii for three scales are those that the kernel knows.
    let radius = min(max(Int((3 * sigma + 0.45).rounded()), 1), Int(FK_MAX_SCALE_RADIUS))
    var weights = [Int16](repeating: 0, count: radius + 1)
    fk_scale_weights(sigma, radius, &weights)
    self.weights = weights
  }

  /// The blurs that make level 0 of the first octave from the photo, and each level from the one before.
  static func all(_ options: ScaleSpaceOptions) -> (first: LevelBlur, levels: [LevelBlur]) {
    let sigmas = (0..<options.scales + 3).map { options.sigma * exp2(Double($0) / Double(options.scales)) }
    let steps = zip(sigmas.dropFirst(), sigmas).map { ($0 * $0 - $1 * $1).squareRoot() }
    return (LevelBlur(sigma: options.sigma), steps.map(LevelBlur.init))
  }
}

extension ScaleSpaceOptions {
  /// Standard deviation of a level in pixels of its octave; level `scales` has twice that of level 0.
  public func sigma(ofLevel level: Float) -> Float { Float(sigma) * exp2f(level / Float(scales)) }
}
