import CKernels
import Foundation
import Imaging
import Options
import Pyramid
import TestSupport
import Testing

@Suite("GaussianScaleSpace") struct GaussianScaleSpaceTests {
  @Test("levels are the doubled photo blurred by the scale's sigma, differences are those of levels")
  func levels() throws {
    let photo = syntheticPhoto(width: 80, height: 60, seed: 2)
    let space = try Space(photo)
    #expect(space.octaves.map { [$0.width, $0.height] } == [[159, 119], [80, 60], [40, 30], [20, 15]])
    #expect(space.octaves.map(\.pixelSize) == [0.5, 1, 2, 4])
    // The blur from pixel to pixel by an exact Gaussian, away from the border: levels 1 to 3 of the first octave.
    let doubled = (0..<119).map { y in (0..<159).map { x in doubledGray(photo, x, y) } }
    for level in 1...3 {
      let sigma = 1.6 * exp2(Double(level) / 3)
      for (x, y) in [(79, 60), (40, 33), (100, 80)] {
        let expected = gaussian(doubled, x, y, sigma)
        #expect(abs(space.gray(0, level, x, y) - expected) < 0.4, "level \(level) at \(x), \(y)")
      }
      for y in [0, 1, 57, 118] where level < 3 {
        for x in [0, 40, 158] {
          let difference = space.gray(0, level + 1, x, y) - space.gray(0, level, x, y)
          #expect(space.differences[[0, level, y]]?[x] == Int16(difference * 128))
        }
      }
    }
  }

  @Test("octaves start from every second pixel of the level of twice the blur")
  func octaves() throws {
    let space = try Space(syntheticPhoto(width: 80, height: 60, seed: 2))
    for (index, octave) in space.octaves.enumerated().dropFirst() {
      let difference = try #require(space.differences[[index, 0, 7]])
      for x in 0..<octave.width {
        let level0 = space.gray(index - 1, 3, 2 * x, 14)
        #expect(difference[x] == Int16((space.gray(index, 1, x, 7) - level0) * 128))
      }
    }
  }

  @Test("every row is scanned once, in order, with its neighbours")
  func rows() throws {
    let space = try Space(syntheticPhoto(width: 50, height: 31, seed: 2), scales: 2)
    let expected = space.octaves.flatMap { octave in (0..<octave.height).map { [octave.index, $0] } }
    #expect(space.scanned == expected)
    #expect(space.neighborsFit)
  }

