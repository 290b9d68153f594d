import Geometry

/// How far off the homography of some matches is: the mean distance, in pixels of the target, between where it maps the
/// source's four corners and where they belong.
///
/// The estimator draws at random, and one lucky draw must not decide a contest: it is the median over five seeds.
/// - Returns: infinity where most seeds give no homography, or one that maps a corner through infinity.
func meanCornerError(of correspondences: [Correspondence], on features: PairFeatures) throws -> Double {
  let errors = try (0..<5 as Range<UInt64>).map { seed in
    var options = HomographyOptions()
    options.seed = seed
    return try estimateHomography(from: correspondences, options: options).map {
      cornerError(of: $0.referenceFromQuery, on: features)
    } ?? Double.infinity
  }
  // Not by interpolation: half of infinity is no number.
  return errors.sorted()[errors.count / 2]
}

/// The same of one homography.
func cornerError(of targetFromSource: Homography, on features: PairFeatures) -> Double {
  let (right, bottom) = (
    Double(features.source.imageSize.width) - 0.5, Double(features.source.imageSize.height) - 0.5
  )
  let corners = [SIMD2(-0.5, -0.5), SIMD2(right, -0.5), SIMD2(right, bottom), SIMD2(-0.5, bottom)].map {
    Correspondence(query: $0, reference: features.pair.targetFromSource($0))
  }
  return corners.reduce(0) { $0 + transferError(of: $1, under: targetFromSource) } / Double(corners.count)
}
