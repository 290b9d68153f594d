import Files

/// The headers of a Windows or OS/2 bitmap: where its pixels are and how they lie.
struct BMPHeader {
  enum Compression: Int {
    case none = 0
    case runs8, runs4, masks, jpeg, png, masksWithAlpha
  }

  let size: ImageSize
  /// Whether the first row of the file is the top one; usually it is the bottom one.
  let isTopDown: Bool
  /// 1, 2, 4, 8, 16, 24 or 32.
  let bitsPerPixel: Int
  let compression: Compression
  /// Red, green, blue and, where there is one, alpha; of 16 and 32 bits a pixel.
  let masks: [UInt32]
  /// Three bytes a colour: red, green, blue.
  let palette: [UInt8]
  /// Where the pixels begin.
  let pixelOffset: Int

  /// Sizes of the header that follows the 14 bytes of the file's own: OS/2 1 and 2, Windows 3, 4 and 5 and between.
  private static let headerSizes: Set<Int> = [12, 16, 40, 52, 56, 64, 108, 124]

  /// Whether a file begins so. "BM" alone would make pictures of texts.
  static func isSignature(_ start: [UInt8]) -> Bool {
    guard start.starts(with: "BM".utf8), let size = start.littleEndian(at: 14, count: 4) else { return false }
    return headerSizes.contains(size)
  }

  init(_ bytes: [UInt8], name: String, limit: Int) throws(ImageError) {
    func number(_ offset: Int, _ count: Int) throws(ImageError) -> Int {
      guard let number = bytes.littleEndian(at: offset, count: count) else { throw ImageError(name, .truncated(.bmp)) }
      return number
    }
    func signed(_ offset: Int) throws(ImageError) -> Int { Int(Int32(truncatingIfNeeded: try number(offset, 4))) }

    pixelOffset = try number(10, 4)
    let headerSize = try number(14, 4)
    guard pixelOffset >= 14 + headerSize else {
      throw ImageError(name, .corrupt(.bmp, message: "its pixels begin within its header, at byte \(pixelOffset)"))
    }
    let isShort = headerSize == 12
    let height = isShort ? try number(20, 2) : try signed(22)
    size = try ImageSize(
      claimed: isShort ? try number(18, 2) : try signed(18), abs(height), limit: limit, name: name, format: .bmp)
    isTopDown = height < 0

    bitsPerPixel = try number(isShort ? 24 : 28, 2)
    guard [1, 2, 4, 8, 16, 24, 32].contains(bitsPerPixel) else {
      throw ImageError(name, .unsupported(message: "a BMP of \(bitsPerPixel) bits a pixel"))
    }
    let code = headerSize >= 40 ? try number(30, 4) : 0
    // OS/2 gives other codes from 3 on.
    guard let compression = Compression(rawValue: code), compression != .jpeg, compression != .png,
      headerSize != 64 || code < 3
    else { throw ImageError(name, .unsupported(message: "a BMP of compression \(code)")) }
    let isFitting =
      switch compression {
      case .runs8: bitsPerPixel == 8
      case .runs4: bitsPerPixel == 4
      case .masks, .masksWithAlpha: bitsPerPixel == 16 || bitsPerPixel == 32
      default: true
      }
    guard isFitting else {
      throw ImageError(name, .corrupt(.bmp, message: "\(bitsPerPixel) bits a pixel in compression \(code)"))
    }
    self.compression = compression

    // The masks follow the header of 40 bytes or are the next part of a longer one: at one place either way.
    var maskCount = 0
    if compression == .masks || compression == .masksWithAlpha {
      maskCount = compression == .masksWithAlpha || headerSize >= 56 ? 4 : 3
      var masks: [UInt32] = []
      for index in 0..<maskCount { masks.append(UInt32(try number(54 + 4 * index, 4))) }
      self.masks = masks
    } else {
      masks = bitsPerPixel == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF_0000, 0xFF00, 0xFF]
    }

    palette =
      bitsPerPixel > 8
      ? []
      : try Self.palette(
        bytes, at: 14 + headerSize + (headerSize == 40 ? 4 * maskCount : 0), entrySize: isShort ? 3 : 4,
        colors: headerSize >= 40 ? try number(46, 4) : 0, bitsPerPixel: bitsPerPixel, end: pixelOffset, name: name)
  }

  private static func palette(
    _ bytes: [UInt8], at start: Int, entrySize: Int, colors: Int, bitsPerPixel: Int, end: Int, name: String
  ) throws(ImageError) -> [UInt8] {
    // As many as pixels can name, but none of what is pixels already.
    let most = min(1 << bitsPerPixel, max(end - start, 0) / entrySize)
    let count = colors == 0 ? most : min(colors, most)
    guard start + count * entrySize <= bytes.count else { throw ImageError(name, .truncated(.bmp)) }
    return (0..<count).flatMap { index in
      let entry = start + index * entrySize
      return [bytes[entry + 2], bytes[entry + 1], bytes[entry]]
    }
  }
}

extension [UInt8] {
  /// The number of `count` bytes at an offset, the lowest byte first; nil where the bytes end before.
  func littleEndian(at offset: Int, count: Int) -> Int? {
    guard offset >= 0, offset <= self.count - count else { return nil }
    return Int(LittleEndian.integer(self[offset..<offset + count]))
  }
}
