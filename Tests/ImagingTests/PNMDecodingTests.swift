import Imaging
import Testing

@Suite("Decoding PNM") struct PNMDecodingTests {
  private func gray(_ header: String, _ body: [UInt8] = []) throws -> [UInt8] {
    try GrayImage(decoding: Array(header.utf8) + body, name: "x.pnm").pixels
  }
  private func color(_ header: String, _ body: [UInt8] = []) throws -> [UInt8] {
    try ColorImage(decoding: Array(header.utf8) + body, name: "x.pnm").pixels
  }

  @Test("bitmaps: 1 is black")
  func bitmaps() throws {
    #expect(try gray("P1\n# a comment\n3 2\n1 0 1\n0#another\n11\n") == [0, 255, 0, 255, 0, 0])
    // Rows of whole bytes.
    #expect(
      try gray("P4 9 2\n", [0b1010_0000, 0x80, 0, 0]) == [0, 255, 0] + [255, 255, 255, 255, 255, 0]
        + [UInt8](repeating: 255, count: 9))
  }

  @Test("grey in text and in bytes, of any white")
  func grays() throws {
    #expect(try gray("P2 3 1 255 0 100 255") == [0, 100, 255])
    #expect(try gray("P2 3 1\n4\n0 1 4") == [0, 64, 255])
    #expect(try gray("P5 3 1 255\n", [0, 100, 255]) == [0, 100, 255])
    #expect(try gray("P5 2 1 100\n", [50, 100]) == [128, 255])
  }

  @Test("16 bits are scaled and rounded")
  func sixteenBits() throws {
    // 0x0080 / 257 = 0.498; 0x0081 / 257 = 0.502.
    #expect(try gray("P5 3 1 65535\n", [0, 0x80, 0, 0x81, 0xFF, 0xFF]) == [0, 1, 255])
    #expect(try color("P6 1 1 65535\n", [0x12, 0x34, 0, 0, 0xFF, 0xFF]) == [0x12, 0, 255])
  }

  @Test("colours")
  func colors() throws {
    #expect(try color("P3 2 1 255 1 2 3 4 5 6") == [1, 2, 3, 4, 5, 6])
    #expect(try color("P6 2 1 255\n", [1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6])
    // Of several pictures the first.
    #expect(try color("P6 1 1 255\n", [1, 2, 3] + Array("P6 1 1 255\n".utf8) + [9, 9, 9]) == [1, 2, 3])
  }

  @Test("PAM of one to four samples a pixel")
  func pam() throws {
    func header(_ depth: Int, _ type: String) -> String {
      "P7\nWIDTH 1\n# a comment\nHEIGHT 1\nDEPTH \(depth)\nMAXVAL 255\nTUPLTYPE \(type)\nENDHDR\n"
    }
    #expect(try color(header(1, "GRAYSCALE"), [7]) == [7, 7, 7])
    #expect(try color(header(2, "GRAYSCALE_ALPHA"), [0, 102]) == [153, 153, 153])
    #expect(try color(header(3, "RGB"), [1, 2, 3]) == [1, 2, 3])
    #expect(try color(header(4, "RGB_ALPHA"), [0, 0, 255, 102]) == [153, 153, 255])
    #expect(throws: ImageError("x.pnm", .unsupported(message: "a PAM of 5 samples a pixel"))) {
      try color(header(5, "OTHER"), [1, 2, 3, 4, 5])
    }
  }

  @Test("what contradicts the format is named")
  func contradictions() {
    func expect(_ text: String, _ message: String) {
      #expect(throws: ImageError("x.pnm", .corrupt(.pnm, message: message))) { try gray(text) }
    }
    expect("P2 1 1 255 256", "a sample of 256 is above its white, 255")
    expect("P2 1 1 0 0", "its white is 0, but must be from 1 to 65535")
    expect("P2 1 1 65536 0", "its white is 65536, but must be from 1 to 65535")
    expect("P2 0 1 1 0", "it has no pixels")
    expect("P2 1 x 1 0", "a number is missing at byte 5")
    expect("P2 99999999999999999999 1 1 0", "a number is above 2147483647")
    expect("P1 1 1 2", "byte 7 is neither 0 nor 1")
  }

  @Test("absurd sizes are refused before memory is taken")
  func sizes() {
    let message = "2147483647 × 2147483647 pixels, but no side may be longer than 1000000"
    #expect(throws: ImageError("x.pnm", .unsupported(message: message))) { try gray("P5 2147483647 2147483647 255\n") }
    let options = DecodingOptions(maxPixels: DecodingOptions.mostPixels)
    for variant in 1...6 {
      let text = "P\(variant) 30000 30000 255 0"
      #expect(throws: ImageError("x", .truncated(.pnm))) {
        try GrayImage(decoding: Array(text.utf8), name: "x", options: options)
      }
    }
  }
}
