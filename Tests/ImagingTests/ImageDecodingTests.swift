import Imaging
import TestSupport
import Testing

@Suite("Decoding PNG") struct PNGDecodingTests {
  private func gray(_ bytes: [UInt8]) throws -> [UInt8] { try GrayImage(decoding: bytes, name: "x.png").pixels }
  private func color(_ bytes: [UInt8]) throws -> [UInt8] { try ColorImage(decoding: bytes, name: "x.png").pixels }

  @Test("grey of 8, 4, 2 and 1 bits fills the whole range")
  func grays() throws {
    #expect(try gray(PNGLiterals.gray8) == [0, 100, 200, 50, 150, 255])
    #expect(try gray(PNGLiterals.gray4) == [0, 255, 119])
    #expect(try gray(PNGLiterals.gray2) == [0, 85, 170, 255, 255])
    let bits: [UInt8] = [1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    #expect(try gray(PNGLiterals.gray1) == bits.map { $0 * 255 })
    #expect(try color(PNGLiterals.gray4) == [0, 0, 0, 255, 255, 255, 119, 119, 119])
  }

  @Test("16 bits are scaled and rounded, not cut")
  func sixteenBits() throws {
    // 0x0080 / 257 = 0.498; 0x0081 / 257 = 0.502.
    #expect(try gray(PNGLiterals.gray16) == [0x12, 0, 255])
    #expect(try color(PNGLiterals.rgb16) == [0x12, 255, 0, 0, 1, 0x80])
  }

  @Test("palettes and RGB")
  func colors() throws {
    let palette: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30]
    #expect(try color(PNGLiterals.palette8) == palette)
    #expect(try color(PNGLiterals.palette2) == palette)
    #expect(try color(PNGLiterals.rgb8) == palette)
    // 0.299, 0.587 and 0.114 of 255; 2.99 + 11.74 + 3.42 = 18.15.
    #expect(try gray(PNGLiterals.rgb8) == [76, 150, 29, 18])
  }

  @Test("transparent pixels lie over white")
  func transparency() throws {
    #expect(try color(PNGLiterals.paletteTransparent) == [255, 0, 0, 255, 255, 255, 127, 127, 255, 10, 20, 30])
    #expect(try gray(PNGLiterals.grayTransparent) == [0, 255, 200])
    #expect(try color(PNGLiterals.rgbTransparent) == [255, 0, 0, 255, 255, 255])
    #expect(try gray(PNGLiterals.grayAlpha8) == [0, 127, 255])
    // Blue at 64 / 255: 255 − 255 · 64 / 255 = 191.
    #expect(try color(PNGLiterals.rgba8) == [255, 0, 0, 191, 191, 255, 255, 255, 255])
    // Grey is made after the blending: 0.299 · 191 + 0.587 · 191 + 0.114 · 255 = 198.3.
    #expect(try gray(PNGLiterals.rgba8) == [76, 198, 255])
    // 0x8080 is 128 of 255 for the colour and for the alpha: 255 − 127 · 128 / 255 = 191.25.
    #expect(try color(PNGLiterals.rgba16) == [127, 191, 255])
  }

  @Test("interlaced pixels come to their places")
  func interlaced() throws {
    #expect(try gray(PNGLiterals.interlaced) == (0..<25).map { UInt8(10 * ($0 / 5) + $0 % 5) })
  }

  @Test("the eXIf chunk's orientation is applied")
  func orientation() throws {
    let image = try GrayImage(decoding: PNGLiterals.exif6, name: "x.png")
    #expect(image == GrayImage(width: 2, height: 3, pixels: [50, 0, 150, 100, 255, 200]))
  }
}

@Suite("Decoding WebP") struct WebPDecodingTests {
  private let expected = PhotoLiterals.wholePicture

  @Test("lossless is exact")
  func lossless() throws {
    #expect(try ColorImage(decoding: PhotoLiterals.webpLossless, name: "x.webp") == expected)
    #expect(try GrayImage(decoding: PhotoLiterals.webpLossless, name: "x.webp") == GrayImage(expected))
  }

