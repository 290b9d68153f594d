import Features
import Geometry

/// Of the features that two photos have at the same places, which are alike, and how evenly these lie over the photo.
///
/// In two versions of a photo nearly all are, everywhere, whatever cropping, turning and compression did to either. Two pages of one
/// template have like features where the template is and unlike ones where their text differs, although thumbnails don't show it.
/// What only one of them has a feature at says nothing: which corners are the strongest 500 of a photo depends on its frame.
package struct RecurringFeatures: Equatable {
  /// Features of the one photo at whose places the other has some, too.
  package let count: Int
  /// The share of these, 0 to 1, that are alike.
  package let share: Double
  /// Pearson's index of dispersion of the shares in small groups of neighbours: 1 where chance alone spreads them.
  package let unevenness: Double
  /// The exact map of the one photo to the other.
  package let otherFromOne: Homography

  /// Whether the photos are two versions of one; nil where too little recurs to tell.
  package var showOnePhoto: Bool? {
    guard count >= Self.leastCount else { return nil }
    if unevenness <= Self.mostUneven { return share >= Self.leastShare ? true : nil }
    return count < Self.fewCount && unevenness < Self.clearlyUneven ? nil : false
  }

  static let leastCount = 30
  static let leastShare = 0.6
  /// Between versions (cropped, reduced, turned) and pages of one template: docs/scoring.md.
  static let mostUneven = 2.2
  /// Of fewer features, the index spreads more widely by chance, and only from the latter value on it tells two photos apart.
  static let fewCount = 200
  static let clearlyUneven = 3.5
}

extension RecurringFeatures {
  /// - Parameters:
  ///   - otherFromOne: about; it is estimated anew from what recurs nearby. May mirror.
  ///   - scale: at which the features were found.
  /// - Returns: nil where the map can't be told, or the photos are mirrored and their descriptors can't be.
  /// - Complexity: O(features · those nearby), twice.
  package init?(of one: FeatureSet, in grid: FeatureGrid, otherFromOne: Homography, scale: WorkingScale) {
    let other = grid.features
    var (one, mirror) = (one, Homography.identity)
    if otherFromOne.areaScale(at: one.middle) < 0 {
      guard one.descriptors.kind.canBeMirrored else { return nil }
      mirror = Homography(SIMD3(-1, 0, Double(one.imageSize.width) - 1), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
      one = one.mirrored()
    }
    let unit = scale.pixelSize(of: other.imageSize)
    let search = NearbyFeatures(one, grid)
    let rough = search.features(by: otherFromOne * mirror, radius: Self.roughRadius * unit).compactMap { feature in
      feature.match.map {
        Correspondence(query: one.keypoints[feature.index].position, reference: other.keypoints[$0].position)
      }
    }
    var options = HomographyOptions()
    options.maxError = Self.radius * unit
    guard let report = HomographyEstimator(validated: options).estimate(from: rough) else { return nil }
    self.init(
      search.features(by: report.referenceFromQuery, radius: Self.radius * unit),
      by: (report.referenceFromQuery * mirror).normalized)
  }

  /// By an exact map, such as a verified model.
  ///
  /// - Parameters:
  ///   - otherFromOne: of features as they are; those of a mirror image have a map of their own.
  ///   - isCounted: whether a feature counts that reaches so far around its place in the other photo.
  /// - Complexity: O(features · those nearby).
  init(
    of one: FeatureSet, in other: FeatureSet, otherFromOne: Homography, scale: WorkingScale,
    where isCounted: (_ radius: Double, _ place: SIMD2<Double>) -> Bool
  ) {
    self.init(
      NearbyFeatures(one, FeatureGrid(other)).features(
        by: otherFromOne, radius: Self.radius * scale.pixelSize(of: other.imageSize)
      ).filter { isCounted($0.size, $0.place) }, by: otherFromOne)
  }

  /// - Parameter features: those that count.
  init(_ features: [NearbyFeatures.Feature], by otherFromOne: Homography) {
    self.otherFromOne = otherFromOne
    count = features.count
    let found = features.count { $0.match != nil }
    let share = Double(found) / Double(max(1, count))
    self.share = share
    var (groups, sum) = (0, 0.0)
    var order = features
    Self.divide(&order, 0..<count) { group in
      let expected = Double(group.count) * share
      let difference = Double(group.count { $0.match != nil }) - expected
      groups += 1
      sum += difference * difference / max(expected * (1 - share), .leastNormalMagnitude)
    }
    unevenness = found == 0 || found == count || groups < 2 ? 1 : sum / Double(groups - 1)
  }

  /// Halves the features in a range at the median along the longer side until at most ``groupSize`` are left: a k-d tree's leaves.
  ///
  /// - Parameter features: is brought into the order of the leaves.
  private static func divide(
    _ features: inout [NearbyFeatures.Feature], _ range: Range<Int>,
    _ visit: (ArraySlice<NearbyFeatures.Feature>) -> Void
  ) {
    guard range.count > groupSize else { return visit(features[range]) }
    var (least, most) = (features[range.lowerBound].place, features[range.lowerBound].place)
    for feature in features[range] {
      least = pointwiseMin(least, feature.place)
      most = pointwiseMax(most, feature.place)
    }
    let (side, other) = most.x - least.x > most.y - least.y ? (0, 1) : (1, 0)
    features[range].sort { ($0.place[side], $0.place[other]) < ($1.place[side], $1.place[other]) }
    let middle = range.lowerBound + range.count / 2
    divide(&features, range.lowerBound..<middle, visit)
    divide(&features, middle..<range.upperBound, visit)
  }

  private static let groupSize = 12
  /// In pixels at the working scale: how far a feature may be from its place by the rough map, and by the exact one.
  private static let roughRadius = 24.0
  private static let radius = 4.0
}

extension FeatureSet {
  fileprivate var middle: SIMD2<Double> { 0.5 * SIMD2(Double(imageSize.width), Double(imageSize.height)) }
}
