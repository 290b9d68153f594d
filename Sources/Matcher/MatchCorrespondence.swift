import Features
import Geometry

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Match {
  /// Positions, relative rotation and scale of the matched keypoints, and the ratio of distances: what
  /// `estimateHomography` needs.
  ///
  /// - Precondition: the match is one of the two sets' keypoints.
  public func correspondence(query: FeatureSet, reference: FeatureSet) -> Correspondence {
    let (a, b) = (query.keypoints[queryIndex], reference.keypoints[referenceIndex])
    return Correspondence(
      query: a.position, reference: b.position, localSimilarity: localSimilarity(from: a, to: b), distanceRatio: ratio)
  }

  /// nil if a size is unknown, or only one keypoint has an angle. Upright keypoints match only if there is little rotation.
  private func localSimilarity(from a: Keypoint, to b: Keypoint) -> SIMD2<Double>? {
    guard a.size > 0, b.size > 0, (a.angle < 0) == (b.angle < 0) else { return nil }
    let scale = Double(b.size) / Double(a.size)
    guard a.angle >= 0 else { return SIMD2(scale, 0) }
    let angle = Double(b.angle - a.angle) * Double.pi / 180
    return scale * SIMD2(cos(angle), sin(angle))
  }
}

extension Keypoint {
  package var position: SIMD2<Double> { SIMD2(Double(x), Double(y)) }
}
