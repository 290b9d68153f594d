import Features
import Matcher

/// What an extractor finds in the two photos of a pair.
struct PairFeatures {
  let pair: HomographyPair
  let source: FeatureSet
  let target: FeatureSet

  /// The first, which are the strongest, of each photo: as many as `self` and `other` both have.
  func capped(to other: PairFeatures) -> PairFeatures {
    PairFeatures(
      pair: pair, source: source.first(min(source.count, other.source.count)),
      target: target.first(min(target.count, other.target.count)))
  }
}

extension FeatureSet {
  fileprivate func first(_ count: Int) -> FeatureSet {
    let (kind, bytes) = (descriptors.kind, descriptors.bytes)
    return FeatureSet(
      imageSize: imageSize, keypoints: Array(keypoints.prefix(count)),
      descriptors: Descriptors(kind: kind, bytes: Array(bytes.prefix(count * kind.byteCount))))
  }

  var positions: [SIMD2<Double>] { keypoints.map(\.position) }
}
