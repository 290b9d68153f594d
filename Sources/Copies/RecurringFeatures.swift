import Features
import Geometry
import Matcher

/// Which features of one photo another has at the same place, and how evenly over the photo.
///
/// Of two versions of a photo, one has about the same share of the other's features everywhere: cropping, turning and
/// compression lose some here and some there. Two pages of one template have nearly all where the template is and none
/// where their text differs, although thumbnails don't show it.
struct RecurringFeatures: Equatable {
  /// Features of the one photo that the other could have: those that fall where it has features at all.
  let count: Int
  /// The share of these, 0 to 1, that it has.
  let share: Double
  /// Pearson's index of dispersion of the shares in small groups of neighbours: 1 where chance alone spreads them.
  let unevenness: Double
  /// The exact map of the one photo to the other.
  let otherFromOne: Homography

  /// Whether the photos are two versions of one; nil where too little recurs to tell.
  var showOnePhoto: Bool? {
    guard count >= Self.leastCount else { return nil }
    if unevenness > Self.mostUneven { return false }
    return share >= Self.leastShare ? true : nil
  }

  static let leastCount = 40
  static let leastShare = 0.3
  /// Between versions (cropped, reduced, turned) and pages of one template, nearer to the latter: docs/scoring.md.
  static let mostUneven = 4.5
}

extension RecurringFeatures {
  /// - Parameters:
  ///   - otherFromOne: about; it is estimated anew from what recurs nearby. May mirror.
  ///   - scale: at which the features were found.
  /// - Returns: nil where the map can't be told, or the photos are mirrored and their descriptors can't be.
  /// - Complexity: O(features · those nearby), twice.
  init?(of one: FeatureSet, in other: FeatureSet, otherFromOne: Homography, scale: WorkingScale) {
    var (one, mirror) = (one, Homography.identity)
    if otherFromOne.areaScale(at: one.middle) < 0 {
      guard one.descriptors.kind.canBeMirrored else { return nil }
      mirror = Homography(SIMD3(-1, 0, Double(one.imageSize.width) - 1), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
      one = one.mirrored()
    }
    let unit = scale.pixelSize(of: other.imageSize)
    let search = NearbyFeatures(one, other)
    let rough = search.features(by: otherFromOne * mirror, radius: Self.roughRadius * unit).compactMap { feature in
      feature.match.map {
        Correspondence(query: one.keypoints[feature.index].position, reference: other.keypoints[$0].position)
      }
    }
    var options = HomographyOptions()
    options.maxError = Self.radius * unit
    guard let report = HomographyEstimator(validated: options).estimate(from: rough) else { return nil }
    self.init(
      search.features(by: report.referenceFromQuery, radius: Self.radius * unit, around: Self.surround * unit),
      by: (report.referenceFromQuery * mirror).normalized)
  }

  /// - Parameter features: those that count.
  init(_ features: [NearbyFeatures.Feature], by otherFromOne: Homography) {
    self.otherFromOne = otherFromOne
    count = features.count
    let found = features.count { $0.match != nil }
    let share = Double(found) / Double(max(1, count))
    self.share = share
    var (groups, sum) = (0, 0.0)
    Self.divide(features) { group in
      let expected = Double(group.count) * share
      let difference = Double(group.count { $0.match != nil }) - expected
      groups += 1
      sum += difference * difference / max(expected * (1 - share), .leastNormalMagnitude)
    }
    unevenness = found == 0 || found == count || groups < 2 ? 1 : sum / Double(groups - 1)
  }

  /// Halves the features at the median along the longer side until at most ``groupSize`` are left: a k-d tree's leaves.
  private static func divide(_ features: [NearbyFeatures.Feature], _ visit: ([NearbyFeatures.Feature]) -> Void) {
    guard features.count > groupSize else { return visit(features) }
    let (xs, ys) = (features.map(\.place.x), features.map(\.place.y))
    let isWide = xs.max()! - xs.min()! > ys.max()! - ys.min()!
    let sorted = features.sorted {
      let (a, b) = (isWide ? $0.place : $0.place.flipped, isWide ? $1.place : $1.place.flipped)
      return (a.x, a.y) < (b.x, b.y)
    }
    divide(Array(sorted[..<(sorted.count / 2)]), visit)
    divide(Array(sorted[(sorted.count / 2)...]), visit)
  }

  private static let groupSize = 12
  /// In pixels at the working scale: how far a feature may be from its place by the rough map, and by the exact one.
  private static let roughRadius = 24.0
  private static let radius = 4.0
  /// Where the other photo has fewer than two features so near, it has nothing to show.
  private static let surround = 16.0
}

extension SIMD2<Double> {
  fileprivate var flipped: Self { Self(y, x) }
}

extension FeatureSet {
  fileprivate var middle: SIMD2<Double> { 0.5 * SIMD2(Double(imageSize.width), Double(imageSize.height)) }
}
