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
    /// The other's feature of the nearest descriptor there; nil where none is near.
    let match: Int?
  }

  private let one: FeatureSet
  private let other: FeatureSet
  /// The other's features from left to right.
  private let order: [Int]
  private let sizes: ClosedRange<Double>

  init(_ one: FeatureSet, _ other: FeatureSet) {
    self.one = one
    self.other = other
    order = other.keypoints.indices.sorted { (other.keypoints[$0].x, $0) < (other.keypoints[$1].x, $1) }
    let found = other.keypoints.map { Double($0.size) }
    sizes = 0.9 * (found.min() ?? 0)...1.1 * (found.max() ?? 0)
  }

  /// The features of the one photo that the other could have: of a size that it has, and where it has at least two.
  ///
  /// - Parameters:
  ///   - radius: how far a feature may be from its place, in pixels of the other photo.
  ///   - surround: how far the two may be; `radius` if nil.
  /// - Complexity: O(features · log(features)), and O(bytes of a descriptor) for each two that are near.
  func features(by otherFromOne: Homography, radius: Double, around surround: Double? = nil) -> [Feature] {
    let reach = max(radius, surround ?? 0)
    return one.keypoints.indices.compactMap { index in
      let keypoint = one.keypoints[index]
      let place = otherFromOne(keypoint.position)
      let size = Double(keypoint.size) * abs(otherFromOne.areaScale(at: keypoint.position)).squareRoot()
      guard place.x.isFinite, place.y.isFinite, sizes.contains(size) else { return nil }
      var around = 0
      var best: (distance: UInt32, index: Int)?
      for candidate in order[firstOrder(from: place.x - reach)...] {
        let found = other.keypoints[candidate]
        let offset = found.position - place
        if offset.x > reach { break }
        let distance = (offset.x * offset.x + offset.y * offset.y).squareRoot()
        guard distance <= reach else { continue }
        around += 1
        guard distance <= radius, Self.sizeRatios.contains(Double(found.size) / size) else { continue }
        let apart = descriptorDistance(index, candidate)
        if apart <= Self.farthest(one.descriptors.kind), apart < best?.distance ?? .max { best = (apart, candidate) }
      }
      guard around >= 2 else { return nil }
      return Feature(index: index, place: place, match: best?.index)
    }
  }

  /// The first place in `order` of a feature that isn't left of `x`.
  private func firstOrder(from x: Double) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if Double(other.keypoints[order[middle]].x) < x { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func descriptorDistance(_ index: Int, _ otherIndex: Int) -> UInt32 {
    let length = one.descriptors.kind.byteCount
    return one.descriptors.bytes.withUnsafeBufferPointer { a in
      other.descriptors.bytes.withUnsafeBufferPointer { b in
        var sum: UInt32 = 0
        for byte in 0..<length {
          let (x, y) = (a[index * length + byte], b[otherIndex * length + byte])
          switch one.descriptors.kind {
          case .binary256: sum += UInt32((x ^ y).nonzeroBitCount)
          case .histogram128:
            let difference = Int32(x) - Int32(y)
            sum += UInt32(difference * difference)
          }
        }
        return sum
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
