extension String {
  /// The text with what a terminal would obey in place of showing it written out as `\u{1B}`: control characters, and those
  /// that change the direction of writing or end a line. A file's name may hold any of them.
  ///
  /// - Parameter keepsLines: whether line feeds stay, in a text of several lines.
  func escapedForTerminal(keepsLines: Bool = false) -> String {
    // Nearly every text has none.
    guard unicodeScalars.contains(where: { $0.isObeyed }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      guard scalar.isObeyed, !(keepsLines && scalar == "\n") else {
        text.unicodeScalars.append(scalar)
        return
      }
      text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isObeyed: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0: true  // C0, DEL, C1
    case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // marks, embeddings, overrides, isolates
    case 0x2028, 0x2029: true  // line and paragraph separators
    default: false
    }
  }
}

extension DefaultStringInterpolation {
  /// A path, an id or anything else that came from outside: on one line, and nothing that a terminal obeys.
  mutating func appendInterpolation(name: String) {
    appendLiteral(name.escapedForTerminal())
  }
}
