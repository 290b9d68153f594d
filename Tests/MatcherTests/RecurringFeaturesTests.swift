import Features
import Geometry
import Imaging
import Pyramid
import Scoring
import TestSupport
import Testing

@testable import Matcher

@Suite("RecurringFeatures") struct RecurringFeaturesTests {
  private static let extractors = [ExtractorID.orb, .sift]

  private static func recurring(
    _ one: GrayImage, in other: GrayImage, _ id: ExtractorID, by map: Homography
  ) throws -> RecurringFeatures? {
    RecurringFeatures(
      of: try features(of: one, by: id, maxFeatures: 500),
      in: FeatureGrid(try features(of: other, by: id, maxFeatures: 500)), otherFromOne: map, scale: WorkingScale())
  }

  /// 400 features on a grid, of which those are found that a rule says.
  private static func scattered(_ isFound: (_ column: Int, _ row: Int) -> Bool) -> RecurringFeatures {
    RecurringFeatures(
      (0..<400).map {
        let place = SIMD2(Double($0 % 20), Double($0 / 20))
        return NearbyFeatures.Feature(index: $0, place: place, size: 1, match: isFound($0 % 20, $0 / 20) ? $0 : nil)
      }, by: .identity)
  }

  @Test("what recurs evenly is of one photo, what recurs in one half isn't, and what hardly recurs tells nothing")
  func dispersion() {
    let even = Self.scattered { ($0 * 7 + $1 * 13) % 5 < 3 }
    #expect(even.count == 400 && even.share == 0.6 && even.unevenness < 1.5 && even.showOnePhoto == true)
    let half = Self.scattered { column, row in column < 10 && (column + row) % 10 > 0 }
    #expect(abs(half.share - 0.45) < 0.01 && half.unevenness > 5 && half.showOnePhoto == false)
    #expect(Self.scattered { ($0 * 7 + $1 * 13) % 20 == 0 }.showOnePhoto == nil)
    for all in [true, false] {
      #expect(Self.scattered { _, _ in all }.unevenness == 1)
      #expect(Self.scattered { _, _ in all }.showOnePhoto == (all ? true : nil))
    }
    #expect(RecurringFeatures([], by: .identity).showOnePhoto == nil)
  }

  @Test("versions of a photo share their features evenly", arguments: extractors)
  func versions(id: ExtractorID) throws {
    let photo = try original(4)
    func shift(_ x: Double, _ y: Double) -> Homography { Homography(SIMD3(1, 0, -x), SIMD3(0, 1, -y), SIMD3(0, 0, 1)) }
    // Maps are known to some pixels only.
    let cropped = photo.cropped(x: 60, y: 40, width: 240, height: 180)
    #expect(try Self.recurring(photo, in: cropped, id, by: shift(66, 35))?.showOnePhoto == true)
    let half = photo.resampled(to: ImageSize(width: photo.width / 2, height: photo.height / 2))
    let halved = Homography(SIMD3(0.5, 0, 2), SIMD3(0, 0.5, -3), SIMD3(0, 0, 1))
    #expect(try Self.recurring(photo, in: half, id, by: halved)?.showOnePhoto == true)
    // Binary descriptors can't be mirrored.
    let mirror = Homography(SIMD3(-1, 0, Double(photo.width) - 1), SIMD3(0, 1, 0), SIMD3(0, 0, 1))
    let mirrored = try Self.recurring(photo, in: photo.mirrored(), id, by: mirror)
    #expect(mirrored?.showOnePhoto == (id == .sift ? true : nil))
  }

  @Test("two pages of one template share theirs unevenly, two copies of a page evenly", arguments: extractors)
  func pages(id: ExtractorID) throws {
    let (page, other) = (templatePage(1), templatePage(2))
    let uneven = try #require(try Self.recurring(page, in: other, id, by: .identity))
    #expect(uneven.showOnePhoto == false, "\(uneven)")
    let copy = GrayImage(
      width: page.width, height: page.height, pixels: page.pixels.map { 20 + UInt8(Double($0) * 0.8) })
    let even = try #require(try Self.recurring(copy, in: page, id, by: .identity))
    #expect(even.showOnePhoto == true, "\(even)")
    #expect(even.unevenness < uneven.unevenness)
  }

  @Test("a verified model tells how evenly photos share their features", arguments: extractors)
  func evidence(id: ExtractorID) throws {
    func evidence(_ query: GrayImage, _ reference: GrayImage) throws -> Evidence {
      let report = try Verifier().verify(
        query: try features(of: query, by: id), reference: SearchableFeatures(try features(of: reference, by: id)))
      return try #require(report.models.first).evidence
    }
    let (page, photo) = (templatePage(1), try original(4))
    let copy = try evidence(photo.cropped(x: 30, y: 20, width: 300, height: 220), photo)
    let other = try evidence(page, templatePage(2))
    #expect(copy.recurringCount > 100 && copy.unevenness < 2, "\(copy)")
    #expect(other.recurringCount > 100 && other.unevenness > 3, "\(other)")
    // Of a mirror image, it is the mirror image's features that the map is applied to.
    let own = try features(of: photo, by: id)
    let mirrored = try Verifier().verify(query: own, reference: SearchableFeatures(own), isMirrored: true)
    let known = try #require(mirrored.models.first).evidence
    #expect(known.recurringCount > 300 && known.unevenness < 1.5, "\(known)")
  }

  @Test("a map that leads nowhere tells nothing", arguments: [0.0, .nan, .infinity, 1e300])
  func degenerate(value: Double) throws {
    let map = Homography(SIMD3(value, 0, 0), SIMD3(0, value, 0), SIMD3(0, 0, 1))
    #expect(try Self.recurring(try original(4), in: try original(4), .orb, by: map) == nil)
  }
}
