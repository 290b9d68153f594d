extension ExactName {
  /// The name in ASCII, other bytes as `\xHH`, in which names that look alike differ.
  public var ascii: String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = text.utf8.flatMap { byte in
      byte < 0x80 ? [byte] : Array(#"\x"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether two names differ only in how Unicode writes their letters, so that nobody sees it.
  public func looksLike(_ other: ExactName) -> Bool { text == other.text && self != other }
}

/// Words to put behind a name that isn't among others, in a message: which of them looks like it; empty where none does.
///
/// - Complexity: O(bytes of all names).
package func lookalikeHint(of name: String, among names: some Sequence<String>) -> String {
  let name = ExactName(name)
  for other in names where name.looksLike(ExactName(other)) {
    return ", but a name that looks like it is: \(ExactName(other).ascii), and not \(name.ascii)"
  }
  return ""
}

/// The first name that looks like one before it, behind that one; nil where there is none.
///
/// - Complexity: O(bytes of all names).
package func firstLookalikes(among names: some Sequence<String>) -> (ExactName, ExactName)? {
  // As texts, which are equal where they look alike.
  var known: [String: ExactName] = [:]
  for name in names where !name.utf8.allSatisfy({ $0 < 0x80 }) {
    let name = ExactName(name)
    if let first = known.updateValue(name, forKey: name.text), first.looksLike(name) { return (first, name) }
  }
  return nil
}
