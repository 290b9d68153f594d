import Foundation
import Geometry
import Imaging
import Scoring
import TestSupport
import Testing

@testable import Appearance

@Suite("compareAppearance") struct AppearanceComparisonTests {
  /// Noise of a few pixels' size about a level: every block of it has texture, and no two of them the same.
  static func texture(seed: UInt64, width: Int = 128, height: Int = 96, level: Double = 128) -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    let coarse = (0..<(width / 2 + 2) * (height / 2 + 2)).map { _ in Double.random(in: -60...60, using: &generator) }
    var image = GrayImage(width: width, height: height, filledWith: 0)
    for y in 0..<height {
      for x in 0..<width { image[x, y] = UInt8(level + coarse[y / 2 * (width / 2 + 2) + x / 2]) }
    }
    return image
  }

  /// - Parameter matched: pixels of the query's thumbnail, times four; its middle where there are none.
  static func compare(
    _ query: GrayImage, _ reference: GrayImage, _ model: Homography = .identity, matched: [SIMD2<Double>] = [],
    enlarged: Int = 4
  ) throws -> AppearanceReport {
    func photo(_ thumbnail: GrayImage) -> ImageSize {
      ImageSize(width: enlarged * thumbnail.width, height: enlarged * thumbnail.height)
    }
    let center = 0.5 * SIMD2(Double(photo(query).width), Double(photo(query).height))
    return try #require(
      compareAppearance(
        query: query, reference: reference, querySize: photo(query), referenceSize: photo(reference),
        referenceFromQuery: model, matched: matched.isEmpty ? [center] : matched))
  }

  @Test(
    "a photo agrees with itself, whatever its brightness and contrast: dark and faint copies, too",
    arguments: [(1.0, 0.0), (0.5, 20), (0.7, 70), (0.125, 0), (0.125, 110), (0.1, 0), (0.1, 115)])
  func itself(tone: (gain: Double, offset: Double)) throws {
    let photo = Self.texture(seed: 1)
    var edited = photo
    edited.pixels = photo.pixels.map { UInt8(tone.gain * Double($0) + tone.offset) }
    let report = try Self.compare(edited, photo)
    #expect((report.columns, report.rows) == (16, 12))
    #expect(report.shareOfReference([.agrees]) == 1)
    #expect(abs(report.shareOfQuery([.agrees]) - 1) < 1e-9)
    #expect(report.evidence.agreeing == 1 && report.evidence.contradicting == 0)
    #expect(try Self.compare(photo, edited).evidence.agreeing == 1)
  }

  @Test("a dark copy of a stranger with the same caption contradicts as a bright one does", arguments: [1, 0.5, 0.125])
  func darkStranger(gain: Double) throws {
    var (one, other) = (Self.texture(seed: 1), Self.texture(seed: 2))
    let caption = Self.texture(seed: 3)
    for y in 0..<24 { for x in 0..<128 { (one[x, y], other[x, y]) = (caption[x, y], caption[x, y]) } }
    one.pixels = one.pixels.map { UInt8(gain * Double($0)) }
    let report = try Self.compare(one, other)
    #expect(report.shareOfReference([.agrees]) >= 0.25)
    #expect(report.shareOfReference([.contradicts]) > 0.2)
    #expect(report.evidence.agreement < 0.1)
  }

  @Test("different photos contradict", arguments: 1...5 as ClosedRange<UInt64>)
  func strangers(seed: UInt64) throws {
    let report = try Self.compare(Self.texture(seed: seed), Self.texture(seed: seed + 100))
    #expect(report.shareOfReference([.agrees]) < 0.05, "seed \(seed)")
    #expect(report.shareOfReference([.contradicts]) > 0.3, "seed \(seed)")
    #expect(report.evidence.agreement < -0.6, "seed \(seed)")
  }

  @Test("a shared caption on two photos weighs little; the same caption on one photo's copy much")
  func caption() throws {
    var (one, other) = (Self.texture(seed: 1), Self.texture(seed: 2))
    let caption = Self.texture(seed: 3)
    for y in 0..<24 { for x in 0..<128 { (one[x, y], other[x, y]) = (caption[x, y], caption[x, y]) } }
    let strangers = try Self.compare(one, other)
    #expect(strangers.shareOfReference([.agrees]) >= 0.25)
    #expect(strangers.evidence.agreement < 0.1)
    let copy = try Self.compare(one, Self.texture(seed: 1))
    #expect(copy.shareOfReference([.agrees]) >= 0.75)
    #expect(copy.evidence.agreement > 0.5)
  }

  @Test("blocks fall where the homography maps them: crops, turns, mirror images, other sizes")
  func geometry() throws {
    let photo = Self.texture(seed: 5)
    // The right half of the photo, enlarged to twice its size.
    var crop = GrayImage(width: 128, height: 128, filledWith: 0)
    for y in 0..<128 { for x in 0..<128 { crop[x, y] = photo[64 + x / 2, y / 2] } }
    let fromCrop = Homography(SIMD3(0.5, 0, 4 * 64 - 0.25), SIMD3(0, 0.5, -0.25), SIMD3(0, 0, 1))
    let cropped = try Self.compare(crop, photo, fromCrop)
    #expect(cropped.shareOfReference([.agrees]) > 0.32)
    #expect(cropped.shareOfReference([.outside]) == 2.0 / 3)
    #expect(cropped.shareOfReference([.contradicts, .contradictsInLevel, .covered]) == 0)
    #expect(abs(cropped.shareOfQuery([.agrees]) - 1) < 0.05)
    #expect(cropped.evidence.contradicting == 0)

    let fromMirror = Homography(SIMD3(-1, 0, 4 * 128 - 1), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
    #expect(try Self.compare(photo.mirrored(), photo, fromMirror).shareOfReference([.agrees]) == 1)
    #expect(try Self.compare(photo, photo, fromMirror).evidence.agreement < -0.6)

    var turned = GrayImage(width: 96, height: 128, filledWith: 0)
    for y in 0..<128 { for x in 0..<96 { turned[x, y] = photo[y, 95 - x] } }
    let fromTurned = Homography(SIMD3(0, 1, 0), SIMD3(-1, 0, 4 * 96 - 1), SIMD3(0, 0, 1))
    #expect(try Self.compare(turned, photo, fromTurned).shareOfReference([.agrees]) == 1)
  }

  @Test("flat blocks are compared by level once the tone is known, and set aside where it isn't")
  func levels() throws {
    var (sky, otherSky) = (Self.texture(seed: 7), Self.texture(seed: 7))
    // Skies have some noise, if less than texture; an empty ground has none.
    for y in 0..<48 { for x in 0..<128 { (sky[x, y], otherSky[x, y]) = (UInt8(197 + (x + y) % 2 * 6), 60) } }
    #expect(try Self.compare(sky, sky).shareOfReference([.agreesInLevel]) == 0.5)
    let other = try Self.compare(otherSky, sky)
    #expect(other.shareOfReference([.contradictsInLevel]) == 0.5)
    #expect(other.evidence.agreement < 0.1)
    let flat = GrayImage(width: 128, height: 96, filledWith: 90)
    let unknown = try Self.compare(flat, GrayImage(width: 128, height: 96, filledWith: 200))
    #expect(unknown.shareOfReference([.undecided]) == 1)
    #expect(unknown.evidence.agreeing == 0 && unknown.evidence.contradicting == 0)
  }

  @Test("what covers a part of a copy costs less than another photo there")
  func sticker() throws {
    let photo = Self.texture(seed: 8)
    var (covered, replaced) = (photo, photo)
    let stranger = Self.texture(seed: 9)
    for y in 0..<48 { for x in 0..<64 { (covered[x, y], replaced[x, y]) = (250, stranger[x, y]) } }
    let sticker = try Self.compare(covered, photo)
    #expect(sticker.shareOfReference([.covered]) > 0.1)
    #expect(sticker.evidence.agreement > 0.8)
    #expect(try Self.compare(replaced, photo).evidence.agreement < sticker.evidence.agreement)
  }

  @Test("an object agrees with itself cut out, whatever ground it lies on", arguments: [0, 40, 128, 250])
  func cutout(ground: UInt8) throws {
    // Half of the picture, its rim within blocks; transparent parts are laid on white.
    var (original, cut) = (Self.texture(seed: 12), Self.texture(seed: 12))
    for y in 0..<96 {
      for x in 0..<128 where x < 20 || x >= 108 || y < 12 || y >= 84 { (original[x, y], cut[x, y]) = (255, ground) }
    }
    let report = try Self.compare(cut, original)
    #expect(report.shareOfReference([.agrees]) > 0.4)
    #expect(report.shareOfReference([.contradicts, .contradictsInLevel]) == 0)
    #expect(report.evidence.agreement > 0.4)
    // Another object, however, is another object.
    guard ground < 200 else { return }
    var other = Self.texture(seed: 13)
    for y in 0..<96 { for x in 0..<128 where x < 20 || x >= 108 || y < 12 || y >= 84 { other[x, y] = ground } }
    #expect(try Self.compare(other, original).evidence.agreement < 0.2)
  }

  @Test("tiny and empty thumbnails, and maps without meaning, give an answer or none")
  func degenerate() throws {
    let photo = Self.texture(seed: 4)
    let pixel = GrayImage(width: 1, height: 1, filledWith: 7)
    #expect(try Self.compare(pixel, photo).blocks.count >= 1)
    #expect(try Self.compare(photo, pixel).blocks.count == 1)
    func compared(_ query: GrayImage, _ model: Homography) -> AppearanceReport? {
      compareAppearance(
        query: query, reference: photo, querySize: query.size, referenceSize: photo.size, referenceFromQuery: model,
        matched: [SIMD2(3, 3)])
    }
    #expect(
      compareAppearance(
        query: photo, reference: photo, querySize: photo.size, referenceSize: photo.size, referenceFromQuery: .identity,
        matched: []) == nil)
    // Matched points beyond the reference prove none of it.
    let beyond = try Self.compare(photo, photo, matched: [SIMD2(-4e9, 3), SIMD2(4e9, 5e9)])
    #expect(beyond.region.agreeingCount == 0 && beyond.region.contrast == 0 && beyond.region.flatShare == 0)
    #expect(compared(GrayImage(width: 0, height: 0, pixels: []), .identity) == nil)
    #expect(compared(photo, Homography(SIMD3(0, 0, 0), SIMD3(0, 0, 0), SIMD3(0, 0, 0))) == nil)
    #expect(compared(photo, Homography(SIMD3(.nan, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1))) == nil)
    // Shrunk to less than a pixel, and enlarged beyond all bounds.
    let tiny = Homography(SIMD3(1e-6, 0, 50), SIMD3(0, 1e-6, 50), SIMD3(0, 0, 1))
    let shrunk = try #require(compared(photo, tiny))
    #expect(shrunk.blocks.count == 16 * 12 && shrunk.shareOfReference([.outside]) == 1)
    #expect(shrunk.evidence.agreeing == 0 && shrunk.evidence.contradicting == 0)
    let huge = Homography(SIMD3(1e6, 0, -3e6), SIMD3(0, 1e6, -3e6), SIMD3(0, 0, 1))
    let enlarged = try #require(compared(photo, huge))
    #expect(enlarged.blocks == [.undecided])
    #expect(enlarged.shareOfQuery([.undecided]) < 1e-6)
    #expect(enlarged.evidence.agreeing == 0 && enlarged.evidence.contradicting == 0)
  }

  @Test("flat places count half of textured ones, and covered ones a quarter of those that contradict")
  func evidence() {
    func evidence(_ counts: [BlockVerdict: Int]) -> AppearanceEvidence {
      let blocks = BlockVerdict.allCases.flatMap { Array(repeating: $0, count: counts[$0] ?? 0) }
      let rest = Array(repeating: BlockVerdict.undecided, count: 100 - blocks.count)
      return AppearanceReport(
        columns: 10, rows: 10, blocks: blocks + rest, queryShares: Array(repeating: 0.01, count: 100),
        region: ProvedRegion(
          BlockStatistics(
            fixed: GrayImage(width: 80, height: 80, filledWith: 9),
            moving: GrayImage(width: 80, height: 80, filledWith: 9),
            movingFromFixed: .identity), verdicts: blocks + rest, holding: [])
      ).evidence
    }
    let some = evidence([.agrees: 20, .agreesInLevel: 10, .contradicts: 6, .contradictsInLevel: 4, .covered: 8])
    #expect(abs(some.agreeing - 0.25) < 1e-12 && abs(some.contradicting - 0.12) < 1e-12)
    #expect(evidence([:]).agreeing == 0 && evidence([:]).contradicting == 0)
  }
}

extension AppearanceEvidence {
  /// −1 where all contradicts to 1 where all agrees.
  var agreement: Double { (agreeing - contradicting) / (agreeing + contradicting + 0.01) }
}
