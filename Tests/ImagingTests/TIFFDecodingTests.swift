import Testing

@testable import Imaging

@Suite("Decoding TIFF") struct TIFFDecodingTests {
  private let size = (width: 37, height: 21)

  private func color(_ bytes: [UInt8]) throws -> ColorImage { try ColorImage(decoding: bytes, name: "x.tif") }

  private func value(_ x: Int, _ y: Int, _ channel: Int) -> Int { (x * 5 + y * 3 + channel * 60) % 256 }

  /// The image whose channels `channel` gives.
  private func image(_ channel: (Int, Int, Int) -> Int) -> ColorImage {
    var pixels: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width { for index in 0..<3 { pixels.append(UInt8(channel(x, y, index))) } }
    }
    return ColorImage(width: size.width, height: size.height, pixels: pixels)
  }

  /// Strips and tiles, interleaved and planar, both byte orders.
  private func variants(_ builder: TIFFBuilder) -> [TIFFBuilder] {
    [nil, 16].flatMap { side in
      [false, true].flatMap { isPlanar in
        [false, true].map { isBigEndian in
          var builder = builder
          (builder.tileSide, builder.isPlanar, builder.isBigEndian) = (side, isPlanar, isBigEndian)
          return builder
        }
      }
    }
  }

  @Test("RGB in strips and tiles, interleaved and planar, of either byte order", arguments: [8, 16])
  func rgb(bits: Int) throws {
    var builder = TIFFBuilder(width: size.width, height: size.height, value)
    (builder.samples, builder.bits, builder.photometric) = (3, bits, 2)
    for variant in variants(builder) { #expect(try color(variant.file) == image(value)) }
  }

  @Test("a large picture is read some strips or tiles at a time", arguments: [nil, 16] as [Int?], [1, 3])
  func parts(side: Int?, samples: Int) throws {
    let (width, height) = (16_384, 150)
    var builder = TIFFBuilder(width: width, height: height) { x, y, channel in (x + 7 * y + 50 * channel) % 251 }
    (builder.samples, builder.photometric, builder.isPlanar) = (samples, samples == 3 ? 2 : 1, samples == 3)
    (builder.tileSide, builder.rowsPerStrip) = (side, 7)
    let pixels = try color(builder.file).pixels
    let wrong = (0..<width * height).first { pixel in
      (0..<3).contains { channel in
        Int(pixels[3 * pixel + channel])
          != builder.sample(pixel % width, pixel / width, samples == 3 ? channel : 0)
      }
    }
    #expect(wrong == nil && pixels.count == 3 * width * height)
  }

  @Test("grey, white being the largest number or 0", arguments: [8, 16], [0, 1])
  func gray(bits: Int, photometric: Int) throws {
    var builder = TIFFBuilder(width: size.width, height: size.height) { x, y, _ in value(x, y, 0) }
    (builder.bits, builder.photometric) = (bits, photometric)
    let expected = image { x, y, _ in photometric == 1 ? value(x, y, 0) : 255 - value(x, y, 0) }
    #expect(try color(builder.file) == expected)
    #expect(try GrayImage(decoding: builder.file, name: "x.tif") == GrayImage(expected))
  }

  @Test("a palette of 16 bits a colour")
  func palette() throws {
    var builder = TIFFBuilder(width: size.width, height: size.height) { x, y, _ in (x + y) % 256 }
    builder.photometric = 3
    builder.tags[320] = (0..<768).map { index in (index % 256 * (index / 256 + 1) % 256) * 257 }
    #expect(try color(builder.file) == image { x, y, channel in (x + y) % 256 * (channel + 1) % 256 })
  }

  @Test("transparent pixels lie over white, multiplied into the colours or not", arguments: [1, 2])
  func alpha(kind: Int) throws {
    var builder = TIFFBuilder(width: size.width, height: size.height) { x, y, channel in
      let alpha = x % 2 == 0 ? 255 : 102
      return channel == 3 ? alpha : kind == 1 ? value(x, y, channel) * alpha / 255 : value(x, y, channel)
    }
    (builder.samples, builder.photometric, builder.tags[338]) = (4, 2, [kind])
    let expected = image { x, y, channel in
      x % 2 == 0 ? value(x, y, channel) : 255 - (255 - value(x, y, channel)) * 102 / 255
    }
    #expect(largestDifference(try color(builder.file).pixels, expected.pixels) <= 2)
  }

  @Test("CMYK, 255 being full ink", arguments: [8, 16])
  func inks(bits: Int) throws {
    func ink(_ x: Int, _ y: Int, _ channel: Int) -> Int { channel == 3 ? x : value(x, y, channel) }
    var builder = TIFFBuilder(width: size.width, height: size.height, ink)
    (builder.samples, builder.bits, builder.photometric) = (4, bits, 5)
    let expected = image { x, y, channel in
      Int((Double((255 - ink(x, y, channel)) * (255 - x)) / 255).rounded())
    }
    for variant in variants(builder) { #expect(try color(variant.file) == expected) }
    builder.tags[332] = [2]
    #expect(throws: ImageError("x.tif", .unsupported(message: "its inks are others than CMYK"))) {
      try color(builder.file)
    }
  }

  @Test("the orientation tag is applied", arguments: EXIFOrientation.allCases)
  func orientation(_ orientation: EXIFOrientation) throws {
    var builder = TIFFBuilder(width: size.width, height: size.height, value)
    (builder.samples, builder.photometric) = (3, 2)
    builder.tags[274] = [orientation.rawValue]
    let stored = image(value)
    let (size, pixels) = orientation.apply(to: stored.pixels, size: stored.size, channels: 3)
    #expect(try color(builder.file) == ColorImage(width: size.width, height: size.height, pixels: pixels))
  }

  @Test("compressed data")
  func compression() throws {
    for bytes in [FileLiterals.tiffLZW, FileLiterals.tiffDeflate] {
      #expect(try color(bytes) == PhotoLiterals.wholePicture)
    }
    #expect(largestDifference(try color(FileLiterals.tiffJPEG).pixels, PhotoLiterals.wholePicture.pixels) < 40)
    #expect(Set(try color(FileLiterals.tiffGroup4).pixels) == [0, 255])
  }

  @Test("of several pages the first, unless it is a preview")
  func pages() throws {
    var builder = TIFFBuilder(width: size.width, height: size.height, value)
    (builder.samples, builder.photometric, builder.tags[254]) = (3, 2, [1])
    #expect(
      throws: ImageError(
        "x.tif", .unsupported(message: "its first page is only a preview, as of camera raw"))
    ) { try color(builder.file) }
    builder.tags[254] = [2]  // a page of several
    #expect(try color(builder.file) == image(value))
  }

  @Test("numbers of 32 bits are refused with the reason")
  func wideSamples() throws {
    var builder = TIFFBuilder(width: 2, height: 2) { _, _, _ in 0 }
    builder.tags[258] = [32]
    let error = #expect(throws: ImageError.self) { try color(builder.file) }
    guard case .unsupported(let message)? = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(message.contains("32-bit"))
  }
}
