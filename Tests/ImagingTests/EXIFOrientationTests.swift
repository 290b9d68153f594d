import TestSupport
import Testing

@testable import Imaging

@Suite("EXIF orientation") struct EXIFOrientationTests {
  /// A TIFF block with one entry before the orientation's.
  static func block(_ orientation: Int, bigEndian: Bool, type: Int = 3) -> [UInt8] {
    func short(_ value: Int) -> [UInt8] {
      let bytes = [UInt8(value >> 8), UInt8(value & 255)]
      return bigEndian ? bytes : bytes.reversed()
    }
    func long(_ value: Int) -> [UInt8] {
      bigEndian ? short(value >> 16) + short(value & 0xFFFF) : short(value & 0xFFFF) + short(value >> 16)
    }
    let value = type == 3 ? short(orientation) + [0, 0] : long(orientation)
    let first = short(0x010F) + short(2) + long(4) + Array("abc\0".utf8)
    let second = short(0x0112) + short(type) + long(1) + value
    return Array((bigEndian ? "MM" : "II").utf8) + short(42) + long(8) + short(2) + first + second + long(0)
  }

  static func parse(_ bytes: [UInt8]) -> EXIFOrientation {
    bytes.withUnsafeBytes { EXIFOrientation(parsing: $0) }
  }

  @Test("is found in both byte orders", arguments: 1...8, [false, true])
  func parsing(value: Int, bigEndian: Bool) {
    for type in [3, 4] {
      let block = Self.block(value, bigEndian: bigEndian, type: type)
      #expect(Self.parse(block).rawValue == value)
      #expect(Self.parse(Array("Exif\0\0".utf8) + block).rawValue == value)
    }
  }

  @Test("is upright when the block is missing, cut or nonsense")
  func nonsense() {
    let block = Self.block(6, bigEndian: true)
    for length in 0..<block.count - 8 { #expect(Self.parse(Array(block.prefix(length))) == .topLeft) }
    for value in [0, 9, 255, 65535] { #expect(Self.parse(Self.block(value, bigEndian: false)) == .topLeft) }
    var far = block
    far.replaceSubrange(4..<8, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(Self.parse(far) == .topLeft)
    #expect(EXIFOrientation(parsing: UnsafeRawBufferPointer(start: nil, count: 0)) == .topLeft)
  }

  @Test("survives random bytes", arguments: [UInt64(20_240_601)])
  func randomBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for round in 0..<5000 {
      let length = Int.random(in: 0...80, using: &generator)
      var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      // Most rounds get past the signature; some have a sound block with a few bytes changed.
      let start: [UInt8] = round % 2 == 0 ? [0x49, 0x49, 0x2A, 0] : [0x4D, 0x4D, 0, 0x2A]
      if round % 3 != 0 { bytes = start + bytes }
      if round % 5 == 0 {
        bytes = Self.block(6, bigEndian: round % 2 == 0)
        for _ in 0..<3 { bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8(round % 256) }
      }
      #expect((1...8).contains(Self.parse(bytes).rawValue), "seed \(seed), round \(round)")
    }
  }

  // The letter F as the eight orientations store it; all must come out as the first.
  static let letter = ["###", "#..", "##.", "#.."]
  static let stored: [[String]] = [
    letter,
    ["###", "..#", ".##", "..#"],
    ["..#", ".##", "..#", "###"],
    ["#..", "##.", "#..", "###"],
    ["####", "#.#.", "#..."],
    ["#...", "#.#.", "####"],
    ["...#", ".#.#", "####"],
    ["####", ".#.#", "...#"],
  ]

  static func image(_ rows: [String]) -> GrayImage {
    GrayImage(
      width: rows[0].count, height: rows.count, pixels: rows.joined().map { $0 == "#" ? 0 : 255 })
  }

  @Test("all eight come out upright", arguments: EXIFOrientation.allCases)
  func upright(orientation: EXIFOrientation) {
    let stored = Self.image(Self.stored[orientation.rawValue - 1])
    let upright = Self.image(Self.letter)
    let gray = orientation.apply(to: stored.pixels, size: stored.size, channels: 1)
    #expect(gray.0 == upright.size && gray.1 == upright.pixels)
    let color = orientation.apply(to: ColorImage(stored).pixels, size: stored.size, channels: 3)
    #expect(color.0 == upright.size && color.1 == ColorImage(upright).pixels)
  }

  @Test("of a JPEG is applied as OpenCV does", arguments: 1...8, [false, true])
  func jpeg(value: Int, bigEndian: Bool) throws {
    let photo = try ColorImage(contentsOf: Photos.fixtures + "/references/R000003.jpg")
    let payload = Array("Exif\0\0".utf8) + Self.block(value, bigEndian: bigEndian)
    let plain = try photo.encoded(as: .jpeg(quality: 80))
    let segment = [0xFF, 0xE1, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
    let bytes = Array(plain.prefix(2) + segment + plain.dropFirst(2))
    let (gray, color) = try (GrayImage(decoding: bytes, name: "j"), ColorImage(decoding: bytes, name: "j"))
    #expect(gray == OpenCVOracle.gray(bytes))
    #expect(color == OpenCVOracle.color(bytes))
    #expect((gray.width == photo.width) == (value <= 4))
    #expect(photo.width != photo.height)
  }
}
