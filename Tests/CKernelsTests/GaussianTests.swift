import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("fk_gaussian_blur") struct GaussianTests {
    @Test("equals the scalar reference on every target at each width", arguments: 1...70)
    func everyWidth(width: Int) {
      for height in [1, 2, 3, 4, 9] {
        for radius in [0, 1, 2, 3, 4, 7] { expectReference(width, height, radius, seed: UInt64(width + height)) }
      }
    }

    @Test("equals the scalar reference on every target where the image is smaller than the radius")
    func smallerThanRadius() {
      for (width, height) in [(1, 1), (1, 90), (90, 1), (2, 2), (5, 3), (33, 2), (31, 32)] {
        for radius in [3, 30, 31] { expectReference(width, height, radius, seed: 3) }
      }
    }

    @Test("equals the scalar reference on every target at the size of a photo", arguments: 1...3 as ClosedRange<UInt64>)
    func photo(seed: UInt64) { expectReference(333, 250, 3, seed: seed) }

    @Test("equals the scalar reference on every target where the weights are those of no blur or of a flat one")
    func extremeWeights() {
      for weights: [UInt16] in [[256, 0, 0, 0], [254, 1, 0, 0], [0, 128, 0, 0], [0, 0, 0, 128], [38, 37, 36, 36]] {
        expectReference(150, 9, weights: weights, seed: 5)
      }
    }

    @Test("mirrors the image about its outermost pixels", arguments: [false, true])
    func writtenDown(usesReference: Bool) {
      let source = GrayPixels(width: 4, height: 1, stride: 4) { x, _ in [0, 64, 128, 255][x] }
      // (64 + 2 · 0 + 64) / 4, (0 + 2 · 64 + 128) / 4, (64 + 2 · 128 + 255) / 4, (128 + 2 · 255 + 128) / 4
      #expect(blurred(source, weights: [128, 64], usesReference: usesReference).pixels == [32, 64, 144, 192])
    }

    @Test("keeps one grey value", arguments: [0, 1, 128, 255])
    func flat(value: UInt8) {
      let source = GrayPixels(width: 40, height: 9, stride: 40) { _, _ in value }
      KernelTests.onEveryTarget { target in
        for radius in [0, 3, 31] {
          #expect(blurred(source, weights: weights(radius)).pixels.allSatisfy { $0 == value }, "\(target)")
        }
      }
    }

    @Test("has weights that add up to 256 and fall off from the middle")
    func weightsAddUp() {
      #expect(weights(3, sigma: 2) == [56, 48, 34, 18])
      #expect(weights(0, sigma: 2) == [256])
      #expect(weights(2, sigma: 0.01) == [256, 0, 0])
      for radius in 0...31 {
        for sigma in [0.3, 0.8, 1, 2, 5.5, 1000] {
          let weights = weights(radius, sigma: sigma).map(Int.init)
          #expect(weights[0] + 2 * weights.dropFirst().reduce(0, +) == 256, "radius \(radius), sigma \(sigma)")
        }
      }
    }

    @Test("stops the process where scratch is too small or weights don't add up")
    func misuse() async {
      await #expect(processExitsWith: .failure) {
        var (target, scratch) = ([UInt8](repeating: 0, count: 64), [UInt16](repeating: 0, count: 2000))
        fk_gaussian_blur(
          [UInt8](repeating: 0, count: 64), 64, 1, 64, &target, 64, [56, 48, 34, 18], 3, &scratch,
          fk_gaussian_scratch_size(64, 3) - 1)
      }
      await #expect(processExitsWith: .failure) {
        var (target, scratch) = ([UInt8](repeating: 0, count: 64), [UInt16](repeating: 0, count: 2000))
        fk_gaussian_blur(
          [UInt8](repeating: 0, count: 64), 64, 1, 64, &target, 64, [57, 48, 34, 18], 3, &scratch, 4000)
      }
      await #expect(processExitsWith: .failure) {
        var weights = [UInt16](repeating: 0, count: 40)
        fk_gaussian_weights(2, 32, &weights)
      }
      await #expect(processExitsWith: .failure) {
        var weights = [UInt16](repeating: 0, count: 40)
        fk_gaussian_weights(0, 3, &weights)
      }
    }
  }
}

private func weights(_ radius: Int, sigma: Double = 2) -> [UInt16] {
  var weights = [UInt16](repeating: 0, count: radius + 1)
  fk_gaussian_weights(sigma, radius, &weights)
  return weights
}

private func blurred(
  _ source: GrayPixels, weights: [UInt16], stride: Int? = nil, usesReference: Bool = false
) -> GrayPixels {
  let target = GrayPixels.empty(width: source.width, height: source.height, stride: stride ?? source.width)
  let radius = weights.count - 1
  if usesReference {
    fk_gaussian_blur_reference(
      source.start, source.width, source.height, source.stride, target.start, target.stride, weights, radius)
  } else {
    let scratch = GuardedBytes([UInt8](repeating: 0xCC, count: fk_gaussian_scratch_size(source.width, radius)))
    withExtendedLifetime(scratch) {
      fk_gaussian_blur(
        source.start, source.width, source.height, source.stride, target.start, target.stride, weights, radius,
        scratch.start, scratch.count)
    }
  }
  return target
}

/// Compares kernel and scalar reference on every target, with and without bytes between the rows.
private func expectReference(
  _ width: Int, _ height: Int, _ radius: Int, seed: UInt64, at location: SourceLocation = #_sourceLocation
) {
  expectReference(width, height, weights: weights(radius, sigma: radius > 9 ? 20 : 2), seed: seed, at: location)
}

private func expectReference(
  _ width: Int, _ height: Int, weights: [UInt16], seed: UInt64, at location: SourceLocation = #_sourceLocation
) {
  for extra in [0, 5] {
    let source = GrayPixels.random(width: width, height: height, stride: width + extra, seed: seed)
    let expected = blurred(source, weights: weights, usesReference: true).pixels
    KernelTests.onEveryTarget { target in
      let found = blurred(source, weights: weights, stride: width + extra)
      #expect(
        found.pixels == expected && found.isWholeBetweenRows,
        "\(width) × \(height), weights \(weights), seed \(seed) on \(target)", sourceLocation: location)
    }
  }
}
