extension PlainPicture {
  /// Reads a Windows or OS/2 bitmap: palettes of 1 to 8 bits, run lengths (RLE8, RLE4), 16, 24 and 32 bits a pixel.
  ///
  /// The fourth byte of 32 bits counts as alpha only where a mask says so, and not where all of it is 0: many programs
  /// leave it out. Pixels that run lengths pass over have the first colour, colours missing from a palette are black.
  init(bmp bytes: [UInt8], name: String, limit: Int) throws(ImageError) {
    let header = try BMPHeader(bytes, name: name, limit: limit)
    let isRunLength = header.compression == .runs8 || header.compression == .runs4
    if !isRunLength { try header.checkLength(of: bytes, name: name) }
    if header.bitsPerPixel <= 8 {
      let indices = isRunLength ? try header.unpackRuns(bytes, name: name) : header.unpackIndices(bytes)
      self.init(kind: .rgb8, size: header.size, pixels: header.colors(of: indices))
    } else {
      self = header.unpackColors(bytes)
    }
  }
}

extension BMPHeader {
  /// Rows begin at multiples of four bytes.
  private var rowSize: Int { (size.width * bitsPerPixel + 31) / 32 * 4 }

  /// Where the row of the picture begins in the file.
  private func rowStart(_ y: Int) -> Int { pixelOffset + (isTopDown ? y : size.height - 1 - y) * rowSize }

  /// All pixels must be there; the padding of the last row needn't.
  fileprivate func checkLength(of bytes: [UInt8], name: String) throws(ImageError) {
    // A bit a pixel at least, so that what follows counts in numbers that the file's length bounds.
    guard size.area / 8 <= bytes.count else { throw ImageError(name, .truncated(.bmp)) }
    let needed = rowSize * (size.height - 1) + (size.width * bitsPerPixel + 7) / 8
    guard pixelOffset <= bytes.count, bytes.count - pixelOffset >= needed else {
      throw ImageError(name, .truncated(.bmp))
    }
  }

  fileprivate func unpackIndices(_ bytes: [UInt8]) -> [UInt8] {
    var indices: [UInt8] = []
    indices.reserveCapacity(size.area)
    let mask = UInt8((1 << bitsPerPixel) - 1)
    for y in 0..<size.height {
      let start = rowStart(y)
      for x in 0..<size.width {
        let bit = x * bitsPerPixel
        indices.append(bytes[start + bit / 8] >> UInt8(8 - bitsPerPixel - bit % 8) & mask)
      }
    }
    return indices
  }

  fileprivate func colors(of indices: [UInt8]) -> [UInt8] {
    let missing = [UInt8](repeating: 0, count: 3 * 256 - palette.count)
    let palette = palette + missing
    return [UInt8](unsafeUninitializedCapacity: 3 * indices.count) { target, initialized in
      for (place, index) in indices.enumerated() {
        for channel in 0..<3 { target[3 * place + channel] = palette[3 * Int(index) + channel] }
      }
      initialized = 3 * indices.count
    }
  }

  /// Colours of 16, 24 or 32 bits.
  fileprivate func unpackColors(_ bytes: [UInt8]) -> PlainPicture {
    let channels = masks.map(BitChannel.init)
    let count = bitsPerPixel / 8
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size.area * channels.count)
    var highestAlpha: UInt8 = 0
    for y in 0..<size.height {
      let start = rowStart(y)
      for x in 0..<size.width {
        var value: UInt32 = 0
        for index in 0..<count { value |= UInt32(bytes[start + x * count + index]) << UInt32(8 * index) }
        for channel in channels { pixels.append(channel.value(in: value)) }
        if channels.count == 4 { highestAlpha = max(highestAlpha, pixels[pixels.count - 1]) }
      }
    }
    if channels.count == 4, highestAlpha == 0 {
      for index in stride(from: 3, to: pixels.count, by: 4) { pixels[index] = 255 }
    }
    return PlainPicture(kind: channels.count == 4 ? .rgba8 : .rgb8, size: size, pixels: pixels)
  }

  /// Run lengths: two bytes are a count and a colour (two colours in turn of RLE4), or 0 and an order.
  fileprivate func unpackRuns(_ bytes: [UInt8], name: String) throws(ImageError) -> [UInt8] {
    var indices = [UInt8](repeating: 0, count: size.area)
    var (x, row) = (0, 0)  // `row` as the file counts
    var position = pixelOffset
    let isPacked = compression == .runs4
    /// What juts out of the picture is passed over.
    func put(_ index: UInt8) {
      if x < size.width, row < size.height {
        indices[(isTopDown ? row : size.height - 1 - row) * size.width + x] = index
      }
      x += 1
    }
    func half(_ byte: UInt8, _ isFirst: Bool) -> UInt8 { isPacked ? (isFirst ? byte >> 4 : byte & 15) : byte }
    while row < size.height {
      guard position <= bytes.count - 2 else {
        // Without the end's mark it is whole if the last row is.
        if row == size.height - 1, x >= size.width { break }
        throw ImageError(name, .truncated(.bmp))
      }
      let (count, value) = (Int(bytes[position]), bytes[position + 1])
      position += 2
      if count > 0 {
        for index in 0..<count { put(half(value, index % 2 == 0)) }
        continue
      }
      switch value {
      case 0: (x, row) = (0, row + 1)
      case 1: return indices
      case 2:
        guard position <= bytes.count - 2 else { throw ImageError(name, .truncated(.bmp)) }
        x += Int(bytes[position])
        row += Int(bytes[position + 1])
        position += 2
      default:
        // So many colours one by one, padded to an even number of bytes.
        let length = isPacked ? (Int(value) + 1) / 2 : Int(value)
        guard position <= bytes.count - length else { throw ImageError(name, .truncated(.bmp)) }
        for index in 0..<Int(value) {
          put(half(bytes[position + (isPacked ? index / 2 : index)], index % 2 == 0))
        }
        position += length + length % 2
      }
    }
    return indices
  }
}

/// The bits of a pixel that make one channel.
private struct BitChannel {
  let mask: UInt32
  let shift: UInt32
  /// The largest value; 0 where there is no such channel.
  let largest: UInt64

  init(mask: UInt32) {
    self.mask = mask
    shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
    largest = UInt64(mask >> shift)
  }

  /// Scaled to 255 and rounded. Masks needn't be without holes.
  func value(in pixel: UInt32) -> UInt8 {
    guard largest > 0 else { return 0 }
    let value = UInt64((pixel & mask) >> shift)
    return UInt8(truncatingIfNeeded: (value * 255 + largest / 2) / largest)
  }
}
