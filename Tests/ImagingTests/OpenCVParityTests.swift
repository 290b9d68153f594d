import Foundation
import Imaging
import TestSupport
import Testing

/// Our decoders against OpenCV 4.6 on real photos: both use the machine's libjpeg, so that every byte must agree.
@Suite("Decoding against OpenCV") struct OpenCVParityTests {
  static let fixtures = photos(in: Photos.fixtures)

  static func photos(in folder: String) -> [String] {
    ["queries", "references"].flatMap { part in
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? [])
        .filter { $0.hasSuffix(".jpg") }.sorted().map { "\(folder)/\(part)/\($0)" }
    }
  }

  @Test("every fixture decodes to OpenCV's grey and colours, byte for byte")
  func fixturesAgree() throws {
    #expect(Self.fixtures.count >= 40)
    for path in Self.fixtures { try compare(path) }
  }

  @Test("100 photos decode to OpenCV's", .enabled(if: Photos.shared("dev") != nil))
  func photosAgree() throws {
    let paths = Self.photos(in: try #require(Photos.shared("dev")))
    // Spread over the whole set: its queries come in families of edits.
    let step = max(paths.count / 100, 1)
    let chosen = stride(from: 0, to: paths.count, by: step).prefix(100).map { paths[$0] }
    #expect(chosen.count == 100)
    for path in chosen { try compare(path) }
  }

  private func compare(_ path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let gray = try #require(OpenCVOracle.gray(bytes), "OpenCV can't read \(path)")
    let color = try #require(OpenCVOracle.color(bytes), "OpenCV can't read \(path)")
    let (ourGray, ourColor) = try (GrayImage(contentsOf: path), ColorImage(contentsOf: path))
    #expect(ourGray.size == gray.size && ourGray.pixels == gray.pixels, "grey of \(path)")
    #expect(ourColor.size == color.size && ourColor.pixels == color.pixels, "colours of \(path)")
  }

  @Test("grey from a colour image is OpenCV's cvtColor to the byte")
  func grayFromColor() throws {
    // A lossless WebP: OpenCV decodes it in colour and converts, as we do.
    let bytes = PhotoLiterals.webpLossless
    #expect(try GrayImage(decoding: bytes, name: "w") == OpenCVOracle.gray(bytes))
    #expect(try ColorImage(decoding: bytes, name: "w") == OpenCVOracle.color(bytes))
  }

  @Test("WebPs of more bytes than are decoded at a time", arguments: ["long-lossy.webp", "long-lossless.webp"])
  func longWebP(name: String) throws {
    try compare(Photos.corpus + "/picture/" + name)
  }

  @Test("JPEGs of other kinds", arguments: [PhotoLiterals.jpegProgressive, PhotoLiterals.jpegGray])
  func otherJPEGs(bytes: [UInt8]) throws {
    #expect(try GrayImage(decoding: bytes, name: "j") == OpenCVOracle.gray(bytes))
    #expect(try ColorImage(decoding: bytes, name: "j") == OpenCVOracle.color(bytes))
  }

  @Test("CMYK of Adobe is within 2 levels of OpenCV, which rounds down")
  func cmyk() throws {
    let bytes = PhotoLiterals.jpegCMYK
    let (ours, peer) = try (ColorImage(decoding: bytes, name: "c"), #require(OpenCVOracle.color(bytes)))
    #expect(ours.size == peer.size)
    #expect(largestDifference(ours.pixels, peer.pixels) <= 2)
  }

  @Test("PNGs with nothing to argue about", arguments: [PNGLiterals.gray8, PNGLiterals.rgb8, PNGLiterals.palette8])
  func simplePNGs(bytes: [UInt8]) throws {
    #expect(try ColorImage(decoding: bytes, name: "p") == OpenCVOracle.color(bytes))
  }
}
