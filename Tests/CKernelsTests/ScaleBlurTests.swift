import CKernels
import TestSupport
import Testing

extension KernelTests {
  @Suite("fk_scale_blur") struct ScaleBlurTests {
    @Test("equals the scalar reference on every target at each width", arguments: 1...100)
    func everyWidth(width: Int) {
      for radius in [1, 4, 5, 6, 7, 8, 10, 31] { expectReference(width, radius, seed: UInt64(width + radius)) }
    }

    @Test("equals the scalar reference on every target at the size of a photo", arguments: 1...3 as ClosedRange<UInt64>)
    func photo(seed: UInt64) {
      for radius in [4, 5, 6, 8, 10, 17] { expectReference(1333, radius, seed: seed) }
    }

    @Test("keeps one grey value within 4 steps, at both ends of the range, too", arguments: [-16384, -1, 0, 77, 16256])
    func flat(value: Int16) {
      for radius in [4, 10, 31] {
        let weights = weights(radius)
        let rows = ScaleRows(width: 40, count: 2 * radius + 1, seed: 1) { _, _, _ in value }
        for pixel in blurred(rows, weights).target { #expect(abs(Int(pixel) - Int(value)) <= 16, "radius \(radius)") }
      }
    }

    @Test("is within 8 steps of the exact sum, 0.06 grey values")
    func precision() {
      let radius = 8
      let rows = ScaleRows.random(width: 200, count: 2 * radius + 1, seed: 4)
      let weights = weights(radius)
      let found = blurred(rows, weights).target
      for x in radius..<200 - radius {
        var sum = 0.0
        for dy in -radius...radius {
          for dx in -radius...radius {
            sum += Double(weights[abs(dx)]) * Double(weights[abs(dy)]) * Double(rows[dy + radius][x + dx])
          }
        }
        #expect(abs(sum / 32768 / 32768 - Double(found[x])) <= 8)
      }
    }

    @Test("weights add up to 32768 and fall off from the middle")
    func weightsAddUp() {
      for radius in 1...31 {
        for sigma in [0.3, 0.8, 1.25, 3.1, 11] {
          let weights = weights(radius, sigma: sigma).map(Int.init)
          #expect(weights[0] + 2 * weights.dropFirst().reduce(0, +) == 32768, "radius \(radius), sigma \(sigma)")
          #expect(weights[1] <= weights[0])
        }
      }
    }

    @Test("stops the process where scratch is too small or weights don't add up")
    func misuse() async {
      await #expect(processExitsWith: .failure) {
        let rows = ScaleRows.random(width: 40, count: 4, seed: 1)
        var scratch = [Int16](repeating: 0, count: 500)
        fk_scale_blur(rows.pointers, 40, [16384, 8192], 1, &scratch, fk_scale_scratch_size(40) - 1, rows[3], nil)
      }
      await #expect(processExitsWith: .failure) {
        let rows = ScaleRows.random(width: 40, count: 4, seed: 1)
        var scratch = [Int16](repeating: 0, count: 500)
        fk_scale_blur(rows.pointers, 40, [16385, 8192], 1, &scratch, 500, rows[3], nil)
      }
    }

    @Test("doubled rows hold pixels and exact means, halved ones every second pixel")
    func doubledAndHalved() {
      let rows = ScaleRows.random(width: 7, count: 2, seed: 1)
      fk_scale_double([0, 255, 10, 20], [4, 255, 10, 20], 4, rows[0])
      // Grey values 2, 255, 10, 20 and the means between them, minus 128, times 128.
      let doubled: [Double] = [2, 128.5, 255, 132.5, 10, 15, 20]
      #expect(rows.pixels(0) == doubled.map { Int16(($0 - 128) * 128) })
      fk_scale_halve(rows[0], 7, rows[1])
      let halved: [Double] = [2, 255, 10, 20]
      #expect(Array(rows.pixels(1)[..<4]) == halved.map { Int16(($0 - 128) * 128) })
      fk_scale_widen([0, 255, 128], 3, rows[1])
      #expect(Array(rows.pixels(1)[..<3]) == [-16384, 16256, 0])
    }
  }
}

private func weights(_ radius: Int, sigma: Double = 2.5) -> [Int16] {
  var weights = [Int16](repeating: 0, count: radius + 1)
  fk_scale_weights(sigma, radius, &weights)
  return weights
}

private func blurred(
  _ rows: ScaleRows, _ weights: [Int16], usesReference: Bool = false
) -> (target: [Int16], difference: [Int16]) {
  let results = ScaleRows.random(width: rows.width, count: 2, seed: 9)
  let radius = weights.count - 1
  if usesReference {
    fk_scale_blur_reference(rows.pointers, rows.width, weights, radius, results[0], results[1])
  } else {
    let size = fk_scale_scratch_size(rows.width)
    let scratch = GuardedBytes([UInt8](repeating: 0xCC, count: 2 * size))
    withExtendedLifetime(scratch) {
      let start = UnsafeMutableRawPointer(scratch.start).assumingMemoryBound(to: Int16.self)
      fk_scale_blur(rows.pointers, rows.width, weights, radius, start, size, results[0], results[1])
    }
  }
  return (results.pixels(0), results.pixels(1))
}

private func expectReference(
  _ width: Int, _ radius: Int, seed: UInt64, at location: SourceLocation = #_sourceLocation
) {
  let rows = ScaleRows.random(width: width, count: 2 * radius + 1, seed: seed)
  let weights = weights(radius)
  let expected = blurred(rows, weights, usesReference: true)
  KernelTests.onEveryTarget { target in
    #expect(
      blurred(rows, weights) == expected, "width \(width), radius \(radius), seed \(seed) on \(target)",
      sourceLocation: location)
  }
}
