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
  /// Radians, −π to π, clockwise as seen; 0 where upright.
  var angle: Float = 0
}

/// The steps of ``ORB`` with the memory they work in. Not to be shared between threads.
final class ORBWorkspace {
  let pyramid = PyramidWorkspace()
  private var detection = CornerDetection()
  /// Cells are those of the shortlist. The exponent: docs/conventions.md, "ORB's constants".
  private var spread = KeypointSpread(exponent: 1.2)
  var describer = BRIEFDescriber()
  private let found = CornerList()
  private var shortlist = CornerShortlist()
  /// One a corner of the shortlist.
  private var responses: [Float] = []
  private var order: [RankKey] = []

  /// Harris' k.
  private static let harrisK: Float = 0.04

  func extract(from image: GrayImage, options: ORBOptions) throws -> FeatureSet {
    guard image.size.area > 0 else {
      return FeatureSet(imageSize: image.size, keypoints: [], descriptors: Descriptors(kind: .binary256))
    }
    return try pyramid.withPyramid(of: image, options: options.pyramid, blur: BRIEFDescriber.smoothing) { levels in
      var selected = select(in: levels, options: options)
      if options.isOriented { orient(&selected, in: levels) }
      let descriptors = describer.describe(selected, in: levels, isOriented: options.isOriented)
      let keypoints = selected.map { keypoint(of: $0, in: levels[$0.level], isOriented: options.isOriented) }
      return FeatureSet(imageSize: image.size, keypoints: keypoints, descriptors: descriptors)
    }
  }

  /// The keypoints of all levels, strongest first.
  func select(in levels: [PyramidWorkspace.Level], options: ORBOptions) -> [LevelKeypoint] {
    let candidates = shortlisted(in: levels, options: options)
    let budgets = sharedOut(budget: options.maxFeatures, available: candidates.map(\.corners.count))
    var selected: [LevelKeypoint] = []
    selected.reserveCapacity(options.maxFeatures)
    for (level, candidates) in candidates.enumerated() {
      let chosen = spread.choose(
        budgets[level], of: responses[candidates.corners], cellEnds: candidates.cellEnds)
      for index in chosen {
        selected.append(LevelKeypoint(corner: shortlist.corners[index], response: responses[index], level: level))
      }
    }
    order.removeAll(keepingCapacity: true)
    for (index, keypoint) in selected.enumerated() { order.append(RankKey(keypoint.response, index)) }
    order.sort()
    return order.map { selected[$0.index] }
  }

  /// Fills the shortlist and the responses of its corners.
  ///
  /// The response is Harris & Stephens' measure (1988), as Rublee et al. rank corners (ICCV 2011, §3.1), of the blurred
  /// level: what noise and recompression make of a corner changes its rank less there.
  private func shortlisted(in levels: [PyramidWorkspace.Level], options: ORBOptions) -> [CornerShortlist.Level] {
    shortlist.removeAll()
    responses.removeAll(keepingCapacity: true)
    return levels.map { level in
      found.removeAll()
      detection.detect(
        in: level.image, margin: BRIEFDescriber.margin,
        thresholds: (options.cornerThreshold, options.faintCornerThreshold), into: found)
      let candidates = shortlist.append(
        found.all, width: level.image.width, height: level.image.height, budget: options.maxFeatures / levels.count)
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

  /// Orientation by the intensity centroid (Rublee et al. 2011, §3.2), of the blurred level.
  func orient(_ selected: inout [LevelKeypoint], in levels: [PyramidWorkspace.Level]) {
    for (index, level) in levels.enumerated() {
      let members = selected.indices.filter { selected[$0].level == index }
      guard !members.isEmpty else { continue }
      let corners = members.map { selected[$0].corner }
      var moments = [fk_moment](repeating: fk_moment(), count: members.count)
      let image = level.blurred!
      fk_moments(image.base, image.width, image.height, image.stride, corners, corners.count, &moments)
      for (member, moment) in zip(members, moments) {
        selected[member].angle = atan2f(Float(moment.m01), Float(moment.m10))
      }
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
      var selected = select(in: levels, options: options)
      if options.isOriented { orient(&selected, in: levels) }
      return SampledPatches(
        keypoints: selected.map { keypoint(of: $0, in: levels[$0.level], isOriented: options.isOriented) },
        values: describer.sample(selected, in: levels, at: points))
    }
  }
}
