import Features
import Geometry
import Imaging
import Photos

/// Patches of keypoints and the same patches in altered copies of their photos.
struct PatchPairs {
  private(set) var count = 0
  /// Smoothed pixels point by point: [point][pair].
  private(set) var first: [[UInt8]]
  private(set) var second: [[UInt8]]
  /// Of each patch of the first list another keypoint's of the second, from the same copy of the same photo: what a match
  /// is to be told from.
  private(set) var strangers: [Int] = []

  init(
    photos: [ImageEntry], points: [SIMD2<Int>], maxPairs: Int, using generator: inout SplitMix64
  ) throws {
    first = points.map { _ in [] }
    second = points.map { _ in [] }
    let extractor = try ORB()
    let share = maxPairs / (photos.count * Alteration.all.count)
    for entry in photos {
      let photo = try GrayImage(contentsOf: entry.path)
      let original = try extractor.samplePatches(of: photo, at: points)
      for alteration in Alteration.all {
        let (copy, copyFromPhoto) = try alteration.applied(to: photo, using: &generator)
        let altered = try extractor.samplePatches(of: copy, at: points)
        var pairs = Self.pairs(original.keypoints, altered.keypoints, copyFromPhoto)
        pairs.shuffle(using: &generator)
        pairs.removeLast(max(0, pairs.count - share))
        guard pairs.count > 1 else { continue }
        strangers += pairs.indices.map { count + ($0 + 1) % pairs.count }
        for (a, b) in pairs {
          for point in points.indices {
            first[point].append(original.values[a * points.count + point])
            second[point].append(altered.values[b * points.count + point])
          }
        }
        count += pairs.count
      }
    }
  }

  /// Keypoints found again: within 2 pixels of their level and a fifth of their size, nearest first, one-to-one.
  private static func pairs(
    _ originals: [Keypoint], _ copies: [Keypoint], _ copyFromPhoto: Homography
  ) -> [(Int, Int)] {
    var found: [(distance: Double, original: Int, copy: Int)] = []
    for (i, original) in originals.enumerated() {
      let place = copyFromPhoto(SIMD2(Double(original.x), Double(original.y)))
      let scale = copyFromPhoto.areaScale(at: SIMD2(Double(original.x), Double(original.y))).squareRoot()
      for (j, copy) in copies.enumerated() {
        let offset = SIMD2(Double(copy.x), Double(copy.y)) - place
        let distance = (offset * offset).sum().squareRoot() / (Double(copy.size) / 31)
        let ratio = Double(copy.size) / (Double(original.size) * scale)
        if distance <= 2, (0.8...1.25).contains(ratio) { found.append((distance, i, j)) }
      }
    }
    found.sort { ($0.distance, $0.original, $0.copy) < ($1.distance, $1.original, $1.copy) }
    var (usedOriginals, usedCopies): (Set<Int>, Set<Int>) = ([], [])
    return found.compactMap { entry in
      guard !usedOriginals.contains(entry.original), !usedCopies.contains(entry.copy) else { return nil }
      usedOriginals.insert(entry.original)
      usedCopies.insert(entry.copy)
      return (entry.original, entry.copy)
    }
  }
}
