import Testing

@testable import Imaging

@Suite("TransparencyGround") struct TransparencyGroundTests {
  /// The ground of pixels given as (grey, alpha, how many).
  private func ground(_ pixels: [(UInt8, UInt8, Int)]) -> TransparencyGround {
    let bytes = pixels.flatMap { gray, alpha, count in
      [[UInt8]](repeating: [gray, gray, gray, alpha], count: count).joined()
    }
    return TransparencyGround(for: bytes, count: bytes.count / 4)
  }

  @Test("is white for all that is seen there")
  func white() {
    #expect(ground([(0, 255, 10), (0, 0, 90)]) == .white)
    #expect(ground([(128, 255, 10), (0, 0, 90)]) == .white)
    // A white picture with an outline, or with a shadow, of a fiftieth.
    #expect(ground([(255, 255, 98), (0, 255, 2), (0, 0, 900)]) == .white)
    #expect(ground([(255, 255, 98), (0, 64, 2), (0, 0, 900)]) == .white)
    // Nothing to see on either.
    #expect(ground([(255, 0, 100)]) == .white)
    #expect(ground([(255, 20, 100)]) == .white)
  }

  @Test("is black for what would vanish on white")
  func black() {
    #expect(ground([(255, 255, 10), (0, 0, 90)]) == .black)
    #expect(ground([(255, 128, 10), (0, 0, 90)]) == .black)
    #expect(ground([(223, 255, 10), (255, 0, 90)]) == .black)
    #expect(ground([(222, 255, 10), (255, 0, 90)]) == .white)
    #expect(ground([(255, 255, 99), (0, 255, 1), (0, 0, 900)]) == .black)
    // Yellow is as bright as white to the eye of a grey picture.
    let yellow = [[UInt8]](repeating: [255, 255, 0, 255], count: 10).joined()
    #expect(TransparencyGround(for: Array(yellow), count: 10) == .black)
  }

  @Test("a white logo on transparent pixels is seen, in grey and in colour, from every format with transparency")
  func logo() throws {
    // A white square in the middle of 8 × 8.
    func isInside(_ x: Int, _ y: Int) -> Bool { (2..<6).contains(x) && (2..<6).contains(y) }
    let expected = (0..<64).map { UInt8(isInside($0 % 8, $0 / 8) ? 255 : 0) }
    var tiff = TIFFBuilder(width: 8, height: 8) { x, y, channel in channel < 3 || isInside(x, y) ? 255 : 0 }
    (tiff.samples, tiff.photometric, tiff.tags[338]) = (4, 2, [2])
    let gif = GIFBuilder(
      canvas: (8, 8), frame: (2, 2, 4, 4), indices: [UInt8](repeating: 0, count: 16), colors: [[255, 255, 255]])
    let pam =
      Array("P7\nWIDTH 8\nHEIGHT 8\nDEPTH 2\nMAXVAL 255\nENDHDR\n".utf8) + expected.flatMap { [255, $0] }
    for bytes in [tiff.file, gif.file, pam] {
      #expect(try GrayImage(decoding: bytes, name: "x").pixels == expected)
      #expect(
        try ColorImage(decoding: bytes, name: "x") == ColorImage(GrayImage(width: 8, height: 8, pixels: expected)))
    }
  }
}
