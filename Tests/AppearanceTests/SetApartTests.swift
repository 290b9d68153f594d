import Imaging
import Testing

@testable import Appearance

@Suite("AppearanceReport.agrees(where:)") struct SetApartTests {
  typealias Texture = AppearanceComparisonTests

  /// A photo, and the same with other texture on its lowest rows.
  static func captioned(_ photo: GrayImage, seed: UInt64, rows: Int = 24) -> GrayImage {
    var captioned = photo
    let caption = Texture.texture(seed: seed)
    for y in (photo.height - rows)..<photo.height { for x in 0..<photo.width { captioned[x, y] = caption[x, y] } }
    return captioned
  }

  @Test("a copy shows what sets the photo apart from a captioned version, not what sets that apart from the photo")
  func caption() throws {
    let photo = Texture.texture(seed: 1)
    let version = Self.captioned(photo, seed: 2)
    #expect(try Texture.compare(photo, photo).agrees(where: Texture.compare(version, photo)))
    #expect(try !Texture.compare(photo, version).agrees(where: Texture.compare(photo, version)))
    // Darker, at another resolution, and in a caption's place by half a block: still a copy of the photo.
    let copy = Texture.texture(seed: 1, level: 100)
    #expect(try Texture.compare(copy, photo).agrees(where: Texture.compare(version, photo)))
  }

  @Test(
    "a third photo on the same page shows neither, whichever two are compared", arguments: 1...4 as ClosedRange<UInt64>)
  func page(seed: UInt64) throws {
    let page = Texture.texture(seed: 100 + seed)
    let photos = (0..<3).map { Self.captioned(page, seed: 10 * seed + UInt64($0), rows: 48) }
    for (candidate, other) in [(1, 2), (2, 1)] {
      let difference = try Texture.compare(photos[other], photos[candidate])
      #expect(try !Texture.compare(photos[0], photos[candidate]).agrees(where: difference), "seed \(seed)")
    }
    // But the page's photo itself does.
    let difference = try Texture.compare(photos[2], photos[1])
    #expect(try Texture.compare(photos[1], photos[1]).agrees(where: difference), "seed \(seed)")
  }

  @Test("nothing is shown where nothing differs, or where it can't be seen")
  func nothing() throws {
    let photo = Texture.texture(seed: 1)
    #expect(try !Texture.compare(photo, photo).agrees(where: Texture.compare(photo, photo)))
    let version = Self.captioned(photo, seed: 2)
    var top = GrayImage(width: 128, height: 64, filledWith: 0)
    for y in 0..<64 { for x in 0..<128 { top[x, y] = photo[x, y] } }
    #expect(try !Texture.compare(top, photo).agrees(where: Texture.compare(version, photo)))
  }
}
