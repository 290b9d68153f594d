/// The header of a portable anymap: PBM, PGM and PPM in text or bytes (P1 to P6), and PAM (P7).
struct PNMHeader {
  let size: ImageSize
  /// Samples a pixel, from 1 to 4: grey, grey and alpha, RGB, RGB and alpha.
  let depth: Int
  /// The sample that is white, from 1 to 65535.
  let largest: Int
  /// Whether samples are one bit, 1 being black.
  let isBitmap: Bool
  /// Whether samples are written out in decimal digits.
  let isText: Bool
  /// Where the samples begin.
  let end: Int

  /// Whether a file begins so. A letter and a digit alone would make pictures of texts.
  static func isSignature(_ start: [UInt8]) -> Bool {
    guard start.count > 3, start[0] == UInt8(ascii: "P"), (UInt8(ascii: "1")...UInt8(ascii: "7")).contains(start[1]),
      isSpace(start[2])
    else { return false }
    let next = start[2...].first { !isSpace($0) } ?? 0
    if next == UInt8(ascii: "#") { return true }
    return start[1] == UInt8(ascii: "7") ? start[2] == 0x0A && isLetter(next) : isDigit(next)
  }

  init(_ bytes: [UInt8], name: String, limit: Int) throws(ImageError) {
    var words = PNMWords(bytes, position: 2, name: name)
    let variant = bytes[1] - UInt8(ascii: "0")
    let (width, height): (Int, Int)
    if variant == 7 {
      (width, height, depth, largest) = try Self.fields(&words)
      (isBitmap, isText) = (false, false)
      guard (1...4).contains(depth) else {
        throw ImageError(name, .unsupported(message: "a PAM of \(depth) samples a pixel"))
      }
    } else {
      (width, height) = (try words.number(), try words.number())
      isBitmap = variant == 1 || variant == 4
      isText = variant <= 3
      depth = variant == 3 || variant == 6 ? 3 : 1
      largest = isBitmap ? 1 : try words.number()
    }
    size = try ImageSize(claimed: width, height, limit: limit, name: name, format: .pnm)
    guard (1...65535).contains(largest) else {
      throw ImageError(name, .corrupt(.pnm, message: "its white is \(largest), but must be from 1 to 65535"))
    }
    // A single blank or the end of a line lies before the bytes.
    end = words.position + (variant == 7 ? 0 : 1)
    // A bit a pixel at least: what follows counts in numbers that the file's length bounds.
    guard size.area / 8 <= bytes.count else { throw ImageError(name, .truncated(.pnm)) }
  }

  /// The lines of a PAM: a word and, usually, a number each.
  private static func fields(_ words: inout PNMWords) throws(ImageError) -> (
    width: Int, height: Int, depth: Int, largest: Int
  ) {
    var (width, height, depth, largest) = (0, 0, 0, 0)
    while true {
      switch try words.word() {
      case "WIDTH": width = try words.number()
      case "HEIGHT": height = try words.number()
      case "DEPTH": depth = try words.number()
      case "MAXVAL": largest = try words.number()
      case "ENDHDR":
        words.skipLine()
        return (width, height, depth, largest)
      default: words.skipLine()
      }
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}

/// Words and numbers between blanks; # begins a comment that goes on to the end of the line.
struct PNMWords {
  private let bytes: [UInt8]
  private let name: String
  /// Where reading goes on.
  private(set) var position: Int

  init(_ bytes: [UInt8], position: Int, name: String) {
    (self.bytes, self.position, self.name) = (bytes, position, name)
  }

  /// Goes on behind the end of the line.
  mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    position += 1
  }

  mutating func word() throws(ImageError) -> String {
    try skipBlanks()
    let start = position
    while position < bytes.count, !PNMHeader.isSpace(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// A decimal number below 2³¹.
  mutating func number() throws(ImageError) -> Int {
    try skipBlanks()
    let start = position
    var number = 0
    while position < bytes.count, PNMHeader.isDigit(bytes[position]) {
      number = 10 * number + Int(bytes[position] - UInt8(ascii: "0"))
      position += 1
      guard number <= Int32.max else {
        throw ImageError(name, .corrupt(.pnm, message: "a number is above \(Int32.max)"))
      }
    }
    guard position > start else {
      throw ImageError(name, .corrupt(.pnm, message: "a number is missing at byte \(start)"))
    }
    return number
  }

  /// A digit of a bitmap, which needs no blank behind it.
  mutating func bit() throws(ImageError) -> Int {
    try skipBlanks()
    let digit = bytes[position]
    guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else {
      throw ImageError(name, .corrupt(.pnm, message: "byte \(position) is neither 0 nor 1"))
    }
    position += 1
    return Int(digit - UInt8(ascii: "0"))
  }

  /// Something must follow the blanks.
  private mutating func skipBlanks() throws(ImageError) {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        skipLine()
      } else if PNMHeader.isSpace(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
    throw ImageError(name, .truncated(.pnm))
  }
}
