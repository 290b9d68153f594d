import Testing

@testable import Imaging

/// The library that reads HEIC and AVIF. Without it these files are refused, which tests of the program try.
enum Libheif {
  static let isHere: Bool = {
    do throws(ImageError) {
      _ = try GrayImage(decoding: FileLiterals.heic, name: "x")
      return true
    } catch { return error.problem != .missingLibrary(.heic) }
  }()
}

@Suite("Decoding HEIC and AVIF", .enabled(if: Libheif.isHere, "needs libheif")) struct HEIFDecodingTests {
  private func color(_ bytes: [UInt8]) throws -> ColorImage { try ColorImage(decoding: bytes, name: "x.heic") }

  @Test("pixels", arguments: [FileLiterals.heic, FileLiterals.avif])
  func pixels(bytes: [UInt8]) throws {
    let image = try color(bytes)
    #expect(image.size == PhotoLiterals.wholePicture.size)
    #expect(largestDifference(image.pixels, PhotoLiterals.wholePicture.pixels) <= 8)
    #expect(try GrayImage(decoding: bytes, name: "x") == GrayImage(image))
  }

  @Test("turned once, by the box that says so")
  func orientation() throws {
    let image = try color(FileLiterals.heicTurned)
    #expect(image.size == ImageSize(width: 12, height: 16))
    let picture = PhotoLiterals.wholePicture
    let (_, expected) = EXIFOrientation.rightTop.apply(to: picture.pixels, size: picture.size, channels: 3)
    #expect(largestDifference(image.pixels, expected) <= 8)
  }

  @Test("transparent pixels lie over white")
  func alpha() throws {
    let image = try color(FileLiterals.heicAlpha)
    let picture = PhotoLiterals.wholePicture
    for y in 0..<12 {
      for x in 0..<16 {
        let (shown, stored) = (image[x, y], picture[x, y])
        let alpha = x < 8 ? 255 : x < 12 ? 128 : 0
        for (one, other) in [(shown.red, stored.red), (shown.green, stored.green), (shown.blue, stored.blue)] {
          #expect(abs(Int(one) - (255 - (255 - Int(other)) * alpha / 255)) <= 10, "at \(x), \(y)")
        }
      }
    }
  }

  @Test("more pixels than the limit are refused")
  func limit() {
    for bytes in [FileLiterals.heic, FileLiterals.avif] {
      #expect(
        throws: ImageError("x", .tooLarge(ImageSize(width: 16, height: 12), limit: 191))
      ) { try GrayImage(decoding: bytes, name: "x", options: DecodingOptions(maxPixels: 191)) }
    }
  }
}
