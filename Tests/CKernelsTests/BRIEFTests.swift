import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("BRIEF-256") struct BRIEFTests {
    // Patches of up to 16 pixels to a side are held in registers where the target can, if the margin allows it.
    @Test(
      "equals the plain reference on every target", arguments: GrayBytes.Kind.allCases,
      [(0, 0), (1, 1), (13, 13), (15, 15), (16, 15), (17, 15), (17, 16), (128, 128)])
    func randomImages(kind: GrayBytes.Kind, extent: (margin: Int, reach: Int)) {
      let (margin, reach) = extent
      let side = 2 * margin + 1
      for (width, height, padding) in [(side, side, 0), (side + 4, side, 3), (side + 17, side + 9, 1)] {
        let image = GrayBytes(kind, width, height, padding: padding, seed: UInt64(width))
        var generator = SeededGenerator(seed: UInt64(margin))
        let corners = image.allCorners(margin: margin)
        let patterns = (0..<5 * 1024).map { _ in
          Int8(clamping: Int(generator.next() % UInt64(2 * reach + 1)) - reach)
        }
        let orientations = corners.map { _ in UInt16(generator.next() % 5) }
        let expected = image.describe(corners, orientations, patterns, margin: margin, usesReference: true)
        KernelTests.onEveryTarget { target in
          let found = image.describe(corners, orientations, patterns, margin: margin)
          #expect(found == expected, "\(kind) \(width) x \(height), \(target)")
        }
      }
    }

    @Test("writes test i to bit i % 8 of byte i / 8, and equal pixels as 0", arguments: 0..<256)
    func bits(test: Int) {
      let image = GrayBytes([10, 20, 30, 40, 50, 60, 70, 80, 90], 3, 3)
      // The pixel against itself, and one test against the pixel on its right; then all the other way round.
      var patterns = [Int8](repeating: 0, count: 2 * 1024)
      patterns[4 * test + 2] = 1
      for i in 0..<256 { patterns[1024 + 4 * i + 3] = 1 }
      patterns.replaceSubrange((1024 + 4 * test)..<(1024 + 4 * test + 4), with: [0, 0, -1, -1])
      var expected = [UInt8](repeating: 0, count: 32)
      expected[test / 8] = 1 << (test % 8)
      let corners = [fk_corner](repeating: fk_corner(x: 1, y: 1, score: 0), count: 2)
      #expect(image.describe(corners, [0, 1], patterns, margin: 1) == expected + expected.map { ~$0 })
    }

    @Test("does not read patterns of orientations that do not occur")
    func unusedPatterns() {
      let image = GrayBytes(.noise, 5, 5, seed: 1)
      let patterns = [Int8](repeating: 1, count: 1024) + [Int8](repeating: 100, count: 1024)
      let orientations = [UInt16](repeating: 0, count: 9)
      #expect(image.describe(image.allCorners(margin: 1), orientations, patterns, margin: 1).count == 9 * 32)
    }

    @Test("stops the process where a pixel outside of the image would be read")
    func preconditions() async {
      await #expect(processExitsWith: .failure) { Self.describe(x: 1, orientation: 0, reach: 2, margin: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 7, orientation: 0, reach: 2, margin: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 4, orientation: 0, reach: 3, margin: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 4, orientation: 0, reach: -3, margin: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 4, orientation: 1, reach: 2, margin: 2) }
      await #expect(processExitsWith: .failure) { Self.describe(x: 4, orientation: 0, reach: 2, margin: 2, lacking: 1) }
    }

    @Test("accepts what the process is not stopped for")
    func preconditionsHold() {
      Self.describe(x: 2, orientation: 0, reach: 2, margin: 2)
      Self.describe(x: 6, orientation: 0, reach: -2, margin: 2)
    }

    private static func describe(x: UInt16, orientation: UInt16, reach: Int8, margin: Int, lacking: Int = 0) {
      let image = GrayBytes(.noise, 9, 9, seed: 1)
      let patterns = [Int8](repeating: 0, count: 1023) + [reach]
      let corners = [fk_corner(x: x, y: 4, score: 0)]
      _ = image.describe(corners, [orientation], patterns, margin: margin, lacking: lacking)
    }
  }
}

extension GrayBytes {
  /// - lacking: how many numbers the scratch is too short.
  fileprivate func describe(
    _ corners: [fk_corner], _ orientations: [UInt16], _ patterns: [Int8], margin: Int, usesReference: Bool = false,
    lacking: Int = 0
  ) -> [UInt8] {
    let (count, orientationCount) = (corners.count, patterns.count / 1024)
    var descriptors = [UInt8](repeating: 0xAA, count: 32 * count)
    if usesReference {
      fk_brief256_reference(
        pixels, width, height, stride, corners, orientations, count, patterns, orientationCount, margin, &descriptors)
      return descriptors
    }
    let output = GuardedBytes(descriptors)
    let scratchSize = fk_brief256_scratch_size(orientationCount) - lacking
    let scratch = GuardedBytes([UInt8](repeating: 0xAA, count: 8 * scratchSize))
    scratch.start.withMemoryRebound(to: Int64.self, capacity: scratchSize) {
      fk_brief256(
        pixels, width, height, stride, corners, orientations, count, patterns, orientationCount, margin, $0,
        scratchSize, output.start)
    }
    return withExtendedLifetime(output) { Array(UnsafeBufferPointer(start: output.start, count: output.count)) }
  }
}
