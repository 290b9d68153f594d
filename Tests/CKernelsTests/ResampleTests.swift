import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("fk_resample") struct ResampleTests {
    @Test("equals the scalar reference on every target at each width", arguments: 1...70)
    func everyWidth(width: Int) {
      let height = 1 + width * 7 % 23
      for factor in [1.0, 1.2, 1.3, 1.5, 1.7, 1.9, 2, 2.4, 3.3, 10] {
        let target = (max(1, Int((Double(width) / factor).rounded())), max(1, Int((Double(height) / factor).rounded())))
        expectReference(width, height, target.0, target.1, seed: UInt64(width))
      }
      // Any target width, next to any other height.
      for targetWidth in 1...width { expectReference(width, 5, targetWidth, 1 + targetWidth % 5, seed: 7) }
    }

    @Test("equals the scalar reference on every target at the sizes of photos")
    func photos() {
      for (width, height, targetWidth, targetHeight) in [
        (640, 480, 533, 400), (600, 360, 500, 300), (331, 17, 275, 14), (257, 100, 131, 51), (1000, 9, 1, 1),
        (70_000, 3, 3, 2), (3, 70_000, 2, 3), (20_001, 2, 1, 1),
        (98_304, 1, 98_303, 1),  // has weights that end in halves
      ] {
        for seed in 1...3 as ClosedRange<UInt64> {
          expectReference(width, height, targetWidth, targetHeight, seed: seed)
        }
      }
    }

    @Test("keeps one grey value and copies an image of the same size", arguments: [0, 1, 127, 173, 255])
    func flat(value: UInt8) {
      KernelTests.onEveryTarget { target in
        for (width, height, targetWidth, targetHeight) in [(97, 31, 80, 26), (97, 31, 9, 3), (97, 31, 97, 31)] {
          let source = GrayPixels(width: width, height: height, stride: 97) { _, _ in value }
          let found = resampled(source, targetWidth, targetHeight)
          #expect(found.pixels.allSatisfy { $0 == value }, "\(target)")
        }
        let source = GrayPixels.random(width: 97, height: 31, stride: 97, seed: UInt64(value) + 1)
        #expect(resampled(source, 97, 31).pixels == source.pixels, "\(target)")
      }
    }

    @Test("is as written down", arguments: [false, true])
    func writtenDown(usesReference: Bool) {
      let source = GrayPixels(width: 3, height: 2, stride: 3) { x, y in [0, 96, 255][x] / UInt8(y + 1) }
      // Columns: 0, 72, 191. Rows: (0 + 72 / 2) / 1.5 and (72 / 2 + 191) / 1.5.
      #expect(resampled(source, 2, 1, usesReference: usesReference).pixels == [24, 151])
    }

    @Test("stays within 1 of the exact mean up to 32:1", arguments: 1...12 as ClosedRange<UInt64>)
    func exactMean(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let source = GrayPixels.random(
        width: .random(in: 1...300, using: &generator), height: .random(in: 1...300, using: &generator), stride: 300,
        seed: seed)
      let width = Int.random(in: (source.width + 31) / 32...source.width, using: &generator)
      let height = Int.random(in: (source.height + 31) / 32...source.height, using: &generator)
      let found = resampled(source, width, height).pixels
      for y in 0..<height {
        for x in 0..<width {
          let mean = meanOverStretch(source, x, width, y, height)
          #expect(abs(Double(found[y * width + x]) - mean) <= 1, "seed \(seed): \(x), \(y)")
        }
      }
    }

    @Test("stops the process where a resampler is too small, missing, or of sizes that enlarge")
    func misuse() async {
      await #expect(processExitsWith: .failure) { _ = fk_resampler_size(10, 10, 11, 10) }
      await #expect(processExitsWith: .failure) { _ = fk_resampler_size(10, 10, 5, 0) }
      await #expect(processExitsWith: .failure) { _ = fk_resampler_size(1 << 22 + 1, 10, 5, 5) }
      await #expect(processExitsWith: .failure) {
        var words = [UInt64](repeating: 0, count: 1000)
        fk_resampler_init(&words, fk_resampler_size(20, 20, 10, 10) - 1, 20, 20, 10, 10)
      }
      await #expect(processExitsWith: .failure) {
        var words = [UInt64](repeating: 0, count: 1000)
        var target = [UInt8](repeating: 0, count: 100)
        fk_resample(&words, [UInt8](repeating: 0, count: 400), 20, &target, 10)
      }
      await #expect(processExitsWith: .failure) {
        var words = [UInt64](repeating: 0, count: 1000)
        fk_resampler_init(&words, 8000, 20, 20, 10, 10)
        var target = [UInt8](repeating: 0, count: 100)
        fk_resample(&words, [UInt8](repeating: 0, count: 400), 19, &target, 10)
      }
    }
  }
}

private func resampled(
  _ source: GrayPixels, _ width: Int, _ height: Int, stride: Int? = nil, usesReference: Bool = false
) -> GrayPixels {
  let target = GrayPixels.empty(width: width, height: height, stride: stride ?? width)
  if usesReference {
    fk_resample_reference(
      source.start, source.width, source.height, source.stride, target.start, width, height, target.stride)
  } else {
    let size = fk_resampler_size(source.width, source.height, width, height)
    let resampler = GuardedBytes([UInt8](repeating: 0xCC, count: size))
    withExtendedLifetime(resampler) {
      fk_resampler_init(resampler.start, size, source.width, source.height, width, height)
      fk_resample(resampler.start, source.start, source.stride, target.start, target.stride)
    }
  }
  return target
}

/// Compares kernel and scalar reference on every target, with and without bytes between the rows.
private func expectReference(
  _ width: Int, _ height: Int, _ targetWidth: Int, _ targetHeight: Int, seed: UInt64,
  at location: SourceLocation = #_sourceLocation
) {
  for extra in [0, 5] {
    let source = GrayPixels.random(width: width, height: height, stride: width + extra, seed: seed)
    let expected = resampled(source, targetWidth, targetHeight, usesReference: true).pixels
    KernelTests.onEveryTarget { target in
      let found = resampled(source, targetWidth, targetHeight, stride: targetWidth + extra)
      #expect(
        found.pixels == expected && found.isWholeBetweenRows,
        "\(width) × \(height) to \(targetWidth) × \(targetHeight), seed \(seed) on \(target)", sourceLocation: location)
    }
  }
}

/// The mean over the stretch that target pixel (`x`, `y`) covers.
private func meanOverStretch(_ source: GrayPixels, _ x: Int, _ width: Int, _ y: Int, _ height: Int) -> Double {
  func taps(_ index: Int, _ count: Int, _ sourceCount: Int) -> [(Int, Double)] {
    let scale = Double(sourceCount) / Double(count)
    return (0..<sourceCount).compactMap { pixel in
      let covered = min(Double(index + 1) * scale, Double(pixel + 1)) - max(Double(index) * scale, Double(pixel))
      return covered > 0 ? (pixel, covered / scale) : nil
    }
  }
  let columns = taps(x, width, source.width)
  return taps(y, height, source.height).reduce(0) { sum, row in
    sum + columns.reduce(0) { $0 + row.1 * $1.1 * Double(source.start[row.0 * source.stride + $1.0]) }
  }
}
