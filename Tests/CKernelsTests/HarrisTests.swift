import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("Harris' response") struct HarrisTests {
    @Test("equals the scalar reference on every target", arguments: GrayBytes.Kind.allCases, [0, 1, 7])
    func randomImages(kind: GrayBytes.Kind, padding: Int) {
      for (width, height) in [(9, 9), (10, 9), (9, 14), (31, 17), (64, 20)] {
        let image = GrayBytes(kind, width, height, padding: padding, seed: UInt64(width + height))
        let corners = image.allCorners(margin: 4)
        let expected = image.responses(corners, usesReference: true)
        KernelTests.onEveryTarget { target in
          let found = image.responses(corners)
          #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(kind) \(width) x \(height), \(target)")
        }
      }
    }

    @Test("equals the definition")
    func definition() {
      let image = GrayBytes(.noise, 40, 13, padding: 2, seed: 3)
      let corners = image.allCorners(margin: 4)
      let expected = corners.map { image.definition(Int($0.x), Int($0.y), k: 0.04) }
      KernelTests.onEveryTarget { target in
        for (found, expected) in zip(image.responses(corners), expected) {
          #expect(abs(Double(found) - expected) <= 1e-7 * abs(expected) + 1e-12, "\(target)")
        }
      }
    }

    @Test("is positive at a corner, negative on an edge, 0 where all is flat")
    func kinds() {
      let flat = GrayBytes((0..<121).map { _ in 255 }, 11, 11)
      let edge = GrayBytes((0..<121).map { $0 % 11 < 5 ? 0 : 255 }, 11, 11)
      let corner = GrayBytes((0..<121).map { $0 % 11 < 5 && $0 / 11 < 5 ? 0 : 255 }, 11, 11)
      let middle = [fk_corner(x: 5, y: 5, score: 0)]
      KernelTests.onEveryTarget { target in
        #expect(flat.responses(middle) == [0], "\(target)")
        #expect(edge.responses(middle)[0] < 0, "\(target)")
        #expect(corner.responses(middle)[0] > 0, "\(target)")
      }
    }

    @Test("stops the process less than 4 pixels from the border")
    func margin() async {
      await #expect(processExitsWith: .failure) { Self.respond(3, 5) }
      await #expect(processExitsWith: .failure) { Self.respond(5, 3) }
      await #expect(processExitsWith: .failure) { Self.respond(7, 5) }
      await #expect(processExitsWith: .failure) { Self.respond(5, 7) }
    }

    private static func respond(_ x: UInt16, _ y: UInt16) {
      _ = GrayBytes(.noise, 11, 11, seed: 1).responses([fk_corner(x: x, y: y, score: 0)])
    }
  }
}

extension GrayBytes {
  fileprivate func responses(_ corners: [fk_corner], usesReference: Bool = false) -> [Float] {
    let respond = usesReference ? fk_harris_reference : fk_harris
    return [Float](unsafeUninitializedCapacity: corners.count) { buffer, count in
      respond(pixels, width, height, stride, corners, corners.count, 0.04, buffer.baseAddress)
      count = corners.count
    }
  }

  /// As cv::ORB writes it down, in double.
  fileprivate func definition(_ x: Int, _ y: Int, k: Double) -> Double {
    func at(_ dx: Int, _ dy: Int) -> Double { Double(pixels[(y + dy) * stride + x + dx]) }
    let sobel = [(-1, 1.0), (0, 2.0), (1, 1.0)]
    var (a, b, c) = (0.0, 0.0, 0.0)
    for v in -3...3 {
      for u in -3...3 {
        let ix = sobel.map { $1 * (at(u + 1, v + $0) - at(u - 1, v + $0)) }.reduce(0, +)
        let iy = sobel.map { $1 * (at(u + $0, v + 1) - at(u + $0, v - 1)) }.reduce(0, +)
        a += ix * ix
        b += iy * iy
        c += ix * iy
      }
    }
    let scale = 1.0 / (4 * 7 * 255)
    return (a * b - c * c - k * (a + b) * (a + b)) * scale * scale * scale * scale
  }
}
