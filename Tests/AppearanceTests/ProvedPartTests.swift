import Geometry
import Imaging
import Testing

@testable import Appearance

@Suite("ProvedPart") struct ProvedPartTests {
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

  @Test("a part that is pasted onto another photo isn't refuted by that photo", arguments: 1...4 as ClosedRange<UInt64>)
  func paste(seed: UInt64) throws {
    let report = try Self.pasted(Self.photo(seed: seed), onto: Self.photo(seed: seed + 50), offset: SIMD2(28, 20))
    // As a whole, they contradict.
    #expect(report.shareOfReference([.contradicts]) > 0.1)
    #expect(report.weight(distinctiveness: 0) < 0.15)
    #expect(report.weight > 0.2, "seed \(seed)")
    #expect(report.weight <= 0.25, "a part proves less than the whole")
  }

  @Test("two photos that wear one picture in one place stay refuted: a page, a frame")
  func template() throws {
    let report = try Self.pasted(Self.photo(seed: 1), onto: Self.photo(seed: 51), offset: SIMD2(0, 0))
    #expect(report.part != nil)
    #expect(report.weight < 0.01)
  }

  @Test("print is no part of a photo, wherever it stands: captions stay refuted")
  func captions() throws {
    let report = try Self.pasted(Self.print(seed: 1), onto: Self.photo(seed: 51), offset: SIMD2(28, 20))
    #expect(report.shareOfReference([.agrees]) > 0.2)
    #expect(report.part?.weight == 0)
    #expect(report.weight < 0.1)
  }

  @Test("a part that many photos share counts little: its weight falls with distinctiveness, down to that of the whole")
  func shared() throws {
    let report = try Self.pasted(Self.photo(seed: 2), onto: Self.photo(seed: 52), offset: SIMD2(28, 20))
    let shares = [1, 0.8, 0.5, 0.2, 0]
    let weights = shares.map(report.weight(distinctiveness:))
    #expect(weights == weights.sorted(by: >))
    #expect(abs(weights[1] - 0.4096 * weights[0]) < 1e-9)
    #expect(report.weight == weights[0])
  }

  @Test("a part that contradicts itself proves nothing")
  func contradicted() throws {
    let (photo, stranger) = (Self.photo(seed: 3), Self.photo(seed: 53))
    var matched: [SIMD2<Double>] = []
    for row in 0..<12 {
      for column in 0..<16 { matched.append(SIMD2(Double(32 * column + 16), Double(32 * row + 16))) }
    }
    let model = Homography(SIMD3(1, 0, -4 * 28), SIMD3(0, 1, -4 * 20), SIMD3(0, 0, 1))
    let report = try AppearanceComparisonTests.compare(stranger, photo, model, matched: matched)
    #expect(report.weight == AppearanceReport.least)
  }

  @Test("what agrees outweighs what contradicts by as much as elsewhere, and less than two blocks are no part")
  func formula() throws {
    func block(_ deviation: Double) -> BlockStatistics.Block {
      var block = BlockStatistics.Block()
      (block.fixedVariance, block.movingVariance) = (deviation * deviation, 4)
      return block
    }
    func weight(_ verdicts: [BlockVerdict], deviation: Double = 20) -> Double? {
      ProvedPart(verdicts.map { (block(deviation), $0) })?.weight
    }
    #expect(weight([]) == nil && weight([.agrees]) == nil && weight([.agrees, .agreesInLevel, .undecided]) == nil)
    #expect(weight([.agrees, .agrees, .undecided]) == 0.25)
    #expect(weight([.agrees, .agrees, .agrees, .contradicts]) == 0.0625)
    #expect(weight([.agrees, .agrees, .contradicts, .contradictsInLevel, .contradicts]) == 0)
    #expect(weight([.agrees, .agrees], deviation: 30) == 0.25)
    #expect(abs(try #require(weight([.agrees, .agrees], deviation: 37.5)) - 0.125) < 1e-12)
    #expect(weight([.agrees, .agrees], deviation: 45) == 0 && weight([.agrees, .agrees], deviation: 90) == 0)
  }
}
