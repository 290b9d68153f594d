import CKernels
import Pyramid

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Rotated BRIEF: 256 comparisons of smoothed pixels around a keypoint, turned with its orientation.
///
/// Calonder et al., "BRIEF: binary robust independent elementary features", ECCV 2010; turned as by Rublee et al. 2011,
/// §4.1, in steps of 360°/``orientationCount``. Levels are smoothed by a Gaussian first, in place of BRIEF's box means.
struct BRIEFDescriber {
  /// Diameter in pixels of the patch that is described.
  static let patchSize: Float = 31
  /// Fewest pixels between a keypoint and the border of its level: turned tests reach one pixel beyond their radius of
  /// 15 by rounding, and the orientation's patch has radius 15.
  static let margin = 17
  static let orientationCount = 64
  static let smoothing = GaussianBlur(sigma: 1.4, radius: 3)

  /// Tests of all orientations: [orientation][256][x1, y1, x2, y2].
  private static let turnedPatterns: [Int8] = (0..<orientationCount).flatMap { index in
    let (c, s) = turn(index)
    let coordinates = BRIEFPattern.coordinates
    return stride(from: 0, to: coordinates.count, by: 2).flatMap { index in
      let (x, y) = turned(Double(coordinates[index]), Double(coordinates[index + 1]), c, s)
      return [x, y]
    }
  }

  /// Offsets of the tests' pixels, which the kernel fills for the orientations that occur.
  private var offsets: [Int64] = []

  /// The descriptors of `keypoints`, in their order.
  ///
  /// - Parameters:
  ///   - keypoints: level by level, finest first, at least ``margin`` pixels from the border of their level.
  ///   - levels: blurred; their blurred rows all have one stride, so that the offsets serve all levels.
  mutating func describe(
    _ keypoints: [LevelKeypoint], in levels: [PyramidWorkspace.Level], isOriented: Bool
  ) -> Descriptors {
    guard !keypoints.isEmpty else { return Descriptors(kind: .binary256) }
    let orientationCount = isOriented ? Self.orientationCount : 1
    offsets.reserve(fk_brief256_scratch_size(orientationCount))
    let byteCount = DescriptorKind.binary256.byteCount
    let bytes = [UInt8](unsafeUninitializedCapacity: keypoints.count * byteCount) { buffer, initialized in
      for strip in Strip.all(of: levels) {
        let start = initialized / byteCount
        let end = keypoints[start...].firstIndex { $0.level >= strip.levels.upperBound } ?? keypoints.endIndex
        let corners = keypoints[start..<end].map(strip.corner)
        let orientations = keypoints[start..<end].map { isOriented ? Self.orientation($0.angle) : 0 }
        fk_brief256(
          strip.base, strip.stride, strip.height, strip.stride, corners, orientations, corners.count,
          Self.turnedPatterns, orientationCount, Self.margin, &offsets, offsets.count,
          buffer.baseAddress! + initialized)
        initialized = end * byteCount
      }
    }
    return Descriptors(kind: .binary256, bytes: bytes)
  }

  /// Pixels around each of `keypoints`, as its tests read them: [keypoint][point].
  func sample(
    _ keypoints: [LevelKeypoint], in levels: [PyramidWorkspace.Level], at points: [SIMD2<Int>]
  ) -> [UInt8] {
    keypoints.flatMap { keypoint in
      let (c, s) = Self.turn(Int(Self.orientation(keypoint.angle)))
      let image = levels[keypoint.level].blurred!
      return points.map { point in
        let (x, y) = Self.turned(Double(point.x), Double(point.y), c, s)
        return image[Int(keypoint.corner.x) + Int(x), Int(keypoint.corner.y) + Int(y)]
      }
    }
  }

  /// Index of the orientation nearest to an angle in radians, −π to π.
  private static func orientation(_ angle: Float) -> UInt16 {
    let steps = Int((angle * (Float(orientationCount) / (2 * .pi))).rounded())
    return UInt16((steps + orientationCount) % orientationCount)
  }

  private static func turn(_ orientation: Int) -> (cos: Double, sin: Double) {
    let angle = Double(orientation) * 2 * .pi / Double(orientationCount)
    return (cos(angle), sin(angle))
  }

  private static func turned(_ x: Double, _ y: Double, _ c: Double, _ s: Double) -> (Int8, Int8) {
    (Int8((c * x - s * y).rounded()), Int8((s * x + c * y).rounded()))
  }
}

/// Blurred levels that lie below one another in memory, seen as one image.
private struct Strip {
  let levels: Range<Int>
  let base: UnsafePointer<UInt8>
  let height: Int
  let stride: Int
  /// The first row of each of `levels`.
  private let tops: [Int]

  func corner(of keypoint: LevelKeypoint) -> fk_corner {
    let y = tops[keypoint.level - levels.lowerBound] + Int(keypoint.corner.y)
    return fk_corner(x: keypoint.corner.x, y: UInt16(y), score: 0)
  }

  /// As few strips as the kernel's limit on the height allows: one, but for enormous images.
  static func all(of levels: [PyramidWorkspace.Level]) -> [Strip] {
    var strips: [Strip] = []
    var first = 0
    while first < levels.count {
      let start = levels[first].blurred!
      var tops: [Int] = []
      var (end, height) = (first, 0)
      while end < levels.count {
        let image = levels[end].blurred!
        precondition(image.stride == start.stride, "levels of different strides")
        let top = (image.base - start.base) / start.stride
        guard end == first || top + image.height <= FK_MAX_CORNER_SIDE else { break }
        tops.append(top)
        height = top + image.height
        end += 1
      }
      strips.append(
        Strip(levels: first..<end, base: start.base, height: height, stride: start.stride, tops: tops))
      first = end
    }
    return strips
  }

  private init(levels: Range<Int>, base: UnsafePointer<UInt8>, height: Int, stride: Int, tops: [Int]) {
    (self.levels, self.base, self.height, self.stride, self.tops) = (levels, base, height, stride, tops)
  }
}

extension [Int64] {
  fileprivate mutating func reserve(_ wanted: Int) {
    if count < wanted { self = [Int64](repeating: 0, count: wanted) }
  }
}
