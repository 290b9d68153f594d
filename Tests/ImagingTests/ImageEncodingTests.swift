import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite("Encoding") struct ImageEncodingTests {
  /// A smooth picture with a side that is no multiple of a JPEG block.
  private static let color = ColorImage(
    width: 61, height: 35,
    pixels: (0..<61 * 35).flatMap { index -> [UInt8] in
      let (x, y) = (index % 61, index / 61)
      return [UInt8(x * 4), UInt8(y * 7), UInt8((x + y) * 2)]
    })
  private static let gray = GrayImage(color)

  @Test("PNG is exact, in memory and in a file")
  func png() throws {
    let folder = TemporaryFolder()
    #expect(try ColorImage(decoding: Self.color.encoded(as: .png), name: "x") == Self.color)
    #expect(try GrayImage(decoding: Self.gray.encoded(as: .png), name: "x") == Self.gray)
    try Self.color.write(to: folder.file("a.png"))
    try Self.gray.write(to: folder.file("b.PNG"))
    #expect(try ColorImage(contentsOf: folder.file("a.png")) == Self.color)
    #expect(try GrayImage(contentsOf: folder.file("b.PNG")) == Self.gray)
    #expect(folder.contents == ["a.png", "b.PNG"])
  }

  @Test("JPEG is close, and closer with more quality")
  func jpeg() throws {
    func error(_ quality: Int) throws -> Double {
      let back = try ColorImage(decoding: Self.color.encoded(as: .jpeg(quality: quality)), name: "x")
      #expect(back.size == Self.color.size)
      return zip(back.pixels, Self.color.pixels).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) }
        / Double(back.pixels.count)
    }
    let (high, low) = try (error(95), error(20))
    #expect(high < 2 && low > high)

    let folder = TemporaryFolder()
    for name in ["a.jpg", "b.jpeg", "c.JPG"] {
      try Self.gray.write(to: folder.file(name))
      #expect(try ImageFormat.detect(contentsOf: folder.file(name)) == .jpeg)
      let back = try GrayImage(contentsOf: folder.file(name))
      #expect(back.size == Self.gray.size && largestDifference(back.pixels, Self.gray.pixels) < 12)
    }
  }

  @Test("a photo larger than the encoder's blocks of memory comes back")
  func largeFile() throws {
    var generator = SeededGenerator(seed: 5)
    let pixels = (0..<640 * 480).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let noise = GrayImage(width: 640, height: 480, pixels: pixels)
    let bytes = try noise.encoded(as: .jpeg(quality: 100))
    #expect(bytes.count > 3 << 16)
    #expect(OpenCVOracle.gray(bytes) == (try GrayImage(decoding: bytes, name: "x")))
    #expect(largestDifference(try GrayImage(decoding: bytes, name: "x").pixels, noise.pixels) <= 4)
    #expect(try GrayImage(decoding: noise.encoded(as: .png), name: "x") == noise)
  }

  @Test("the same image gives the same bytes")
  func deterministic() throws {
    #expect(try Self.color.encoded(as: .png) == Self.color.encoded(as: .png))
    #expect(try Self.color.encoded(as: .jpeg()) == Self.color.encoded(as: .jpeg()))
  }

  @Test("a missing folder is named, and nothing is left behind")
  func missingFolder() {
    let folder = TemporaryFolder()
    let path = folder.file("none/a.png")
    let error = #expect(throws: ImageError.self) { try Self.gray.write(to: path) }
    #expect(
      error?.description == "\(path): it can't be written: the folder \(folder.file("none")) does not exist")
    #expect(folder.contents.isEmpty)
  }

  @Test(
    "another extension is refused with the ones that are known",
    arguments: ["a.webp", "a", ".png", "d.png/a", "a."])
  func extensions(name: String) {
    let folder = TemporaryFolder()
    let error = #expect(throws: ImageError.self) { try Self.gray.write(to: folder.file(name)) }
    #expect(error?.description.hasSuffix("but must be png, jpg or jpeg") == true, "\(String(describing: error))")
    #expect(folder.contents.isEmpty)
  }

  @Test("a size that the format can't hold is refused")
  func sizes() throws {
    for image in [ColorImage(width: 0, height: 0, pixels: []), ColorImage(width: 0, height: 7, pixels: [])] {
      #expect(throws: ImageError.self) { try image.encoded(as: .png) }
      #expect(throws: ImageError.self) { try image.encoded(as: .jpeg()) }
    }
    let wide = GrayImage(width: 65_501, height: 1, filledWith: 0)
    let error = #expect(throws: ImageError.self) { try wide.encoded(as: .jpeg()) }
    #expect(error?.description.contains("65501 × 1 is more than 65500 pixels a side") == true)
    #expect(throws: Never.self) { try wide.encoded(as: .png) }
    // The longest side that is read.
    let wider = GrayImage(width: 1_000_000, height: 1, filledWith: 3)
    #expect(try GrayImage(decoding: wider.encoded(as: .png), name: "x") == wider)
  }
}
