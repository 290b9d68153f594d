import CKernels
import Pyramid

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Rotated BRIEF: 256 comparisons of smoothed pixels around a keypoint, rotated by its orientation.
///
/// Calonder et al., "BRIEF: binary robust independent elementary features", ECCV 2010; rotated as by Rublee et al.
/// 2011, §4.1, but in ``orientationCount`` steps instead of 30, and rounded to half instead of whole pixels. Levels are
/// first smoothed by a Gaussian, instead of BRIEF's box filter.
enum BRIEFDescriber {
  /// Diameter of the described patch in pixels.
  static let patchSize: Float = 31
  /// Fewest pixels between a keypoint and the border of its level.
  static let margin = Int(max(FK_BRIEF_MARGIN, FK_MOMENTS_MARGIN))
  static let orientationCount = 128
  static let smoothing = GaussianBlur(sigma: 1.4, radius: 3)

  /// The tests for all orientations: [orientation][256].
  private static let turnedTests: [fk_brief_test] = {
    let coordinates = BRIEFPattern.coordinates
    let patterns = (0..<orientationCount).flatMap { orientation in
      let turn = Turn(orientation)
      return stride(from: 0, to: coordinates.count, by: 2).flatMap { index in
        let place = turn.halfPixels(SIMD2(Int(coordinates[index]), Int(coordinates[index + 1])))
        return [Int8(place.x), Int8(place.y)]
      }
    }
    var tests = [fk_brief_test](repeating: fk_brief_test(), count: patterns.count / 4)
    fk_brief256_tests(patterns, orientationCount, &tests)
    return tests
  }()

  /// The descriptors of `keypoints`, in order.
  ///
  /// - Parameters:
  ///   - keypoints: level by level, finest first, at least ``margin`` pixels from the border of their level.
  ///   - levels: blurred.
  static func describe(
    _ keypoints: [LevelKeypoint], in levels: [PyramidWorkspace.Level], isOriented: Bool
  ) -> Descriptors {
    let byteCount = DescriptorKind.binary256.byteCount
    let corners = keypoints.map(\.corner)
    let orientations = keypoints.map { isOriented ? UInt16(orientation($0.angle)) : 0 }
    let bytes = [UInt8](unsafeUninitializedCapacity: keypoints.count * byteCount) { buffer, initialized in
      for (level, part) in keypoints.partsByLevel(levels.count).enumerated() where !part.isEmpty {
        let image = levels[level].blurred!
        corners.withUnsafeBufferPointer { corners in
          orientations.withUnsafeBufferPointer { orientations in
            fk_brief256(
              image.base, image.width, image.height, image.stride, corners.baseAddress! + part.lowerBound,
              orientations.baseAddress! + part.lowerBound, part.count, turnedTests, orientationCount,
              buffer.baseAddress! + part.lowerBound * byteCount)
          }
        }
      }
      initialized = keypoints.count * byteCount
    }
    return Descriptors(kind: .binary256, bytes: bytes)
  }

  /// Pixels around each of `keypoints`, as the tests read them: [keypoint][point].
  static func sample(
    _ keypoints: [LevelKeypoint], in levels: [PyramidWorkspace.Level], at points: [SIMD2<Int>]
  ) -> [UInt8] {
    keypoints.flatMap { keypoint in
      let image = levels[keypoint.level].blurred!
      let center = SIMD2(Int(keypoint.corner.x), Int(keypoint.corner.y))
      let turn = Turn(orientation(keypoint.angle))
      return points.map { point in
        let place = 2 &* center &+ turn.halfPixels(point)
        let (x, y) = (place.x / 2, place.y / 2)
        let (right, below) = (x + place.x % 2, y + place.y % 2)
        let sum = Int(image[x, y]) + Int(image[right, y]) + Int(image[x, below]) + Int(image[right, below])
        return UInt8((sum + 2) / 4)
      }
    }
  }

  /// Index of the orientation nearest to an angle in radians, −π to π.
  private static func orientation(_ angle: Float) -> Int {
    let steps = Int((angle * (Float(orientationCount) / (2 * .pi))).rounded())
    return (steps + orientationCount) % orientationCount
  }

  /// A rotation by one of the orientations.
  private struct Turn {
    private let c, s: Double

    init(_ orientation: Int) {
      let angle = Double(orientation) * 2 * .pi / Double(orientationCount)
      (c, s) = (cos(angle), sin(angle))
    }

    /// A position in pixels from the keypoint, rotated, in half pixels.
    func halfPixels(_ place: SIMD2<Int>) -> SIMD2<Int> {
      let (x, y) = (Double(place.x), Double(place.y))
      return SIMD2(Int((2 * (c * x - s * y)).rounded()), Int((2 * (s * x + c * y)).rounded()))
    }
  }
}
