/// Paths as text, whatever their bytes.
///
/// A name on Linux is bytes, which needn't be UTF-8; our files, messages and arguments are. So a byte that is no part of UTF-8 is
/// written `\xHH`, in two lowercase hexadecimal digits from 80 on: `latin\xff.jpg`. Where a name really has these four characters,
/// its backslash is written `\x5c`, so that text and bytes tell each other. Whatever opens a file takes such text.
package enum PathText {
  /// The text of a path, or of a name, of these bytes.
  package static func text(of bytes: some Collection<UInt8>) -> String {
    let bytes = Array(bytes)
    if !bytes.contains(backslash), let text = String(validating: bytes, as: UTF8.self) { return text }
    var text: [UInt8] = []
    var start = 0
    while start < bytes.count {
      let length = scalarLength(bytes[start...])
      if length == 0 || escaped(in: bytes[start...]) != nil {
        text += escape(bytes[start])
        start += 1
      } else {
        text += bytes[start..<start + length]
        start += length
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of the path that a text stands for.
  package static func bytes(of text: String) -> [UInt8] {
    let text = Array(text.utf8)
    guard text.contains(backslash) else { return text }
    var bytes: [UInt8] = []
    var start = 0
    while start < text.count {
      if let byte = escaped(in: text[start...]) {
        bytes.append(byte)
        start += 4
      } else {
        bytes.append(text[start])
        start += 1
      }
    }
    return bytes
  }

  private static let backslash = UInt8(ascii: "\\")

  private static func escape(_ byte: UInt8) -> [UInt8] { Array("\\x\(hexadecimal(byte, count: 2))".utf8) }

  /// The byte that is escaped at the start of a text; nil where none is.
  private static func escaped(in text: ArraySlice<UInt8>) -> UInt8? {
    let start = text.startIndex
    guard text.count >= 4, text[start] == backslash, text[start + 1] == UInt8(ascii: "x"),
      let high = digit(text[start + 2]), let low = digit(text[start + 3])
    else { return nil }
    let byte = high << 4 | low
    return byte >= 0x80 || byte == backslash ? byte : nil
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// Bytes of the scalar at the start; 0 where they are no UTF-8.
  private static func scalarLength(_ bytes: ArraySlice<UInt8>) -> Int {
    let length =
      switch bytes[bytes.startIndex] {
      case ..<0x80: 1
      case 0xC0..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0...: 4
      default: 0
      }
    let scalar = bytes.prefix(length)
    return scalar.count == length && String(validating: scalar, as: UTF8.self) != nil ? length : 0
  }
}

/// What the system's calls take for a path: the bytes that its text stands for, and a zero.
package func systemPath(_ path: String) -> [CChar] {
  PathText.bytes(of: path).map { CChar(bitPattern: $0) } + [0]
}
