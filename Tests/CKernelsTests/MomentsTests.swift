import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Intensity centroids") struct MomentsTests {
    @Test("equal the scalar reference on every target", arguments: GrayBytes.Kind.allCases, [0, 1, 9])
    func randomImages(kind: GrayBytes.Kind, padding: Int) {
      for (width, height) in [(31, 31), (32, 31), (31, 40), (63, 37)] {
        let image = GrayBytes(kind, width, height, padding: padding, seed: UInt64(width + height))
        let corners = image.allCorners(margin: 15)
        let expected = image.moments(corners, usesReference: true)
        KernelTests.onEveryTarget { target in
          #expect(image.moments(corners) == expected, "\(kind) \(width) x \(height), \(target)")
        }
      }
    }

    @Test("take each pixel of cv::ORB's patch with its place, and no other")
    func patch() {
      // The columns of each row as cv::ORB makes them.
      let (radius, diagonal) = (15, 15 * 2.0.squareRoot() / 2)
      var columns = (0...radius).map { Int((Double(225 - $0 * $0)).squareRoot().rounded(.toNearestOrEven)) }
      var column = 0
      for v in stride(from: radius, through: Int(diagonal.rounded(.up)), by: -1) {
        while columns[column] == columns[column + 1] { column += 1 }
        columns[v] = column
        column += 1
      }
      KernelTests.onEveryTarget { target in
        for y in 0..<31 {
          for x in 0..<31 {
            var bytes = [UInt8](repeating: 0, count: 31 * 31)
            bytes[31 * y + x] = 255
            let (u, v) = (x - radius, y - radius)
            let expected = abs(u) <= columns[abs(v)] ? Moment(255 * u, 255 * v) : Moment(0, 0)
            #expect(GrayBytes(bytes, 31, 31).moments(Self.middle) == [expected], "(\(u), \(v)) on \(target)")
          }
        }
      }
    }

    @Test("are 0 of a symmetric patch and have the sign of a gradient")
    func signs() {
      func image(_ value: (Int, Int) -> Int) -> GrayBytes {
        GrayBytes((0..<961).map { UInt8(value($0 % 31 - 15, $0 / 31 - 15)) }, 31, 31)
      }
      KernelTests.onEveryTarget { target in
        #expect(image { _, _ in 255 }.moments(Self.middle) == [Moment(0, 0)], "\(target)")
        #expect(image { ($0 * $0 + 3 * $1 * $1) % 256 }.moments(Self.middle) == [Moment(0, 0)], "\(target)")
        let right = image { u, _ in 128 + 8 * u }.moments(Self.middle)[0]
        #expect(right.m10 > 0 && right.m01 == 0, "\(target)")
        let down = image { _, v in 128 + 8 * v }.moments(Self.middle)[0]
        #expect(down.m10 == 0 && down.m01 > 0, "\(target)")
        let extreme = image { u, v in v > 0 ? 255 : 0 }.moments(Self.middle)[0]
        #expect(extreme.m10 == 0 && extreme.m01 > 255 * 1000, "\(target)")
      }
    }

    @Test("stop the process less than 15 pixels from the border")
    func margin() async {
      await #expect(processExitsWith: .failure) { Self.measure(14, 16) }
      await #expect(processExitsWith: .failure) { Self.measure(16, 14) }
      await #expect(processExitsWith: .failure) { Self.measure(18, 16) }
      await #expect(processExitsWith: .failure) { Self.measure(16, 18) }
    }

    private static let middle = [fk_corner(x: 15, y: 15, score: 0)]

    private static func measure(_ x: UInt16, _ y: UInt16) {
      _ = GrayBytes(.noise, 33, 33, seed: 1).moments([fk_corner(x: x, y: y, score: 0)])
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
