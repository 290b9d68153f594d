import Features
import Geometry
import Matcher

/// Looks for the features of one photo in another where a map says that they are.
struct NearbyFeatures {
  /// A feature of the one photo.
  struct Feature {
    let index: Int
    /// Its place in the other photo, in pixels.
    let place: SIMD2<Double>
    /// The other's feature there whose descriptor is nearest; nil where none is like it.
    let match: Int?
  }

  private let one: FeatureSet
  private let other: FeatureSet
  /// The other's features from left to right, and where these are.
  private let order: [Int]
  private let places: [SIMD2<Double>]

  init(_ one: FeatureSet, _ other: FeatureSet) {
    self.one = one
    self.other = other
    order = other.keypoints.indices.sorted { (other.keypoints[$0].x, $0) < (other.keypoints[$1].x, $1) }
    places = order.map { other.keypoints[$0].position }
  }

  /// The features of the one photo at whose places the other has any of their size.
  ///
  /// - Parameter radius: how far these may be from the places, in pixels of the other photo.
  /// - Complexity: O(features · log(features)), and O(bytes of a descriptor) for each two that are near.
  func features(by otherFromOne: Homography, radius: Double) -> [Feature] {
    one.keypoints.indices.compactMap { index in
      let keypoint = one.keypoints[index]
      let place = otherFromOne(keypoint.position)
      let size = Double(keypoint.size) * abs(otherFromOne.areaScale(at: keypoint.position)).squareRoot()
      guard place.x.isFinite, place.y.isFinite, size > 0 else { return nil }
      var isThere = false
      var best: (distance: UInt32, index: Int)?
      for rank in firstRank(from: place.x - radius)..<order.count {
        let offset = places[rank] - place
        if offset.x > radius { break }
        let candidate = order[rank]
        guard offset.x * offset.x + offset.y * offset.y <= radius * radius,
          Self.sizeRatios.contains(Double(other.keypoints[candidate].size) / size)
        else { continue }
        isThere = true
        let distance = descriptorDistance(index, candidate)
        if distance <= Self.farthest(one.descriptors.kind), distance < best?.distance ?? .max {
          best = (distance, candidate)
        }
      }
      return isThere ? Feature(index: index, place: place, match: best?.index) : nil
    }
  }

  /// The first of ``places`` that isn't left of `x`.
  private func firstRank(from x: Double) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle].x < x { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Bits that differ, or the squared distance of histograms.
  private func descriptorDistance(_ index: Int, _ otherIndex: Int) -> UInt32 {
    one.descriptors.bytes.withUnsafeBytes { a in
      other.descriptors.bytes.withUnsafeBytes { b in
        switch one.descriptors.kind {
        case .binary256:
          let x = a.loadUnaligned(fromByteOffset: 32 * index, as: SIMD4<UInt64>.self)
          let y = b.loadUnaligned(fromByteOffset: 32 * otherIndex, as: SIMD4<UInt64>.self)
          return UInt32((x ^ y).nonzeroBitCount.wrappedSum())
        case .histogram128:
          var squares = SIMD16<UInt32>.zero
          for part in stride(from: 0, to: 128, by: 16) {
            let x = a.loadUnaligned(fromByteOffset: 128 * index + part, as: SIMD16<UInt8>.self)
            let y = b.loadUnaligned(fromByteOffset: 128 * otherIndex + part, as: SIMD16<UInt8>.self)
            let difference = SIMD16<Int32>(truncatingIfNeeded: x) &- SIMD16<Int32>(truncatingIfNeeded: y)
            squares &+= SIMD16<UInt32>(truncatingIfNeeded: difference &* difference)
          }
          return squares.wrappedSum()
        }
      }
    }
  }

  /// The largest distance of descriptors of one place in two versions of a photo.
  private static func farthest(_ kind: DescriptorKind) -> UInt32 {
    switch kind {
    case .binary256: 64
    case .histogram128: 70_000
    }
  }

  private static let sizeRatios = 0.7...1.43
}
