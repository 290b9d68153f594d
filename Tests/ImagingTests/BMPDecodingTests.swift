import Imaging
import Testing

@Suite("Decoding BMP") struct BMPDecodingTests {
  private func color(_ builder: BMPBuilder) throws -> [UInt8] {
    try ColorImage(decoding: builder.file, name: "x.bmp").pixels
  }

  @Test("rows from the bottom or, with a negative height, from the top; 24 and 32 bits")
  func rows() throws {
    // Blue, green, red; two pixels and two bytes of padding a row.
    let body: [UInt8] = [3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0]
    #expect(
      try color(BMPBuilder(width: 2, height: 2, bits: 24, body: body)) == [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6])
    #expect(
      try color(BMPBuilder(width: 2, height: -2, bits: 24, body: body)) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    // The padding of the last row may be missing; the fourth byte is no alpha.
    #expect(try color(BMPBuilder(width: 2, height: 2, bits: 24, body: body.dropLast(2))).count == 12)
    #expect(try color(BMPBuilder(width: 1, height: 1, bits: 32, body: [3, 2, 1, 0])) == [1, 2, 3])
  }

  @Test(
    "palettes of 1, 2, 4 and 8 bits", arguments: [(1, [0b0100_0000]), (2, [0b0001_0000]), (4, [0x01]), (8, [0, 1])])
  func palettes(bits: Int, row: [UInt8]) throws {
    let table: [UInt8] = [30, 20, 10, 0, 60, 50, 40, 0] + [UInt8](repeating: 7, count: 4 * ((1 << bits) - 2))
    let body = row + [UInt8](repeating: 0, count: 4 - row.count)
    let builder = BMPBuilder(width: 2, height: 1, bits: bits, table: table, body: body)
    #expect(try color(builder) == [10, 20, 30, 40, 50, 60])
  }

  @Test("OS/2's header of 12 bytes, with three bytes a colour")
  func oldHeader() throws {
    let table: [UInt8] = [30, 20, 10, 60, 50, 40]
    let builder = BMPBuilder(
      width: 2, height: 1, bits: 1, table: table, body: [0b0100_0000, 0, 0, 0], headerSize: 12)
    #expect(try color(builder) == [10, 20, 30, 40, 50, 60])
  }

  @Test("16 bits, by the usual masks and by others")
  func masks() throws {
    // 5 bits each: 31, 16, 0.
    let usual = BMPBuilder.number(31 << 10 | 16 << 5, 2) + [0, 0]
    #expect(try color(BMPBuilder(width: 1, height: 1, bits: 16, body: usual)) == [255, 132, 0])
    // 5, 6, 5 bits: 0, 32, 31.
    let table = [0xF800, 0x07E0, 0x001F].flatMap { BMPBuilder.number($0, 4) }
    let other = BMPBuilder.number(32 << 5 | 31, 2) + [0, 0]
    #expect(
      try color(BMPBuilder(width: 1, height: 1, bits: 16, compression: 3, table: table, body: other)) == [0, 130, 255])
  }

  @Test("alpha counts where a mask says so, and not where all of it is 0")
  func alpha() throws {
    let table = [0xFF0000, 0xFF00, 0xFF, 0xFF00_0000].flatMap { BMPBuilder.number($0, 4) }
    func pixels(_ alphas: [UInt8]) throws -> [UInt8] {
      let body = alphas.flatMap { alpha -> [UInt8] in [30, 20, 10, alpha] }
      return try color(BMPBuilder(width: 2, height: 1, bits: 32, compression: 6, table: table, body: body))
    }
    #expect(try pixels([255, 0]) == [10, 20, 30, 255, 255, 255])
    #expect(try pixels([0, 0]) == [10, 20, 30, 10, 20, 30])
  }

  private static let grays = (0..<256).flatMap { index -> [UInt8] in [UInt8(index), UInt8(index), UInt8(index), 0] }

  private func gray(_ builder: BMPBuilder) throws -> [UInt8] {
    try GrayImage(decoding: builder.file, name: "x.bmp").pixels
  }

  @Test("run lengths: runs, single colours, jumps, ends of lines and of the picture")
  func runs() throws {
    let orders: [UInt8] = [3, 9, 0, 0, 0, 3, 1, 2, 3, 0, 0, 2, 1, 1, 1, 7, 0, 1]
    let builder = BMPBuilder(width: 5, height: 3, bits: 8, compression: 1, table: Self.grays, body: orders)
    #expect(try gray(builder) == [0, 0, 0, 0, 7, 1, 2, 3, 0, 0, 9, 9, 9, 0, 0])
    // Two colours in turn: 1 2 1, then 5 6 7 by themselves.
    let packed = BMPBuilder(
      width: 6, height: 1, bits: 4, compression: 2, table: Array(Self.grays.prefix(64)),
      body: [3, 0x12, 0, 3, 0x56, 0x70, 0, 1])
    #expect(try gray(packed) == [1, 2, 1, 5, 6, 7])
  }

  @Test("runs that jut out of the picture change nothing else")
  func juttingRuns() throws {
    func pixels(_ orders: [UInt8]) throws -> [UInt8] {
      try gray(BMPBuilder(width: 2, height: 2, bits: 8, compression: 1, table: Self.grays, body: orders))
    }
    #expect(try pixels([255, 9, 0, 0, 0, 2, 200, 200, 5, 5]) == [0, 0, 9, 9])
    #expect(try pixels([2, 5, 0, 0, 255, 9, 0, 1]) == [9, 9, 5, 5])
  }

  @Test("other depths and compressions are refused by name")
  func unsupported() {
    #expect(throws: ImageError("x.bmp", .unsupported(message: "a BMP of compression 4"))) {
      try color(BMPBuilder(width: 1, height: 1, bits: 24, compression: 4, body: [0, 0, 0, 0]))
    }
    #expect(throws: ImageError("x.bmp", .unsupported(message: "a BMP of 3 bits a pixel"))) {
      try color(BMPBuilder(width: 1, height: 1, bits: 3, body: [0, 0, 0, 0]))
    }
  }

  @Test("absurd sizes are refused by the header")
  func sizes() {
    #expect(
      throws: ImageError("x.bmp", .tooLarge(ImageSize(width: 50_000, height: 50_000), limit: 100_000_000))
    ) { try color(BMPBuilder(width: 50_000, height: 50_000, bits: 1, body: [])) }
    #expect(throws: ImageError("x.bmp", .corrupt(.bmp, message: "it has no pixels"))) {
      try color(BMPBuilder(width: -1, height: 1, bits: 24, body: []))
    }
    // Within a limit that is far above the file.
    let options = DecodingOptions(maxPixels: DecodingOptions.mostPixels)
    #expect(throws: ImageError("x", .truncated(.bmp))) {
      let file = BMPBuilder(width: 30_000, height: -30_000, bits: 32, body: []).file
      return try GrayImage(decoding: file, name: "x", options: options)
    }
    let message = "2147483647 × 2147483648 pixels, but no side may be longer than 1000000"
    #expect(throws: ImageError("x", .unsupported(message: message))) {
      let file = BMPBuilder(width: Int(Int32.max), height: Int(Int32.min), bits: 32, body: []).file
      return try GrayImage(decoding: file, name: "x", options: options)
    }
  }
}