  @Test(
    "one grey value stays one, whatever the size and the shape", arguments: [(12, 12), (600, 12), (12, 600), (47, 13)])
  func flat(width: Int, height: Int) throws {
    for first in ScaleSpaceOptions.FirstOctave.allCases {
      let space = try Space(GrayImage(width: width, height: height, filledWith: 200), first: first)
      #expect(!space.octaves.isEmpty)
      // Roundings are the same at all pixels, and a difference has at most 16 steps of 1/128 grey value.
      for row in space.differences.values { #expect(Set(row).count == 1 && abs(Int(row[0])) <= 16) }
    }
  }

  @Test("small photos have no octave", arguments: [(0, 0), (1, 1), (6, 400), (400, 6)])
  func small(width: Int, height: Int) throws {
    #expect(try Space(GrayImage(width: width, height: height, filledWith: 9)).octaves.isEmpty)
  }

  @Test("starts at the size that the options say")
  func firstOctave() throws {
    let (small, large) = (
      GrayImage(width: 100, height: 50, filledWith: 0), GrayImage(width: 1001, height: 1000, filledWith: 0)
    )
    for (first, sizes) in [(.doubled, [199, 2001]), (.original, [100, 1001]), (.bySize, [199, 1001])]
      as [(ScaleSpaceOptions.FirstOctave, [Int])]
    {
      for (photo, width) in zip([small, large], sizes) {
        let space = try Space(photo, first: first, keepsRows: false)
        #expect(space.octaves[0].width == width)
        #expect(space.octaves[0].pixelSize == (width == photo.width ? 1 : 0.5))
      }
    }
  }

  @Test("options out of range are named")
  func options() {
    func field(_ change: (inout ScaleSpaceOptions) -> Void) -> String? {
      var options = ScaleSpaceOptions()
      change(&options)
      return #expect(throws: OptionsError.self) { try options.validate() }?.field
    }
    #expect(field { $0.scales = 0 } == "ScaleSpaceOptions.scales")
    #expect(field { $0.scales = 9 } == "ScaleSpaceOptions.scales")
    #expect(field { $0.sigma = .nan } == "ScaleSpaceOptions.sigma")
    #expect(field { $0.sigma = 2.6 } == "ScaleSpaceOptions.sigma")
  }

  private func doubledGray(_ photo: GrayImage, _ x: Int, _ y: Int) -> Double {
    let (x1, y1) = ((x + 1) / 2, (y + 1) / 2)
    let sum = [(x / 2, y / 2), (x1, y / 2), (x / 2, y1), (x1, y1)].reduce(0) { $0 + Int(photo[$1.0, $1.1]) }
    return Double(sum) / 4
  }

  private func gaussian(_ image: [[Double]], _ x: Int, _ y: Int, _ sigma: Double) -> Double {
    var (sum, weights) = (0.0, 0.0)
    for v in max(0, y - 16)...min(118, y + 16) {
      for u in max(0, x - 16)...min(158, x + 16) {
        let weight = exp(-Double((u - x) * (u - x) + (v - y) * (v - y)) / (2 * sigma * sigma))
        sum += weight * image[v][u]
        weights += weight
      }
    }
    return sum / weights
  }
}

/// A copy of a scale space.
private struct Space {
  var octaves: [ScaleSpaceOctave] = []
  /// By octave, difference and row.
  var differences: [[Int]: [Int16]] = [:]
  var scanned: [[Int]] = []
  /// Whether the rows around a scanned one were those that were scanned before it, and nil beyond the octave.
  var neighborsFit = true
  /// By octave, level and pixel; level 0 is not kept.
  private var planes: [[[Double]]] = []

  init(
    _ photo: GrayImage, first: ScaleSpaceOptions.FirstOctave = .doubled, scales: Int = 3, keepsRows: Bool = true
  ) throws {
    var options = ScaleSpaceOptions()
    (options.firstOctave, options.scales) = (first, scales)
    var (differences, scanned, neighborsFit) = (self.differences, self.scanned, true)
    (octaves, planes) = try GaussianScaleSpace().withOctaves(
      of: photo, options: options,
      scan: { rows in
        scanned.append([rows.octave, rows.y])
        guard keepsRows else { return }
        for index in 0..<rows.count {
          for offset in -4...4 {
            let row = rows.row(index, offset).map { Array(UnsafeBufferPointer(start: $0, count: rows.width)) }
            if offset == 0 { differences[[rows.octave, index, rows.y]] = row }
            let isInside = (0..<rows.height).contains(rows.y + offset)
            if (row != nil) != isInside { neighborsFit = false }
            if offset < 0 && row != differences[[rows.octave, index, rows.y + offset]] { neighborsFit = false }
          }
        }
      },
      { octaves in
        (
          octaves,
          octaves.map { octave in
            (1...scales).map { level in
              (0..<octave.width * octave.height).map {
                Double(octave.plane(level)[$0 / octave.width * octave.stride + $0 % octave.width]) / 128 + 128
              }
            }
          }
        )
      })
    (self.differences, self.scanned, self.neighborsFit) = (differences, scanned, neighborsFit)
  }

  /// The grey value of a pixel of level 1 or more.
  func gray(_ octave: Int, _ level: Int, _ x: Int, _ y: Int) -> Double {
    planes[octave][level - 1][y * octaves[octave].width + x]
  }
}
