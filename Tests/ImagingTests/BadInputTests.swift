import Foundation
import Options
import TestSupport
import Testing

@testable import Imaging

@Suite("Bad input") struct BadInputTests {
  static func photo() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: Photos.fixtures + "/references/R000003.jpg")))
  }

  /// The problem that decoding meets in grey, where damaged pictures are none to be used; nil when there is none. Colour
  /// must meet the same.
  private func problem(_ bytes: [UInt8], options: DecodingOptions = .init(damaged: .skip)) -> ImageError.Problem? {
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
    for count in [0, 1_000_000_000_001, .max] {
      let expected = OptionsError(
        "DecodingOptions.maxPixels", count, mustBe: "a number of pixels in 1...1000000000000")
      #expect(throws: expected) { try DecodingOptions(maxPixels: count).validate() }
      #expect(throws: ImageError("x", .invalidOptions(expected))) {
        try GrayImage(decoding: PNGLiterals.gray8, name: "x", options: DecodingOptions(maxPixels: count))
      }
      #expect(throws: ImageError("x", .invalidOptions(expected))) {
        try GrayImage(contentsOf: "x", options: DecodingOptions(maxPixels: count))
      }
    }
  }

  @Test("a cut JPEG is refused wherever it is cut before its end mark")
  func cutJPEG() throws {
    let small = [
      PhotoLiterals.jpegProgressive, PhotoLiterals.jpegGray, PhotoLiterals.jpegCMYK, FileLiterals.jpegScans,
      FileLiterals.jpegRestarts, FileLiterals.jpegArithmetic,
    ]
    for bytes in try small + [Self.photo()] {
      let end = bytes.count - 2
      for length in stride(from: 3, to: end, by: max(bytes.count / 200, 1)).reversed() + [end - 1] {
        #expect(problem(Array(bytes.prefix(length))) == .truncated(.jpeg), "\(length) of \(bytes.count) bytes")
      }
      #expect(problem(Array(bytes.prefix(2))) == .notAnImage)
    }
  }

  @Test(
    "a JPEG that is cut between two scans is refused",
    arguments: [
      PhotoLiterals.jpegProgressive, FileLiterals.jpegScans,
    ])
  func missingScans(bytes: [UInt8]) {
    let scans = (0..<bytes.count - 1).filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    #expect(scans.count > 2)
    for start in scans { #expect(problem(Array(bytes.prefix(start))) == .truncated(.jpeg)) }
  }

  @Test("a cut JPEG with its end mark put back is refused too")
  func closedJPEG() throws {
    let bytes = try Self.photo()
    for part in [2, 3, 5] {
      #expect(problem(Array(bytes.prefix(bytes.count - bytes.count / part)) + [0xFF, 0xD9]) == .truncated(.jpeg))
    }
  }

  @Test("a cut PNG is refused wherever it is cut before its end mark, which needn't be there")
  func cutPNG() throws {
    for bytes in [PNGLiterals.paletteTransparent, PNGLiterals.interlaced, PNGLiterals.exif6] {
      let end = bytes.count - 12
      for length in 8..<end {
        #expect(problem(Array(bytes.prefix(length))) == .truncated(.png), "\(length) of \(bytes.count) bytes")
      }
      for length in end..<bytes.count { #expect(problem(Array(bytes.prefix(length))) == nil) }
    }
  }

  @Test(
    "a cut WebP is refused wherever it is cut",
    arguments: [
      PhotoLiterals.webpLossy, PhotoLiterals.webpLossless, PhotoLiterals.webpAlpha, PhotoLiterals.webpAnimated,
    ])
  func cutWebP(bytes: [UInt8]) {
    for length in 12..<bytes.count {
      #expect(problem(Array(bytes.prefix(length))) == .truncated(.webp), "\(length) of \(bytes.count) bytes")
    }
  }

  /// A small file of each other format, and how many of its bytes are needed.
  private static let otherFiles: [(format: ImageFormat, bytes: [UInt8], needed: Int)] = {
    var tiff = TIFFBuilder(width: 20, height: 20) { x, y, channel in x * y % 256 }
    (tiff.samples, tiff.photometric, tiff.tileSide) = (4, 5, 16)
    let runs = BMPBuilder(
      width: 5, height: 2, bits: 8, compression: 1, table: [UInt8](repeating: 9, count: 1024),
      body: [5, 1, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 1])
    let masks = [0xFF0000, 0xFF00, 0xFF, 0xFF00_0000].flatMap { BMPBuilder.number($0, 4) }
    let colors = BMPBuilder(
      width: 2, height: 2, bits: 32, compression: 6, table: masks, body: [UInt8](repeating: 200, count: 16))
    let files: [(ImageFormat, [UInt8], unneeded: Int)] = [
      (.tiff, tiff.file, 0), (.tiff, FileLiterals.tiffJPEG, 0), (.tiff, FileLiterals.tiffGroup4, 4),
      (.gif, FileLiterals.gifInterlaced, 1), (.gif, FileLiterals.gifPlain, 1),
      (.bmp, runs.file, 3), (.bmp, colors.file, 0),
      (.pnm, Array("P6 2 2 255\n123456789012".utf8), 0), (.pnm, Array("P1 4 1 1 0 1 0".utf8), 0),
      (.pnm, Array("P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 999\nENDHDR\n".utf8) + [UInt8](repeating: 1, count: 8), 0),
      (.heic, FileLiterals.heic, 0), (.heic, FileLiterals.heicAlpha, 0), (.avif, FileLiterals.avif, 0),
    ]
    return files.map { ($0, $1, $1.count - $2) }
      .filter { Libheif.isHere || ($0.format != .heic && $0.format != .avif) }
  }()

  @Test("a cut file of every other format is refused wherever it is cut")
  func cutFiles() {
    for (format, bytes, needed) in Self.otherFiles {
      #expect(problem(bytes) == nil)
      // From where the first bytes tell the format.
      for length in (ImageFormat.signatureLength..<max(needed, ImageFormat.signatureLength)) {
        #expect(
          problem(Array(bytes.prefix(length))) == .truncated(format), "\(format): \(length) of \(bytes.count) bytes")
      }
      if needed < bytes.count { #expect(problem(Array(bytes.prefix(needed))) == nil) }
      #expect(problem(Array(bytes.prefix(needed - 1))) != nil, "\(format)")
    }
  }

  @Test("flipped bytes of every other format give an image or a typed error of one line", arguments: [UInt64(3), 4])
  func otherFlips(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let options = DecodingOptions(maxPixels: 1_000_000)
    for (format, file, _) in Self.otherFiles {
      for round in 0..<(format == .heic || format == .avif ? 40 : 400) {
        var bytes = file
        // Headers are what most depends on.
        let reach = round % 2 == 0 ? min(64, bytes.count) : bytes.count
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          bytes[Int.random(in: 0..<reach, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        do throws(ImageError) {
          _ = try GrayImage(decoding: bytes, name: "name", options: options)
        } catch {
          #expect(!error.description.contains { $0.isNewline }, "seed \(seed), round \(round): \(error)")
        }
      }
    }
  }

  @Test("a wrong checksum in a PNG is told as damage")
  func checksum() throws {
    var bytes = PNGLiterals.rgb8
    bytes[bytes.count - 13] ^= 1  // the last byte of IDAT's checksum
    #expect(problem(bytes) == .corrupt(.png, message: "a checksum of its pixels is wrong"))
    // Of the size or the palette, which all pixels depend on: nothing is used of such a file.
    var header = PNGLiterals.rgb8
    header[32] ^= 1
    #expect(problem(header, options: .init()) == .corrupt(.png, message: "IHDR: CRC error"))
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

  @Test(
    "a PNG with a side of more than a million pixels is refused where its size is read, and told",
    arguments: [
      (0xFDEA_96EC, 0xDFAB_A053), (UInt32.max, UInt32.max), (1, 100_000_000), (1_000_001, 1), (1 << 31, 1),
    ])
  func absurdPNG(width: UInt32, height: UInt32) {
    let sides = [width, height].flatMap { side in (0..<4).map { UInt8(truncatingIfNeeded: side >> (24 - 8 * $0)) } }
    let bytes = Array(PNGLiterals.gray8.prefix(16)) + sides + [8, 2, 0, 0, 0]
    let message = "\(width) × \(height) pixels, but no side may be longer than 1000000"
    for limit in [1, 100_000_000, DecodingOptions.mostPixels] {
      #expect(problem(bytes, options: DecodingOptions(maxPixels: limit)) == .unsupported(message: message))
    }
  }

  @Test("a file that is larger than any image within the limit is refused before it is read, as are devices and pipes")
  func largeFiles() throws {
    let folder = TemporaryFolder()
    let options = DecodingOptions(maxPixels: 1000)
    #expect(options.maxFileBytes == 8000 + (64 << 20))
    let sparse = folder.write(PNGLiterals.gray8, to: "sparse.png")
    #expect(truncate(sparse, off_t(options.maxFileBytes)) == 0)
    #expect(throws: Never.self) { try GrayImage(contentsOf: sparse, options: options) }
    #expect(truncate(sparse, off_t(options.maxFileBytes + 1)) == 0)
    #expect(throws: ImageError(sparse, .fileTooLarge(limit: options.maxFileBytes))) {
      try GrayImage(contentsOf: sparse, options: options)
    }
    let pipe = folder.file("pipe.png")
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in ["/dev/zero", pipe] {
      #expect(throws: ImageError(path, .unreadable(reason: "it is a pipe, a socket or a device, not a file"))) {
        try ColorImage(contentsOf: path)
      }
    }
  }

  @Test("a cancelled task gets no image, but the reason")
  func cancellation() async throws {
    let bytes = try Self.photo()
    var cmyk = TIFFBuilder(width: 20, height: 20) { x, y, _ in x * y % 256 }
    (cmyk.samples, cmyk.photometric) = (4, 5)
    for bytes in [
      bytes, try GrayImage(decoding: bytes, name: "x").encoded(as: .png), PhotoLiterals.webpLossy,
      PhotoLiterals.webpLossless,
      PhotoLiterals.webpAnimated, FileLiterals.gifPlain, FileLiterals.tiffLZW, cmyk.file,
    ] {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return Result { try GrayImage(decoding: bytes, name: "name") }
      }
      await #expect(throws: ImageError("name", .cancelled)) { try await task.value.get() }
    }
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
      (PhotoLiterals.jpegGray, 192), (FileLiterals.gifPlain, 192), (FileLiterals.tiffLZW, 192),
      (Array("P5 3 2 255\n123456".utf8), 6), (BMPBuilder(width: 1, height: 2, bits: 8, body: [0, 0, 0, 0, 0]).file, 2),
    ]
    for (bytes, pixels) in images {
      guard case .tooLarge(let size, let limit) = problem(bytes, options: DecodingOptions(maxPixels: pixels - 1)) else {
        Issue.record("\(pixels) pixels are within \(pixels - 1)")
        continue
      }
      #expect(size.area == pixels && limit == pixels - 1)
      #expect(problem(bytes, options: DecodingOptions(maxPixels: pixels)) == nil)
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
    #expect(problem(many) == .unsupported(message: "it has too many scans"))
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
      PhotoLiterals.jpegProgressive, PhotoLiterals.jpegCMYK, PhotoLiterals.jpegGray, PhotoLiterals.webpAnimated,
      FileLiterals.pngAnimated, FileLiterals.jpegScans, FileLiterals.jpegArithmetic,
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
