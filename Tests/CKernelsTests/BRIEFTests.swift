import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("BRIEF-256") struct BRIEFTests {
    private static let margin = Int(FK_BRIEF_MARGIN)
    private static let reach = Int(FK_BRIEF_REACH)
    private static let side = 2 * margin + 1

    @Test("equals the plain reference on every target", arguments: GrayBytes.Kind.allCases, [1, 13, reach])
    func randomImages(kind: GrayBytes.Kind, reach: Int) {
      let side = Self.side
      for (width, height, padding) in [(side, side, 0), (side + 4, side, 3), (side + 17, side + 9, 1)] {
        let image = GrayBytes(kind, width, height, padding: padding, seed: UInt64(width))
        var generator = SeededGenerator(seed: UInt64(reach))
        let corners = image.allCorners(margin: Self.margin)
        let patterns = (0..<5 * 1024).map { _ in
          Int8(clamping: Int(generator.next() % UInt64(2 * reach + 1)) - reach)
        }
        let orientations = corners.map { _ in UInt16(generator.next() % 5) }
        let expected = image.describe(corners, orientations, patterns, usesReference: true)
        KernelTests.onEveryTarget { target in
          let found = image.describe(corners, orientations, patterns)
          #expect(found == expected, "\(kind) \(width) x \(height), \(target)")
        }
      }
    }

    @Test("writes test i to bit i % 8 of byte i / 8, and equal pixels as 0", arguments: 0..<256)
    func bits(test: Int) {
      // Each pixel is brighter than those on its left and above.
      let image = GrayBytes(
        (0..<Self.side * Self.side).map { UInt8(3 * ($0 % Self.side + $0 / Self.side)) }, Self.side, Self.side)
      // The pixel against itself, and one test against the place on its right; then all the other way round.
      var patterns = [Int8](repeating: 0, count: 2 * 1024)
      patterns[4 * test + 2] = 1
      for i in 0..<256 { patterns[1024 + 4 * i + 3] = 1 }
      patterns.replaceSubrange((1024 + 4 * test)..<(1024 + 4 * test + 4), with: [0, 0, -1, -1])
      var expected = [UInt8](repeating: 0, count: 32)
      expected[test / 8] = 1 << (test % 8)
      #expect(image.describe([Self.middle, Self.middle], [0, 1], patterns) == expected + expected.map { ~$0 })
    }

    @Test("takes the rounded mean of the pixels around a place between them", arguments: 0...255)
    func halves(seed: Int) {
      var generator = SeededGenerator(seed: UInt64(seed))
      let image = GrayBytes(.noise, Self.side, Self.side, seed: UInt64(seed))
      let (x, y) = (Int.random(in: -30...30, using: &generator), Int.random(in: -30...30, using: &generator))
      func pixels(_ position: Int) -> [Int] {
        position % 2 == 0 ? [position / 2] : [(position - 1) / 2, (position + 1) / 2]
      }
      // The places at and beside (x, y), which are one or two pixels a direction.
      let values = pixels(2 * Self.margin + y).flatMap { row in
        pixels(2 * Self.margin + x).map { column in Int(image.pixels[row * image.stride + column]) }
      }
      let mean = (2 * values.reduce(0, +) + values.count) / (2 * values.count)
      // Against each pixel of the image's diagonal.
      var patterns = [Int8](repeating: 0, count: 1024)
      for i in -15...15 {
        patterns.replaceSubrange(
          (4 * (i + 15))..<(4 * (i + 15) + 4), with: [Int8(x), Int8(y), Int8(2 * i), Int8(2 * i)])
      }
      KernelTests.onEveryTarget { target in
        let found = image.describe([Self.middle], [0], patterns)
        for i in 0...30 {
          let other = Int(image.pixels[(i + 1) * (image.stride + 1)])
          #expect((found[i / 8] >> (i % 8) & 1 == 1) == (mean < other), "(\(x), \(y)), seed \(seed), \(target)")
        }
      }
    }

    @Test("stops the process where a pixel outside of the image would be read")
    func preconditions() async {
      await #expect(processExitsWith: .failure) { Self.describe(x: 15, orientation: 0, reach: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 18, orientation: 0, reach: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 16, orientation: 0, reach: 31) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 16, orientation: 0, reach: -31) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 16, orientation: 1, reach: 2) }
    }

    @Test("accepts what the process is not stopped for")
    func preconditionsHold() {
      Self.describe(x: 16, orientation: 0, reach: 30)
      Self.describe(x: 17, orientation: 0, reach: -30)
    }

    private static let middle = fk_corner(x: UInt16(margin), y: UInt16(margin), score: 0)

    private static func describe(x: UInt16, orientation: UInt16, reach: Int8) {
      let image = GrayBytes(.noise, side + 1, side, seed: 1)
      let patterns = [Int8](repeating: 0, count: 1023) + [reach]
      _ = image.describe([fk_corner(x: x, y: UInt16(margin), score: 0)], [orientation], patterns)
    }
  }
}

extension GrayBytes {
  fileprivate func describe(
    _ corners: [fk_corner], _ orientations: [UInt16], _ patterns: [Int8], usesReference: Bool = false
  ) -> [UInt8] {
    let (count, orientationCount) = (corners.count, patterns.count / 1024)
    var descriptors = [UInt8](repeating: 0xAA, count: 32 * count)
    if usesReference {
      fk_brief256_reference(
        pixels, width, height, stride, corners, orientations, count, patterns, orientationCount, &descriptors)
      return descriptors
    }
    var tests = [fk_brief_test](repeating: fk_brief_test(), count: orientationCount * 256)
    fk_brief256_tests(patterns, orientationCount, &tests)
    let output = GuardedBytes(descriptors)
    fk_brief256(
      pixels, width, height, stride, corners, orientations, count, tests, orientationCount, output.start)
    return withExtendedLifetime(output) { Array(UnsafeBufferPointer(start: output.start, count: output.count)) }
  }
}