  @Test("lossy is close")
  func lossy() throws {
    let image = try ColorImage(decoding: PhotoLiterals.webpLossy, name: "x.webp")
    let differences = zip(image.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
    #expect(differences.reduce(0, +) < 8 * differences.count)
  }

  @Test("transparent pixels lie over white")
  func transparency() throws {
    let image = try ColorImage(decoding: PhotoLiterals.webpAlpha, name: "x.webp")
    for y in 0..<12 {
      for x in 0..<16 {
        let color = PhotoLiterals.picture(x: x, y: y)
        func over(_ value: UInt8) -> UInt8 {
          x < 8 ? value : x < 12 ? UInt8(255 - (Double(255 - value) * 128 / 255).rounded()) : 255
        }
        #expect(image[x, y] == RGB(over(color.red), over(color.green), over(color.blue)), "at \(x), \(y)")
      }
    }
  }

  @Test("the EXIF chunk's orientation is applied")
  func orientation() throws {
    let image = try ColorImage(decoding: PhotoLiterals.webpExif6, name: "x.webp")
    #expect(image.size == ImageSize(width: 12, height: 16))
    #expect(image[0, 0] == PhotoLiterals.picture(x: 0, y: 11))
    #expect(image[11, 0] == PhotoLiterals.picture(x: 0, y: 0))
  }

  @Test("an animation's first frame lies at its place on the canvas, and white is around it")
  func animated() throws {
    func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
    func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
      Array(name.utf8) + number(body.count, 4) + body + (body.count % 2 == 0 ? [] : [0])
    }
    /// The chunks of a still, without their RIFF header, as a frame; offsets are stored halved.
    func frame(_ still: [UInt8], x: Int, y: Int) -> [UInt8] {
      var body = number(x / 2, 3) + number(y / 2, 3)
      body += number(15, 3) + number(11, 3)
      body += number(100, 3) + [0]
      return chunk("ANMF", body + still[12...])
    }
    var body = Array("WEBP".utf8)
    body += chunk("VP8X", [0x12, 0, 0, 0] + number(19, 3) + number(14, 3))
    body += chunk("ANIM", [0, 0, 255, 255, 0, 0])
    body += frame(PhotoLiterals.webpLossless, x: 4, y: 2) + frame(PhotoLiterals.webpAlpha, x: 0, y: 0)
    let image = try ColorImage(decoding: Array("RIFF".utf8) + number(body.count, 4) + body, name: "x.webp")
    #expect(image.size == ImageSize(width: 20, height: 15))
    for y in 0..<15 {
      for x in 0..<20 {
        let isInside = (4..<20).contains(x) && (2..<14).contains(y)
        #expect(image[x, y] == (isInside ? expected[x - 4, y - 2] : .white), "at \(x), \(y)")
      }
    }
  }

  @Test("the first frame of WebP and of PNG animations is what a still would be")
  func firstFrames() throws {
    let image = try ColorImage(decoding: PhotoLiterals.webpAnimated, name: "x.webp")
    #expect(image == expected)
    #expect(
      try ColorImage(decoding: FileLiterals.pngAnimated, name: "x.png")
        == ColorImage(decoding: PhotoLiterals.webpAlpha, name: "x.webp"))
  }
}

@Suite("Decoding CMYK") struct CMYKDecodingTests {
  private static let quarters: [(Int, Int, RGB)] = [
    (3, 3, RGB(0, 255, 255)), (12, 3, RGB(255, 0, 255)), (3, 12, RGB(255, 255, 0)), (12, 12, RGB(127, 127, 127)),
  ]

  @Test("inks as Adobe writes them, inverted")
  func inverted() throws {
    let image = try ColorImage(decoding: PhotoLiterals.jpegCMYK, name: "x.jpg")
    for (x, y, color) in Self.quarters { #expect(isClose(image[x, y], color), "at \(x), \(y): \(image[x, y])") }
    let gray = try GrayImage(decoding: PhotoLiterals.jpegCMYK, name: "x.jpg")
    #expect(gray == GrayImage(image))
  }

  @Test("inverted without Adobe's marker, too")
  func plain() throws {
    let bytes = PhotoLiterals.jpegCMYK
    let marker = try #require((0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xEE })
    let length = Int(bytes[marker + 2]) << 8 | Int(bytes[marker + 3])
    let stripped = Array(bytes[..<marker] + bytes[(marker + 2 + length)...])
    #expect(
      try ColorImage(decoding: stripped, name: "x.jpg") == ColorImage(decoding: PhotoLiterals.jpegCMYK, name: "x.jpg"))
  }

  private func isClose(_ first: RGB, _ second: RGB) -> Bool {
    zip([first.red, first.green, first.blue], [second.red, second.green, second.blue])
      .allSatisfy { abs(Int($0) - Int($1)) <= 3 }
  }
}

@Suite("Decoding JPEG") struct JPEGDecodingTests {
  private func gray(_ bytes: [UInt8]) throws -> GrayImage { try GrayImage(decoding: bytes, name: "x.jpg") }

  @Test("a grey copy of a colour photo has nearly its luma")
  func grayCopy() throws {
    let (copy, photo) = try (gray(PhotoLiterals.jpegGray), GrayImage(PhotoLiterals.wholePicture))
    #expect(copy.size == photo.size && largestDifference(copy.pixels, photo.pixels) <= 8)
  }

