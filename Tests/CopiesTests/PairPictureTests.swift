import Appearance
import Geometry
import Imaging
import Pyramid
import TestSupport
import Testing

@testable import Copies

@Suite("Pictures of a pair") struct PairPictureTests {
  private static func photo(_ width: Int, _ height: Int) -> ColorImage {
    ColorImage(syntheticPhoto(width: width, height: height, seed: 4))
  }

  @Test("a photo laid over another one by a whole shift is that photo, and nothing where it doesn't reach")
  func shift() {
    let photo = Self.photo(60, 40)
    let shift = Homography(SIMD3(1, 0, -7), SIMD3(0, 1, -3), SIMD3(0, 0, 1))
    let laid = LaidOver(photo, over: ImageSize(width: 50, height: 50), scale: SIMD2(1, 1), photoFromBelow: shift)
    for y in 0..<50 {
      for x in 0..<50 {
        let isCovered = x >= 7 && y >= 3 && y < 43
        #expect(laid.isCovered[y * 50 + x] == isCovered)
        #expect(laid.image[x, y] == (isCovered ? photo[x - 7, y - 3] : RGB(0, 0, 0)))
      }
    }
    let below = ColorImage(width: 50, height: 50, filledWith: RGB(100, 100, 100))
    let difference = laid.difference(from: below)
    #expect(difference[0, 0] == LaidOver.outside)
    #expect(Int(difference[20, 20].red) == abs(Int(photo[13, 17].red) - 100))
    #expect(laid.difference(from: laid.image)[20, 20] == RGB(0, 0, 0))
  }

  @Test("one that is mirrored and twice as large lies where its pixels belong, in a picture at half the size, too")
  func mirrored() {
    let reference = Self.photo(64, 48)
    // The query: twice as large, left and right exchanged.
    var query = reference.resampled(to: ImageSize(width: 128, height: 96), by: .bilinear)
    query = ColorImage(GrayImage(query).mirrored())
    let queryFromReference = Homography(SIMD3(-2, 0, 126.5), SIMD3(0, 2, 0.5), SIMD3(0, 0, 1))
    for scale in [1.0, 0.5] {
      let shown = reference.resampled(to: ImageSize(width: Int(64 * scale), height: Int(48 * scale)))
      let laid = LaidOver(
        query, over: shown.size, scale: SIMD2(scale, scale), photoFromBelow: queryFromReference)
      let difference = laid.difference(from: shown)
      let inner = (2..<shown.height - 2).flatMap { y in (2..<shown.width - 2).map { Int(difference[$0, y].red) } }
      #expect(laid.isCovered.allSatisfy { $0 })
      #expect(inner.reduce(0, +) < 6 * inner.count, "\(scale): \(inner.reduce(0, +)) of \(inner.count)")
    }
  }

  @Test("what lies beyond the line that is mapped to infinity isn't drawn, and wild maps do no harm")
  func wild() {
    let photo = Self.photo(30, 30)
    let size = ImageSize(width: 20, height: 20)
    for map in [
      Homography(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(-0.1, 0, 1)),
      Homography(SIMD3(.nan, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)),
      Homography(SIMD3(0, 0, 0), SIMD3(0, 0, 0), SIMD3(0, 0, 0)),
      Homography(SIMD3(1e300, 0, 0), SIMD3(0, 1e300, 0), SIMD3(0, 0, 1)),
    ] {
      let laid = LaidOver(photo, over: size, scale: SIMD2(1, 1), photoFromBelow: map)
      #expect(laid.isCovered.count == 400)
      if map.row2.x != 0 { for x in 10..<20 { #expect(!laid.isCovered[5 * 20 + x]) } }
    }
  }

  @Test("every view of a proved pair has its size and tells its proof; of a refuted one all show the matches")
  func views() throws {
    let proved = try PairExplanationTests.pair(.sift, "Q00002", "R000006")
    #expect(proved.proof == .proven)
    let reference = proved.reference.features.imageSize
    for view in PairView.allCases {
      let pictures = try proved.pictures(view, maxSide: 400)
      #expect(pictures.count == (view == .blink ? 2 : 1) && Set(pictures.map(\.size)).count == 1)
      #expect(pictures.allSatisfy { $0.height > 46 + 36 && $0.width >= 560 })
    }
    // Never smaller than the photo at its size, within the longest side.
    let large = try proved.pictures(.difference, maxSide: 2000)[0]
    #expect(large.width >= min(4 * reference.width, 1200 * reference.width / reference.longestSide) - 1)
    let refuted = try PairExplanationTests.pair(.orb, "Q00002", "R000001")
    #expect(refuted.proof == .refuted)
    let matches = try refuted.pictures(.matches)
    for view in PairView.allCases { #expect(try refuted.pictures(view) == matches) }
  }

  @Test("a verdict's tint covers its blocks alone, each with its sign")
  func tint() throws {
    let pair = try PairExplanationTests.pair(.sift, "Q00002", "R000006")
    let appearance = try #require(pair.report.models.first?.appearance)
    let plain = ColorImage(width: 40 * appearance.columns, height: 40 * appearance.rows, filledWith: RGB(100, 100, 100))
    let tinted = appearance.tinting(plain)
    for (index, verdict) in appearance.blocks.enumerated() {
      let (x, y) = (40 * (index % appearance.columns), 40 * (index / appearance.columns))
      let (corner, middle) = (tinted[x + 3, y + 3], tinted[x + 20, y + 20])
      let tint = BlockTint(of: verdict)
      #expect((corner != RGB(100, 100, 100)) == (tint != nil))
      #expect((middle != corner) == (tint?.sign != nil), "\(verdict)")
    }
  }
}
