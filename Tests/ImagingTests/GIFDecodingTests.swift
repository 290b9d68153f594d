import Imaging
import Testing

@Suite("Decoding GIF") struct GIFDecodingTests {
  private func color(_ bytes: [UInt8]) throws -> ColorImage { try ColorImage(decoding: bytes, name: "x.gif") }

  @Test("a picture that fills its canvas")
  func whole() throws {
    let file = GIFBuilder(
      canvas: (30, 20), frame: (0, 0, 30, 20), indices: (0..<600).map { UInt8($0 % 7) },
      colors: (0..<7).map { [UInt8($0 * 30), 100, UInt8(255 - $0)] })
    let image = try color(file.file)
    #expect(image.size == ImageSize(width: 30, height: 20))
    for index in 0..<600 {
      #expect(image[index % 30, index / 30] == RGB(UInt8(index % 7 * 30), 100, UInt8(255 - index % 7)))
    }
  }

  @Test("interlaced rows come to their places")
  func interlaced() throws {
    let image = try color(FileLiterals.gifInterlaced)
    #expect(image == (try color(FileLiterals.gifPlain)))
    // 32 colours for 192 pixels.
    #expect(largestDifference(image.pixels, PhotoLiterals.wholePicture.pixels) < 64)
  }

  @Test("a frame lies at its place on the canvas, and white is around it and where it is transparent")
  func canvas() throws {
    let file = GIFBuilder(
      canvas: (5, 4), frame: (1, 2, 3, 1), indices: [0, 1, 0], transparent: 1, colors: [[10, 20, 30], [200, 0, 0]])
    let image = try color(file.file)
    #expect(image.size == ImageSize(width: 5, height: 4))
    for y in 0..<4 {
      for x in 0..<5 {
        #expect(image[x, y] == (y == 2 && (x == 1 || x == 3) ? RGB(10, 20, 30) : .white), "at \(x), \(y)")
      }
    }
  }

  @Test("a frame that juts out enlarges the canvas")
  func jutting() throws {
    let file = GIFBuilder(
      canvas: (2, 2), frame: (1, 1, 3, 2), indices: [0, 0, 0, 0, 0, 0], colors: [[9, 9, 9]])
    let image = try color(file.file)
    #expect(image.size == ImageSize(width: 4, height: 3))
    #expect(image[3, 2] == RGB(9, 9, 9) && image[0, 0] == .white)
  }

  @Test("an index without a colour is black")
  func missingColor() throws {
    // The table is of 256 colours by its header; a smaller one leaves indices without colour.
    var bytes = GIFBuilder(canvas: (2, 1), frame: (0, 0, 2, 1), indices: [0, 5], colors: [[1, 2, 3]]).file
    bytes[10] = 0xF0  // two colours
    bytes.removeSubrange(13 + 6..<13 + 768)
    #expect(try color(bytes).pixels == [1, 2, 3, 0, 0, 0])
  }

  @Test("an animation's first frame, whether or not the others are whole")
  func animation() throws {
    let still = try color(FileLiterals.gifPlain)
    #expect(try color(FileLiterals.gifAnimated) == still)
    #expect(try color(Array(FileLiterals.gifAnimated.dropLast(50))) == still)
  }
}
