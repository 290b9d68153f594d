import Features
import Geometry

/// Looks for the features of one photo in another where a map says that they are.
struct NearbyFeatures {
  /// A feature of the one photo.
  struct Feature {
    let index: Int
    /// Its place in the other photo, in pixels.
    let place: SIMD2<Double>
    /// Its size there, in pixels.
    let size: Double
    /// The other's feature there whose descriptor is nearest; nil where none is like it.
    let match: Int?
  }

  private let one: FeatureSet
  private let grid: FeatureGrid
  private var other: FeatureSet { grid.features }

  init(_ one: FeatureSet, _ other: FeatureGrid) {
    self.one = one
    grid = other
  }

  /// The features of the one photo at whose places the other has any of their size.
  ///
  /// - Parameter radius: how far these may be from the places, in pixels of the other photo.
  /// - Complexity: O(features), and O(bytes of a descriptor) for each two that are near.
  func features(by otherFromOne: Homography, radius: Double) -> [Feature] {
    let farthest = Self.farthest(one.descriptors.kind)
    return one.keypoints.indices.compactMap { index in
      let keypoint = one.keypoints[index]
      let place = otherFromOne(keypoint.position)
      let size = Double(keypoint.size) * abs(otherFromOne.areaScale(at: keypoint.position)).squareRoot()
      guard place.x.isFinite, place.y.isFinite, size > 0 else { return nil }
      var isThere = false
      var best: (distance: UInt32, index: Int)?
      grid.forEach(within: radius, of: place) { candidate in
        guard Self.sizeRatios.contains(Double(other.keypoints[candidate].size) / size) else { return }
        isThere = true
        let distance = descriptorDistance(index, candidate)
        guard distance <= farthest else { return }
        // Of equal distances, that of the lower number.
        if let best, (best.distance, best.index) <= (distance, candidate) { return }
        best = (distance, candidate)
      }
      return isThere ? Feature(index: index, place: place, size: size, match: best?.index) : nil
    }
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
