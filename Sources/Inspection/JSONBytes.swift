/// JSON written piece by piece, where there is too much of it for an encoder: whoever writes it sees to commas between what it writes
/// and to brackets around.
struct JSONBytes {
  private(set) var bytes: [UInt8] = []

  /// Adds what is JSON already: brackets, commas, keys.
  mutating func raw(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func raw(_ json: some Sequence<UInt8>) { bytes.append(contentsOf: json) }

  /// Adds a string, quoted; letters beyond ASCII stay as they are.
  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        raw("\\u00")
        bytes.append(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        bytes.append(Self.digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static let digits = Array("0123456789abcdef".utf8)

  mutating func number(_ value: Int) {
    guard value >= 0 else {
      bytes.append(UInt8(ascii: "-"))
      return digits(of: value.magnitude)
    }
    digits(of: value.magnitude)
  }

  private mutating func digits(of value: UInt) {
    var (left, divisor) = (value, UInt(1))
    while left / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(left / divisor))
      left %= divisor
      divisor /= 10
    }
  }

  /// Adds a number by the shortest text that gives it back; `null` for one that isn't finite, for which JSON has no word.
  mutating func number(_ value: Double) {
    if value.isFinite { text(value.description) } else { raw("null") }
  }

  mutating func number(_ value: Float) {
    if value.isFinite { text(value.description) } else { raw("null") }
  }

  private mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  mutating func boolean(_ value: Bool) {
    if value { raw("true") } else { raw("false") }
  }

  /// Adds a list, with the commas between its elements.
  mutating func list<Element>(_ elements: some Sequence<Element>, _ add: (inout JSONBytes, Element) -> Void) {
    bytes.append(UInt8(ascii: "["))
    var isFirst = true
    for element in elements {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      add(&self, element)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Adds a list in which what is unknown is `null`.
  mutating func listOfKnown<Element>(_ elements: some Sequence<Element?>, _ add: (inout JSONBytes, Element) -> Void) {
    list(elements) { json, element in
      if let element { add(&json, element) } else { json.raw("null") }
    }
  }
}
