import Foundation
import Imaging
import Options
import TestSupport
import Testing

@Suite("Bad input") struct BadInputTests {
  static func photo() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Photos.fixtures + "/references/R000003.jpg")))
  }

  /// The problem that decoding meets in grey; nil when there is none. Colour must meet the same.
  private func problem(_ bytes: [UInt8], options: DecodingOptions = .init()) -> ImageError.Problem? {
    func run(_ decode: () throws(ImageError) -> Void) -> ImageError.Problem? {
      do {
        try decode()
        return nil
      } catch {
        #expect(error.path == "name" && error.description.hasPrefix("name: "))
        return error.problem
      }
    }
    let gray = run { () throws(ImageError) in _ = try GrayImage(decoding: bytes, name: "name", options: options) }
    let color = run { () throws(ImageError) in _ = try ColorImage(decoding: bytes, name: "name", options: options) }
    #expect((gray == nil) == (color == nil))
    return gray
  }

  @Test("a missing file, a folder, an empty file and a text are named")
  func files() throws {
    let folder = TemporaryFolder()
    let missing = folder.file("missing.jpg")
    let error = #expect(throws: ImageError.self) { try GrayImage(contentsOf: missing) }
    #expect(error?.description == "\(missing): it can't be read: No such file or directory")
    #expect(throws: ImageError(folder.path, .unreadable(reason: "it is a folder"))) {
      try ColorImage(contentsOf: folder.path)
    }
    let empty = folder.write("", to: "empty.jpg")
    #expect(throws: ImageError(empty, .empty)) { try GrayImage(contentsOf: empty) }
    let text = folder.write("I am no photo.", to: "text.jpg")
    #expect(throws: ImageError(text, .notAnImage)) { try GrayImage(contentsOf: text) }
  }

  @Test("options out of range are refused")
  func options() {
    let expected = OptionsError("DecodingOptions.maxPixels", 0, mustBe: "a number of pixels ≥ 1")
    #expect(throws: expected) { try DecodingOptions(maxPixels: 0).validate() }
    #expect(throws: ImageError("x", .invalidOptions(expected))) {
      try GrayImage(decoding: PNGLiterals.gray8, name: "x", options: DecodingOptions(maxPixels: 0))
    }
  }

  @Test("a cut JPEG is refused wherever it is cut", arguments: [false, true])
  func cutJPEG(progressive: Bool) throws {
    let bytes = try progressive ? PhotoLiterals.jpegProgressive : Self.photo()
    let step = progressive ? 1 : max(bytes.count / 200, 1)
    for length in stride(from: 3, to: bytes.count, by: step) {
      #expect(problem(Array(bytes.prefix(length))) == .truncated(.jpeg), "\(length) of \(bytes.count) bytes")
    }
    #expect(problem(Array(bytes.prefix(2))) == .notAnImage)
    #expect(problem(Array(bytes.dropLast())) == .truncated(.jpeg))
  }

  @Test("a cut JPEG with its end mark put back is refused too")
  func closedJPEG() throws {
    let bytes = try Self.photo()
    for part in [2, 3, 5] {
      #expect(problem(Array(bytes.prefix(bytes.count - bytes.count / part)) + [0xFF, 0xD9]) == .truncated(.jpeg))
    }
  }

  @Test("a cut PNG is refused wherever it is cut")
  func cutPNG() throws {
    for bytes in [PNGLiterals.paletteTransparent, PNGLiterals.interlaced, PNGLiterals.exif6] {
      for length in 8..<bytes.count {
        #expect(problem(Array(bytes.prefix(length))) == .truncated(.png), "\(length) of \(bytes.count) bytes")
      }
    }
  }

  @Test(
    "a cut WebP is refused wherever it is cut",
    arguments: [PhotoLiterals.webpLossy, PhotoLiterals.webpLossless, PhotoLiterals.webpAlpha])
  func cutWebP(bytes: [UInt8]) {
    for length in 12..<bytes.count {
      #expect(problem(Array(bytes.prefix(length))) == .truncated(.webp), "\(length) of \(bytes.count) bytes")
    }
  }

  @Test("a wrong checksum in a PNG is told as damage")
  func checksum() throws {
    var bytes = PNGLiterals.rgb8
    bytes[bytes.count - 13] ^= 1  // the last byte of IDAT's checksum
    guard case .corrupt(.png, let message) = problem(bytes) else {
      Issue.record("\(String(describing: problem(bytes)))")
      return
    }
    #expect(message.contains("CRC"))
  }

  @Test("a PNG that claims 50,000 × 50,000 is refused before memory is taken for it")
  func hugePNG() throws {
    // Only the header and an empty body; the size is at a fixed place behind the signature.
    let header: [UInt8] = [0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50, 8, 6, 0, 0, 0]
    let signature = PNGLiterals.gray8.prefix(16)
    let expected = ImageError.Problem.tooLarge(ImageSize(width: 50_000, height: 50_000), limit: 100_000_000)
    let before = peakMemory()
    let start = ContinuousClock.now
    for bytes in [signature + header, signature + header + PNGLiterals.gray8.dropFirst(29)] {
      #expect(problem(Array(bytes)) == expected)
    }
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(peakMemory() - before < 50 << 20)
    #expect(
      ImageError("x.png", expected).description
        == "x.png: its 50000 × 50000 = 2500000000 pixels are more than the limit of 100000000 (maxPixels)")
  }

  /// The most memory that the process has held, in bytes.
  private func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 } ?? 0
  }

  @Test("the limit counts pixels, and an image of just the limit is read")
  func limit() throws {
    let images: [([UInt8], Int)] = [
      (PNGLiterals.gray8, 6), (PhotoLiterals.webpLossy, 192), (PhotoLiterals.webpAnimated, 192),
      (PhotoLiterals.jpegGray, 192),
    ]
    for (bytes, pixels) in images {
      guard case .tooLarge(let size, let limit) = problem(bytes, options: DecodingOptions(maxPixels: pixels - 1)) else {
        Issue.record("\(pixels) pixels are within \(pixels - 1)")
        continue
      }
      #expect(size.area == pixels && limit == pixels - 1)
      if bytes != PhotoLiterals.webpAnimated {
        #expect(problem(bytes, options: DecodingOptions(maxPixels: pixels)) == nil)
      }
    }
  }

  @Test("a JPEG of 65,500 × 65,500 is refused by its header")
  func hugeJPEG() throws {
    var bytes = PhotoLiterals.jpegGray
    let frame = try #require((0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(problem(bytes) == .tooLarge(ImageSize(width: 65_500, height: 65_500), limit: 100_000_000))
  }

  @Test("a JPEG of a thousand scans is refused")
  func scans() throws {
    // The first scan again and again: libjpeg only warns, and each costs it a walk over the whole picture.
    let bytes = PhotoLiterals.jpegProgressive
    func isMarker(_ index: Int) -> Bool { bytes[index] == 0xFF && bytes[index + 1] != 0 }
    let start = try #require((0..<bytes.count - 1).first { isMarker($0) && bytes[$0 + 1] == 0xDA })
    let end = try #require((start + 2..<bytes.count - 1).first(where: isMarker))
    let repeated = { (count: Int) in
      Array(bytes[..<end]) + (0..<count).flatMap { _ in bytes[start..<end] } + Array(bytes[end...])
    }
    #expect(problem(repeated(100)) == nil)
    let many = repeated(1000)
    #expect(problem(many) == .unsupported(message: "it has more than 500 scans"))
  }

  @Test("a JPEG of 12 bits is refused as such")
  func twelveBits() throws {
    var bytes = PhotoLiterals.jpegGray
    let frame = try #require((0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes[frame + 4] = 12
    guard case .unsupported(let message) = problem(bytes) else {
      Issue.record("\(String(describing: problem(bytes)))")
      return
    }
    #expect(message.contains("12"))
  }

  @Test("flipped bytes give an image or a typed error, never a crash", arguments: [UInt64(7), 8])
  func flips(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var files: [[UInt8]] = [
      PNGLiterals.rgb8, PNGLiterals.interlaced, PNGLiterals.exif6, PNGLiterals.paletteTransparent,
      PhotoLiterals.webpLossy, PhotoLiterals.webpLossless, PhotoLiterals.webpAlpha, PhotoLiterals.webpExif6,
      PhotoLiterals.jpegProgressive, PhotoLiterals.jpegCMYK, PhotoLiterals.jpegGray,
    ]
    files.append(try Self.photo())
    // A flipped size must not make the test slow.
    let options = DecodingOptions(maxPixels: 1_000_000)
    for file in files {
      for _ in 0..<(file.count > 10_000 ? 50 : 150) {
        var bytes = file
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        _ = problem(bytes, options: options)
      }
    }
  }
}