  private static let kinds = [
    PhotoLiterals.jpegGray, PhotoLiterals.jpegProgressive, PhotoLiterals.jpegCMYK, FileLiterals.jpegScans,
    FileLiterals.jpegRestarts,
  ]

  @Test("all pixels are used where the end mark is missing or half of it is", arguments: kinds)
  func missingEnd(bytes: [UInt8]) throws {
    let whole = try gray(bytes)
    #expect(try gray(bytes.dropLast()) == whole)
    #expect(try gray(bytes.dropLast(2)) == whole)
  }

  @Test("all pixels are used where a trailer stands in place of the end mark or behind it", arguments: kinds)
  func trailer(bytes: [UInt8]) throws {
    let whole = try gray(bytes)
    let trailer = [0, 0, 1, 0x0A, 0x0E, 0, 0, 0] + Array("Image_UTC_Data1234567890SEFHe".utf8)
    #expect(try gray(bytes.dropLast(2) + trailer) == whole)
    #expect(try gray(bytes + trailer) == whole)
  }

  @Test("of several pictures in a file the first (MPO)", arguments: kinds)
  func several(bytes: [UInt8]) throws {
    #expect(try gray(bytes + PhotoLiterals.jpegGray.reversed() + PhotoLiterals.jpegGray) == gray(bytes))
  }

  @Test("one behind a picture without an end mark is left alone")
  func severalWithoutEnd() throws {
    let bytes = PhotoLiterals.jpegGray
    #expect(try gray(bytes.dropLast(2) + PhotoLiterals.jpegCMYK) == gray(bytes))
  }

  @Test("scans of single components and arithmetic coding")
  func otherCodings() throws {
    for bytes in [FileLiterals.jpegScans, FileLiterals.jpegArithmetic] {
      let image = try ColorImage(decoding: bytes, name: "x.jpg")
      #expect(largestDifference(image.pixels, PhotoLiterals.wholePicture.pixels) < 32)
    }
  }
}

@Suite("ImageFormat") struct ImageFormatTests {
  @Test("is told by the contents")
  func detection() {
    #expect(ImageFormat(detecting: PNGLiterals.gray8) == .png)
    #expect(ImageFormat(detecting: PhotoLiterals.webpLossy) == .webp)
    #expect(ImageFormat(detecting: PhotoLiterals.jpegGray) == .jpeg)
    #expect(ImageFormat(detecting: PhotoLiterals.jpegGray[...]) == .jpeg)
    #expect(ImageFormat(detecting: FileLiterals.gifPlain) == .gif)
    #expect(ImageFormat(detecting: FileLiterals.tiffLZW) == .tiff)
    #expect(ImageFormat(detecting: FileLiterals.heic) == .heic)
    #expect(ImageFormat(detecting: FileLiterals.avif) == .avif)
    #expect(ImageFormat(detecting: BMPBuilder(width: 1, height: 1, bits: 24, body: [0, 0, 0, 0]).file) == .bmp)
    func isobmff(_ brands: String) -> [UInt8] { [0, 0, 0, 0x1C] + Array("ftyp\(brands)".utf8) }
    #expect(ImageFormat(detecting: isobmff("mif1\0\0\0\0mif1avif")) == .avif)
    #expect(ImageFormat(detecting: isobmff("mif1\0\0\0\0mif1heic")) == .heic)
    for text in ["P1 1 1 0", "P4\n#\n8 1\n", "P6\n1 1 255\n...", "P7\nWIDTH 1\nHEIGHT 1\n"] {
      #expect(ImageFormat(detecting: Array(text.utf8)) == .pnm, "\(text)")
    }
    let others = [
      "", "R", "RIFF", "RIFF....WAVE", "RIFF....WEB", "GIF88a......", "\u{89}PNG", "BM is no bitmap, but a text",
      "P1", "P1 is no bitmap", "P7 either", "P8 1 1 0", "....ftypisom....mp41",
    ]
    for text in others {
      #expect(ImageFormat(detecting: Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test("of a file needs no more than its start, and not its name")
  func files() throws {
    let folder = TemporaryFolder()
    let path = folder.write(Array(PNGLiterals.gray8.prefix(12)), to: "a.jpg")
    #expect(try ImageFormat.detect(contentsOf: path) == .png)
    #expect(try ImageFormat.detect(contentsOf: folder.write("text", to: "b.jpg")) == nil)
    #expect(throws: (any Error).self) { try ImageFormat.detect(contentsOf: folder.file("missing.jpg")) }
    // The decoders go by the contents too.
    #expect(try GrayImage(contentsOf: folder.write(PNGLiterals.gray8, to: "c.jpg")).width == 3)
  }
}
