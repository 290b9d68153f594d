import CKernels
import Imaging
import Pyramid

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A keypoint in its level.
struct LevelKeypoint {
  let corner: fk_corner
  let response: Float
  let level: Int
  /// Radians, −π to π, clockwise in the image; 0 if upright.
  var angle: Float = 0
}

extension PyramidWorkspace.Level {
  /// The level's weight in sharing out the keypoints. Finer levels get more, since their keypoints are located more
  /// exactly. For the exponent see docs/orb.md.
  fileprivate var budgetWeight: Double { pow(Double(image.width * image.height), 0.2) }
}

extension [LevelKeypoint] {
  /// The range of each level's keypoints; `self` is sorted by level, finest first.
  func partsByLevel(_ levelCount: Int) -> [Range<Int>] {
    var start = startIndex
    return (0..<levelCount).map { level in
      let end = self[start...].firstIndex { $0.level > level } ?? endIndex
      defer { start = end }
      return start..<end
    }
  }
}

/// The steps of ``ORB`` and their working memory. Not thread-safe.
final class ORBWorkspace {
  let pyramid = PyramidWorkspace()
  private var detection = CornerDetection()
  /// Uses the cells of the shortlist. For the exponent see docs/orb.md.
  private var spread = KeypointSpread(exponent: 1.2)
  private let found = CornerList()
  private var shortlist = CornerShortlist()
  /// One per corner of the shortlist.
  private var responses: [Float] = []
  private var order: [RankKey] = []

  /// Harris' k.
  private static let harrisK: Float = 0.04

  func extract(from image: GrayImage, options: ORBOptions) throws -> FeatureSet {
    guard image.size.area > 0 else {
      return FeatureSet(imageSize: image.size, keypoints: [], descriptors: Descriptors(kind: .binary256))
    }
    return try pyramid.withPyramid(of: image, options: options.pyramid, blur: BRIEFDescriber.smoothing) { levels in
      // Level by level while pixels are read; then strongest first.
      let selected = select(in: levels, options: options)
      let descriptors = BRIEFDescriber.describe(selected, in: levels, isOriented: options.isOriented)
      let order = ranking(of: selected)
      let keypoints = order.map { index in
        keypoint(of: selected[index], in: levels[selected[index].level], isOriented: options.isOriented)
      }
      return FeatureSet(imageSize: image.size, keypoints: keypoints, descriptors: descriptors.reordered(order))
    }
  }

  /// The keypoints of all levels, level by level, with their orientations.
  func select(in levels: [PyramidWorkspace.Level], options: ORBOptions) -> [LevelKeypoint] {
    let weights = levels.map(\.budgetWeight)
    let candidates = shortlisted(in: levels, weights: weights, options: options)
    let budgets = sharedOut(
      budget: options.maxFeatures, available: candidates.map(\.corners.count), weights: weights)
    var selected: [LevelKeypoint] = []
    selected.reserveCapacity(budgets.reduce(0, +))
    for (level, candidates) in candidates.enumerated() {
      let chosen = spread.choose(
        budgets[level], of: responses[candidates.corners], cellEnds: candidates.cellEnds)
      for index in chosen {
        selected.append(LevelKeypoint(corner: shortlist.corners[index], response: responses[index], level: level))
      }
    }
    if options.isOriented { orient(&selected, in: levels) }
    return selected
  }

  /// Indices of `keypoints`, strongest first.
  private func ranking(of keypoints: [LevelKeypoint]) -> [Int] {
    order.removeAll(keepingCapacity: true)
    for (index, keypoint) in keypoints.enumerated() { order.append(RankKey(keypoint.response, index)) }
    order.sort()
    return order.map(\.index)
  }

