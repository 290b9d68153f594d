import CCodecs

extension PlainPicture {
  /// Reads a portable anymap: PBM, PGM, PPM (text and bytes) and PAM, of up to 16 bits a sample; of several, the first.
  init(pnm bytes: [UInt8], name: String, limit: Int) throws(ImageError) {
    let header = try PNMHeader(bytes, name: name, limit: limit)
    let samples =
      if header.isText {
        try header.readText(bytes, name: name)
      } else if header.isBitmap {
        try header.readBits(bytes, name: name)
      } else {
        try header.readBytes(bytes, name: name)
      }
    let kind: codec_kind = header.depth == 1 ? .gray8 : header.depth == 3 ? .rgb8 : .rgba8
    self.init(kind: kind, size: header.size, pixels: header.depth == 2 ? Self.spreadGray(samples) : samples)
  }

  /// Grey and alpha to RGB and alpha.
  private static func spreadGray(_ samples: [UInt8]) -> [UInt8] {
    stride(from: 0, to: samples.count, by: 2).flatMap { index in
      [samples[index], samples[index], samples[index], samples[index + 1]]
    }
  }
}

extension PNMHeader {
  private var sampleCount: Int { size.area * depth }

  /// A sample of 0 to `largest` as one of 0 to 255, rounded.
  private func scaled(_ sample: Int, name: String) throws(ImageError) -> UInt8 {
    guard sample <= largest else {
      throw ImageError(name, .corrupt(.pnm, message: "a sample of \(sample) is above its white, \(largest)"))
    }
    return UInt8(truncatingIfNeeded: (sample * 255 + largest / 2) / largest)
  }

  fileprivate func readText(_ bytes: [UInt8], name: String) throws(ImageError) -> [UInt8] {
    // A digit a sample at least; checked before memory is taken.
    guard bytes.count - end >= sampleCount else { throw ImageError(name, .truncated(.pnm)) }
    var words = PNMWords(bytes, position: end, name: name)
    var samples: [UInt8] = []
    samples.reserveCapacity(sampleCount)
    for _ in 0..<sampleCount {
      samples.append(isBitmap ? 255 * UInt8(1 - (try words.bit())) : try scaled(words.number(), name: name))
    }
    return samples
  }

  /// Rows begin at whole bytes.
  fileprivate func readBits(_ bytes: [UInt8], name: String) throws(ImageError) -> [UInt8] {
    let rowSize = (size.width + 7) / 8
    guard bytes.count - end >= rowSize * size.height else { throw ImageError(name, .truncated(.pnm)) }
    var samples: [UInt8] = []
    samples.reserveCapacity(sampleCount)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let bit = bytes[end + y * rowSize + x / 8] >> UInt8(7 - x % 8) & 1
        samples.append(255 * (1 - bit))
      }
    }
    return samples
  }

  /// One byte a sample, or two where white is above 255, the higher first.
  fileprivate func readBytes(_ bytes: [UInt8], name: String) throws(ImageError) -> [UInt8] {
    let isWide = largest > 255
    guard bytes.count - end >= sampleCount * (isWide ? 2 : 1) else { throw ImageError(name, .truncated(.pnm)) }
    if largest == 255 { return Array(bytes[end..<end + sampleCount]) }
    var samples: [UInt8] = []
    samples.reserveCapacity(sampleCount)
    for index in 0..<sampleCount {
      let sample =
        isWide ? Int(bytes[end + 2 * index]) << 8 | Int(bytes[end + 2 * index + 1]) : Int(bytes[end + index])
      samples.append(try scaled(sample, name: name))
    }
    return samples
  }
}
