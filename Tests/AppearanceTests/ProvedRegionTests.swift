import Geometry
import Imaging
import Testing

@testable import Appearance

@Suite("ProvedRegion") struct ProvedRegionTests {
  /// Soft texture as of photos, without the contrast of print: standard deviations of about 25 grey values.
  static func photo(seed: UInt64) -> GrayImage {
    var image = AppearanceComparisonTests.texture(seed: seed)
    image.pixels = image.pixels.map { UInt8(128 + (Double($0) - 128) * 0.7) }
    return image
  }

  /// Black on white, as letters are.
  static func print(seed: UInt64) -> GrayImage {
    var image = AppearanceComparisonTests.texture(seed: seed)
    image.pixels = image.pixels.map { $0 < 128 ? 0 : 255 }
    return image
  }

  /// The quarter of `picture` at (`x`, `y`) on a stranger, and what the two tell of it.
  ///
  /// - Parameter offset: where in the query the quarter lies, beside its place in `picture`.
  static func pasted(_ picture: GrayImage, onto stranger: GrayImage, offset: SIMD2<Int>) throws -> AppearanceReport {
    var query = stranger
    var matched: [SIMD2<Double>] = []
    for y in 24..<72 {
      for x in 32..<96 {
        query[x + offset.x, y + offset.y] = picture[x, y]
        if x % 8 == 4, y % 8 == 4 { matched.append(4 * SIMD2(Double(x + offset.x), Double(y + offset.y))) }
      }
    }
    let model = Homography(SIMD3(1, 0, -4 * Double(offset.x)), SIMD3(0, 1, -4 * Double(offset.y)), SIMD3(0, 0, 1))
    return try AppearanceComparisonTests.compare(query, picture, model, matched: matched)
  }

  @Test(
    "the region is the part that was pasted onto another photo, not what lies around",
    arguments: 1...4 as ClosedRange<UInt64>)
  func paste(seed: UInt64) throws {
    let report = try Self.pasted(Self.photo(seed: seed), onto: Self.photo(seed: seed + 50), offset: SIMD2(28, 20))
    // 64 by 48 pixels are 8 by 6 blocks.
    #expect((44...52).contains(report.region.agreeingCount), "\(report.region.agreeingCount), seed \(seed)")
    #expect(report.shareOfReference([.contradicts]) > 0.1)
    #expect(report.region.flatShare == 0)
  }

  @Test("print has more contrast than photos")
  func contrast() throws {
    let photo = try Self.pasted(Self.photo(seed: 1), onto: Self.photo(seed: 51), offset: SIMD2(28, 20))
    let print = try Self.pasted(Self.print(seed: 1), onto: Self.photo(seed: 51), offset: SIMD2(28, 20))
    #expect((15...35).contains(photo.region.contrast), "\(photo.region.contrast)")
    #expect(print.region.contrast > 45, "\(print.region.contrast)")
  }

  @Test("it grows from blocks with matched points over those beside them that agree, and no further")
  func growth() {
    // Four columns, three rows; the last column agrees, but is cut off by one that contradicts.
    let verdicts: [BlockVerdict] = [
      .agrees, .agreesInLevel, .contradicts, .agrees,
      .agrees, .undecided, .contradicts, .agrees,
      .outside, .agrees, .contradicts, .agrees,
    ]
    var ground = Self.photo(seed: 5).cropped(width: 32, height: 24)
    // The second block of the first row is empty.
    for y in 0..<8 { for x in 8..<16 { ground[x, y] = 77 } }
    let statistics = BlockStatistics(fixed: ground, moving: ground, movingFromFixed: .identity)
    func region(_ holding: [Int]) -> ProvedRegion {
      ProvedRegion(statistics, verdicts: verdicts, holding: holding)
    }
    #expect(region([0]).agreeingCount == 2 && region([0]).flatShare == 1.0 / 3)
    // Undecided blocks belong to it where they hold a point, and lead on.
    #expect(region([5]).agreeingCount == 3 && region([5]).flatShare == 0.2)
    #expect(region([5, 0, 4]) == region([5]))
    #expect(region([7]).agreeingCount == 3 && region([7]).flatShare == 0)
    #expect(region([2, 8]) == region([]) && region([]).agreeingCount == 0 && region([]).contrast == 0)
  }
}

extension GrayImage {
  /// The top left corner.
  fileprivate func cropped(width: Int, height: Int) -> GrayImage {
    var image = GrayImage(width: width, height: height, filledWith: 0)
    for y in 0..<height { for x in 0..<width { image[x, y] = self[x, y] } }
    return image
  }
}
