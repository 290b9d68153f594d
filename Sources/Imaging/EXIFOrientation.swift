/// How the stored rows and columns lie in the upright picture: tag 274 of EXIF 2.3.
///
/// The names say where row 0 and column 0 of the stored picture are seen.
enum EXIFOrientation: Int, CaseIterable {
  case topLeft = 1
  case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

  /// The orientation in an EXIF block, with or without its `Exif` signature; upright when the block has none or is
  /// not to be understood: damaged metadata do not spoil a picture.
  init(parsing block: UnsafeRawBufferPointer) {
    self = Self.find(in: TIFFBlock(block)) ?? .topLeft
  }

  private static func find(in block: TIFFBlock?) -> EXIFOrientation? {
    guard let block, let directory = block.long(at: 4), let count = block.short(at: directory) else { return nil }
    for index in 0..<count {
      let entry = directory + 2 + 12 * index
      guard let tag = block.short(at: entry), let type = block.short(at: entry + 2) else { return nil }
      guard tag == 0x0112 else { continue }
      let value = type == 4 ? block.long(at: entry + 8) : block.short(at: entry + 8)
      return value.flatMap(EXIFOrientation.init(rawValue:))
    }
    return nil
  }

  /// Whether the upright picture is as wide as the stored one is high.
  var swapsSides: Bool { rawValue >= 5 }

  /// The upright picture: `pixels` are rows without padding of pixels of `channels` bytes.
  ///
  /// - Complexity: O(size.area); nothing is copied when the picture is upright already.
  func apply(to pixels: [UInt8], size: ImageSize, channels: Int) -> (ImageSize, [UInt8]) {
    precondition(pixels.count == size.area * channels, "pixels do not fill \(size) × \(channels)")
    if self == .topLeft { return (size, pixels) }
    let (width, height) = (size.width, size.height)
    let upright = swapsSides ? ImageSize(width: height, height: width) : size
    let last = width * height - 1
    // Where the upright (0, 0) is stored, and how far its right and its lower neighbours are from it.
    let (origin, right, down) =
      switch self {
      case .topLeft: (0, 1, width)
      case .topRight: (width - 1, -1, width)
      case .bottomRight: (last, -1, -width)
      case .bottomLeft: (last - width + 1, 1, -width)
      case .leftTop: (0, width, 1)
      case .rightTop: (last - width + 1, -width, 1)
      case .rightBottom: (last, -width, -1)
      case .leftBottom: (width - 1, width, -1)
      }
    let result = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        // In bounds: (x, y) ↦ origin + x · right + y · down maps the upright grid one to one onto the stored one.
        var written = 0
        for y in 0..<upright.height {
          var start = (origin + y * down) * channels
          for _ in 0..<upright.width {
            for channel in 0..<channels { target[written &+ channel] = source[start &+ channel] }
            written &+= channels
            start &+= right &* channels
          }
        }
      }
      initialized = pixels.count
    }
    return (upright, result)
  }
}

/// Bounds-checked reading of the numbers of a TIFF block, in the block's byte order.
private struct TIFFBlock {
  private let bytes: Slice<UnsafeRawBufferPointer>
  private let isBigEndian: Bool

  /// nil when the block does not start as a TIFF file does.
  init?(_ block: UnsafeRawBufferPointer) {
    let bytes = block.starts(with: Array("Exif\0\0".utf8)) ? block.dropFirst(6) : block[...]
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) {
      isBigEndian = false
    } else if bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
      isBigEndian = true
    } else {
      return nil
    }
    self.bytes = bytes
  }

  func short(at offset: Int) -> Int? { number(at: offset, count: 2) }
  func long(at offset: Int) -> Int? { number(at: offset, count: 4) }

  private func number(at offset: Int, count: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - count else { return nil }
    let start = bytes.startIndex + offset
    let digits = bytes[start..<start + count]
    return isBigEndian
      ? digits.reduce(0) { $0 << 8 | Int($1) }
      : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
