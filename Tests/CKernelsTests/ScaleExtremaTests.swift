import CKernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension KernelTests {
  @Suite("Extrema of differences") struct ScaleExtremaTests {
    @Test("equal the scalar reference on every target at each width", arguments: 1...100)
    func everyWidth(width: Int) {
      for (threshold, range) in [(0, 3), (0, 30000), (200, 500), (32767, 32767)] as [(Int16, Int16)] {
        for margin in [1, 5] {
          // Few values make many equal neighbours.
          let rows = ScaleRows(width: width, count: 9, seed: UInt64(width)) { generator, _, _ in
            Int16.random(in: -range...range, using: &generator)
          }
          let expected = extrema(rows, margin, threshold, usesReference: true)
          KernelTests.onEveryTarget { target in
            #expect(
              extrema(rows, margin, threshold) == expected,
              "width \(width), margin \(margin), range \(range), \(target)")
          }
        }
      }
    }

    @Test("are found above the threshold and within the margin only, maxima and minima")
    func writtenDown() {
      KernelTests.onEveryTarget { target in
        for sign in [1, -1] as [Int16] {
          let rows = ScaleRows(width: 50, count: 9, seed: 1) { _, x, y in
            y == 4 && [3, 10, 46].contains(x) ? 100 * sign : 0
          }
          #expect(extrema(rows, 3, 99) == [3, 10, 46], "\(target)")
          #expect(extrema(rows, 4, 99) == [10], "\(target)")
          #expect(extrema(rows, 3, 100) == [], "\(target)")
        }
      }
    }

    @Test("one of two equal neighbours is found, whichever of the 26 it is", arguments: 0..<27)
    func ties(neighbor: Int) {
      // The neighbour is found in its own row and scale; elsewhere it is another row's or scale's turn.
      let rows = ScaleRows(width: 9, count: 9, seed: 1) { _, x, y in
        (y, x) == (4, 4) || (y, x) == (neighbor / 3, 3 + neighbor % 3) ? 50 : 0
      }
      let expected: [UInt32] = neighbor < 12 ? [] : neighbor == 12 ? [3] : [4]
      KernelTests.onEveryTarget { #expect(extrema(rows, 1, 10) == expected, "\($0)") }
    }

    @Test("are refined to the top of a parabola in place and scale, the sample they started from doesn't matter")
    func refined() {
      // Differences that are a parabola about (20.3, 20.4, 2.2), of 50 grey values there.
      func value(_ x: Int, _ y: Int, _ scale: Int) -> Double {
        let (dx, dy, ds) = (Double(x) - 20.3, Double(y) - 20.4, Double(scale) - 2.2)
        return 50 - 0.9 * dx * dx - 0.7 * dy * dy - 3 * ds * ds + 0.2 * dx * dy
      }
      for (x, y, scale) in [(20, 20, 2), (19, 21, 2), (21, 19, 1), (22, 22, 3)] {
        let found = refine(x, y, scale, value)
        #expect(abs((found?.x ?? 0) - 20.3) < 0.02 && abs((found?.y ?? 0) - 20.4) < 0.02)
        #expect(abs((found?.fine_scale ?? 0) - 2.2) < 0.02 && abs((found?.contrast ?? 0) - 50) < 0.1)
        #expect(found?.column == 20 && found?.row == 20 && found?.scale == 2)
      }
    }

    @Test("are dropped where they are edges, saddles, faint, or farther than a refinement walks")
    func dropped() {
      let blob = { (x: Int, y: Int, s: Int) in
        50 - Double((x - 20) * (x - 20) + (y - 20) * (y - 20) + (s - 2) * (s - 2))
      }
      #expect(refine(20, 20, 2, blob) != nil)
      #expect(refine(20, 20, 2, blob, contrast: 49.9) != nil)
      #expect(refine(20, 20, 2, blob, contrast: 50.1) == nil)
      #expect(
        refine(20, 20, 2, { 50 - 20 * pow(Double($0 - 20), 2) - 1.0 * pow(Double($1 - 20), 2) - Double($2 - 2) }) == nil
      )
      #expect(
        refine(20, 20, 2, { 50 - pow(Double($0 - 20), 2) + pow(Double($1 - 20), 2) - pow(Double($2 - 2), 2) }) == nil)
      #expect(refine(20, 16, 2, blob) == nil)
      #expect(refine(20, 20, 2, { _, _, _ in 50 }) == nil)
    }
  }
}

private func extrema(_ rows: ScaleRows, _ margin: Int, _ threshold: Int16, usesReference: Bool = false) -> [UInt32] {
  var columns = [UInt32](repeating: 0, count: rows.width)
  let find = usesReference ? fk_scale_extrema_reference : fk_scale_extrema
  return Array(columns[..<find(rows.pointers, rows.width, margin, threshold, &columns)])
}

/// Refines sample (x, y, scale) of five scales of 40 × 40 differences in grey values.
private func refine(
  _ x: Int, _ y: Int, _ scale: Int, _ value: (Int, Int, Int) -> Double, contrast: Float = 3
) -> fk_scale_extremum? {
  let reach = Int(FK_REFINE_ROWS) / 2
  let rows = ScaleRows(width: 40, count: 5 * Int(FK_REFINE_ROWS), seed: 1) { _, column, index in
    let row = y - reach + index % Int(FK_REFINE_ROWS)
    return Int16(min(max((value(column, row, index / Int(FK_REFINE_ROWS)) * 128).rounded(), -32000), 32000))
  }
  var found = fk_scale_extremum()
  let limits = fk_scale_limits(contrast: contrast, edge_ratio: 10, margin: 5)
  return fk_scale_refine(rows.pointers, 5, 40, 40, x, y, scale, limits, &found) == 0 ? nil : found
}
