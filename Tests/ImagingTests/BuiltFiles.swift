/// Writers of small files for tests: what no library here would write, or not in every variant.
struct TIFFBuilder {
  var width: Int
  var height: Int
  /// Sample of a pixel: (x, y, sample). Of 8 bits; wider ones are repeated (`0x12` becomes `0x1212`).
  var sample: (Int, Int, Int) -> Int
  var samples = 1
  var bits = 8
  var photometric = 1
  var isBigEndian = false
  var isPlanar = false
  /// Side of the tiles; nil for strips of `rowsPerStrip`.
  var tileSide: Int?
  var rowsPerStrip = 2
  /// Tags of short numbers besides those that the layout needs.
  var tags: [Int: [Int]] = [:]

  init(width: Int, height: Int, _ sample: @escaping (Int, Int, Int) -> Int) {
    (self.width, self.height, self.sample) = (width, height, sample)
  }

  private func number(_ value: Int, _ count: Int) -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isBigEndian ? bytes.reversed() : bytes
  }

  /// The samples of a block, beyond the picture's edges, too.
  private func block(_ columns: Range<Int>, _ rows: Range<Int>, _ chosen: Range<Int>) -> [UInt8] {
    rows.flatMap { y in
      columns.flatMap { x in
        chosen.flatMap { channel -> [UInt8] in
          let value = x < width && y < height ? sample(x, y, channel) : 0
          return bits == 16 ? number(value * 257, 2) : [UInt8(value)]
        }
      }
    }
  }

  var file: [UInt8] {
    var blocks: [[UInt8]] = []
    for chosen in isPlanar ? (0..<samples).map({ $0..<$0 + 1 }) : [0..<samples] {
      if let side = tileSide {
        for y in stride(from: 0, to: height, by: side) {
          for x in stride(from: 0, to: width, by: side) { blocks.append(block(x..<x + side, y..<y + side, chosen)) }
        }
      } else {
        for y in stride(from: 0, to: height, by: rowsPerStrip) {
          blocks.append(block(0..<width, y..<min(y + rowsPerStrip, height), chosen))
        }
      }
    }
    var offsets: [Int] = []
    var body: [UInt8] = []
    for block in blocks {
      offsets.append(8 + body.count)
      body += block
    }
    // Type 3 is a number of two bytes, type 4 one of four.
    var fields: [Int: (type: Int, values: [Int])] = [
      256: (3, [width]), 257: (3, [height]), 258: (3, [Int](repeating: bits, count: samples)), 259: (3, [1]),
      262: (3, [photometric]), 277: (3, [samples]), 284: (3, [isPlanar ? 2 : 1]),
    ]
    if let side = tileSide {
      fields[322] = (3, [side])
      fields[323] = (3, [side])
    } else {
      fields[278] = (3, [rowsPerStrip])
    }
    fields[tileSide == nil ? 273 : 324] = (4, offsets)
    fields[tileSide == nil ? 279 : 325] = (4, blocks.map(\.count))
    for (tag, values) in tags { fields[tag] = (3, values) }

    var directory = number(fields.count, 2)
    var long: [UInt8] = []
    let start = 8 + body.count
    for (tag, field) in fields.sorted(by: { $0.key < $1.key }) {
      let size = field.type == 3 ? 2 : 4
      var value = field.values.flatMap { number($0, size) }
      if value.count > 4 {
        let place = start + 2 + 12 * fields.count + 4 + long.count
        long += value
        value = number(place, 4)
      }
      value += [UInt8](repeating: 0, count: 4 - value.count)
      directory += number(tag, 2) + number(field.type, 2) + number(field.values.count, 4) + value
    }
    return (isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]) + number(42, 2) + number(start, 4) + body + directory
      + number(0, 4) + long
  }
}

/// A GIF of one frame.
struct GIFBuilder {
  var canvas: (width: Int, height: Int)
  var frame: (left: Int, top: Int, width: Int, height: Int)
  /// Indices of the frame, row by row.
  var indices: [UInt8]
  var transparent: UInt8?
  /// Colours: red, green, blue each; up to 256.
  var colors: [[UInt8]]

  private func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }

  var file: [UInt8] {
    var bytes = Array("GIF89a".utf8) + short(canvas.width) + short(canvas.height) + [0xF7, 0, 0]
    bytes += (0..<256).flatMap { $0 < colors.count ? colors[$0] : [0, 0, 0] }
    if let transparent { bytes += [0x21, 0xF9, 4, 1, 0, 0, transparent, 0] }
    bytes += [0x2C] + short(frame.left) + short(frame.top) + short(frame.width) + short(frame.height) + [0, 8]
    // Codes of nine bits; the table is cleared before they would become ten.
    var codes = indices.enumerated().flatMap { $0 % 200 == 0 ? [256, Int($1)] : [Int($1)] } + [257]
    var packed: [UInt8] = []
    var (buffer, length) = (0, 0)
    while !codes.isEmpty || length > 0 {
      while length < 8, !codes.isEmpty {
        buffer |= codes.removeFirst() << length
        length += 9
      }
      packed.append(UInt8(buffer & 255))
      (buffer, length) = (buffer >> 8, max(length - 8, 0))
    }
    for start in stride(from: 0, to: packed.count, by: 255) {
      let block = packed[start..<min(start + 255, packed.count)]
      bytes += [UInt8(block.count)] + block
    }
    return bytes + [0, 0x3B]
  }
}

/// A Windows bitmap: header of 40 bytes, and what follows it.
struct BMPBuilder {
  var width: Int
  var height: Int
  var bits: Int
  var compression = 0
  /// Masks and palette.
  var table: [UInt8] = []
  /// Rows as the file has them.
  var body: [UInt8]
  var headerSize = 40

  static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  var file: [UInt8] {
    let number = Self.number
    let header =
      headerSize == 12
      ? number(width, 2) + number(height, 2) + number(1, 2) + number(bits, 2)
      : number(width, 4) + number(height, 4) + number(1, 2) + number(bits, 2) + number(compression, 4)
        + [UInt8](repeating: 0, count: 20)
    let offset = 14 + 4 + header.count + table.count
    return Array("BM".utf8) + number(offset + body.count, 4) + number(0, 4) + number(offset, 4)
      + number(headerSize, 4) + header + table + body
  }
}
