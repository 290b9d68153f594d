import CKernels
import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Intensity centroids") struct MomentsTests {
    @Test("equal the scalar reference on every target", arguments: GrayBytes.Kind.allCases, [0, 1, 9])
    func randomImages(kind: GrayBytes.Kind, padding: Int) {
      for (width, height) in [(33, 33), (34, 33), (33, 42), (65, 39)] {
        let image = GrayBytes(kind, width, height, padding: padding, seed: UInt64(width + height))
        let corners = image.allCorners(margin: 16)
        let expected = image.moments(corners, usesReference: true)
        KernelTests.onEveryTarget { target in
          #expect(image.moments(corners) == expected, "\(kind) \(width) x \(height), \(target)")
        }
      }
    }

    @Test("weigh each pixel of 31 x 31 by its place and a Gaussian window of sigma 6, and no other")
    func patch() {
      func weight(_ u: Int) -> Int { Int((90 * exp(-Double(u * u) / 72)).rounded()) }
      KernelTests.onEveryTarget { target in
        for y in 0..<33 {
          for x in 0..<33 {
            var bytes = [UInt8](repeating: 0, count: 33 * 33)
            bytes[33 * y + x] = 255
            let (u, v) = (x - 16, y - 16)
            let value = max(abs(u), abs(v)) <= 15 ? 255 * weight(u) * weight(v) : 0
            #expect(
              GrayBytes(bytes, 33, 33).moments(Self.middle) == [Moment(value * u, value * v)],
              "(\(u), \(v)) on \(target)")
          }
        }
      }
    }

    @Test("hold the greatest sums there are")
    func extremes() {
      for sign in [-1, 1] {
        let image = GrayBytes((0..<33 * 33).map { sign * ($0 % 33 - 16) > 0 ? 255 : 0 }, 33, 33)
        let expected = image.moments(Self.middle, usesReference: true)
        #expect(expected[0].m10.signum() == sign && abs(expected[0].m10) > 1_000_000_000 && expected[0].m01 == 0)
        KernelTests.onEveryTarget { target in
          #expect(image.moments(Self.middle) == expected, "\(target)")
        }
      }
    }

    @Test("are 0 of a symmetric patch and have the sign of a gradient")
    func signs() {
      func image(_ value: (Int, Int) -> Int) -> GrayBytes {
        GrayBytes((0..<33 * 33).map { UInt8(value($0 % 33 - 16, $0 / 33 - 16)) }, 33, 33)
      }
      KernelTests.onEveryTarget { target in
        #expect(image { _, _ in 255 }.moments(Self.middle) == [Moment(0, 0)], "\(target)")
        #expect(image { ($0 * $0 + 3 * $1 * $1) % 256 }.moments(Self.middle) == [Moment(0, 0)], "\(target)")
        let right = image { u, _ in 128 + 7 * u }.moments(Self.middle)[0]
        #expect(right.m10 > 0 && right.m01 == 0, "\(target)")
        let down = image { _, v in 128 + 7 * v }.moments(Self.middle)[0]
        #expect(down.m10 == 0 && down.m01 > 0, "\(target)")
        let extreme = image { u, v in v > 0 ? 255 : 0 }.moments(Self.middle)[0]
        #expect(extreme.m10 == 0 && extreme.m01 > 1_000_000_000, "\(target)")
      }
    }

    @Test("stop the process less than 16 pixels from the border")
    func margin() async {
      await #expect(processExitsWith: .failure) { Self.measure(15, 17) }
      await #expect(processExitsWith: .failure) { Self.measure(17, 15) }
      await #expect(processExitsWith: .failure) { Self.measure(19, 17) }
      await #expect(processExitsWith: .failure) { Self.measure(17, 19) }
    }

    private static let middle = [fk_corner(x: 16, y: 16, score: 0)]

    private static func measure(_ x: UInt16, _ y: UInt16) {
      _ = GrayBytes(.noise, 35, 35, seed: 1).moments([fk_corner(x: x, y: y, score: 0)])
    }
  }
}

/// A comparable `fk_moment`.
private struct Moment: Equatable {
  let m10, m01: Int

  init(_ m10: Int, _ m01: Int) { (self.m10, self.m01) = (m10, m01) }
}

extension GrayBytes {
  fileprivate func moments(_ corners: [fk_corner], usesReference: Bool = false) -> [Moment] {
    let measure = usesReference ? fk_moments_reference : fk_moments
    var moments = [fk_moment](repeating: fk_moment(), count: corners.count)
    measure(pixels, width, height, stride, corners, corners.count, &moments)
    return moments.map { Moment(Int($0.m10), Int($0.m01)) }
  }
}
