/// What a request has to know to be answered: 128 random bits, in hexadecimal digits.
///
/// It is part of the address that opens the page, behind the #, which browsers send to nobody.
package struct InspectorToken: Sendable {
  package let text: String

  package init() {
    var random = SystemRandomNumberGenerator()
    text = [random.next(), random.next()].map { (bits: UInt64) in
      let digits = String(bits, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether a text is the token, in a time that doesn't tell how much of it is right.
  func matches(_ other: String) -> Bool {
    let (own, others) = (Array(text.utf8), Array(other.utf8))
    guard own.count == others.count else { return false }
    return zip(own, others).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