  /// Fills the shortlist and the responses of its corners.
  ///
  /// The response is Harris & Stephens' measure (1988), by which Rublee et al. rank corners (ICCV 2011, §3.1), in the
  /// blurred level, where noise and recompression change the rank of a corner less.
  private func shortlisted(
    in levels: [PyramidWorkspace.Level], weights: [Double], options: ORBOptions
  ) -> [CornerShortlist.Level] {
    shortlist.removeAll()
    responses.removeAll(keepingCapacity: true)
    let wholeWeight = weights.reduce(0, +)
    // No photo has so many corners.
    let most = Double(min(options.maxFeatures, 1 << 32))
    return zip(levels, weights).map { level, weight in
      found.removeAll()
      detection.detect(
        in: level.image, margin: BRIEFDescriber.margin,
        thresholds: (options.cornerThreshold, options.faintCornerThreshold), into: found)
      let budget = Int(most * weight / wholeWeight)
      let candidates = shortlist.append(
        found.all, width: level.image.width, height: level.image.height, budget: budget)
      let count = candidates.corners.count
      responses.append(contentsOf: repeatElement(0, count: count))
      guard count > 0 else { return candidates }
      let image = level.blurred!
      let start = candidates.corners.lowerBound
      responses.withUnsafeMutableBufferPointer { responses in
        fk_harris(
          image.base, image.width, image.height, image.stride, shortlist.corners.baseAddress! + start, count,
          Self.harrisK, responses.baseAddress! + start)
      }
      return candidates
    }
  }

  /// Orientation by the intensity centroid (Rublee et al. 2011, §3.2), in the blurred level under a Gaussian window.
  ///
  /// - Parameter selected: level by level.
  private func orient(_ selected: inout [LevelKeypoint], in levels: [PyramidWorkspace.Level]) {
    let corners = selected.map(\.corner)
    var moments = [fk_moment](repeating: fk_moment(), count: selected.count)
    moments.withUnsafeMutableBufferPointer { moments in
      corners.withUnsafeBufferPointer { corners in
        for (level, part) in selected.partsByLevel(levels.count).enumerated() where !part.isEmpty {
          let image = levels[level].blurred!
          fk_moments(
            image.base, image.width, image.height, image.stride, corners.baseAddress! + part.lowerBound, part.count,
            moments.baseAddress! + part.lowerBound)
        }
      }
    }
    for (index, moment) in moments.enumerated() {
      selected[index].angle = atan2f(Float(moment.m01), Float(moment.m10))
    }
  }

  func keypoint(of selected: LevelKeypoint, in level: PyramidWorkspace.Level, isOriented: Bool) -> Keypoint {
    let position = level.scale.positionInBase(SIMD2(Float(selected.corner.x), Float(selected.corner.y)))
    let scale = (level.scale.pixelSize.x * level.scale.pixelSize.y).squareRoot()
    var degrees = selected.angle * (180 / .pi)
    if degrees < 0 { degrees += 360 }
    // A tiny negative angle rounds up to a full turn.
    if degrees >= 360 { degrees = 0 }
    return Keypoint(
      x: position.x, y: position.y, size: BRIEFDescriber.patchSize * scale, angle: isOriented ? degrees : -1,
      response: selected.response, level: Int32(selected.level))
  }
}

extension ORBWorkspace {
  func samplePatches(of image: GrayImage, at points: [SIMD2<Int>], options: ORBOptions) throws -> SampledPatches {
    try pyramid.withPyramid(of: image, options: options.pyramid, blur: BRIEFDescriber.smoothing) { levels in
      let unordered = select(in: levels, options: options)
      let selected = ranking(of: unordered).map { unordered[$0] }
      return SampledPatches(
        keypoints: selected.map { keypoint(of: $0, in: levels[$0.level], isOriented: options.isOriented) },
        values: BRIEFDescriber.sample(selected, in: levels, at: points))
    }
  }
}

extension Descriptors {
  /// The descriptors at `indices`, in that order.
  fileprivate func reordered(_ indices: [Int]) -> Descriptors {
    let size = kind.byteCount
    let reordered = [UInt8](unsafeUninitializedCapacity: indices.count * size) { target, count in
      bytes.withUnsafeBufferPointer { source in
        for index in indices {
          _ = target[count..<count + size].initialize(from: source[index * size..<(index + 1) * size])
          count += size
        }
      }
    }
    return Descriptors(kind: kind, bytes: reordered)
  }
}
