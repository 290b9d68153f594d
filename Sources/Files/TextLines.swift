/// The lines of a text, without their line feeds.
///
/// They are found one by one: a file of nothing but line feeds takes no more memory than its bytes.
package struct TextLines: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next line; nil at the end, which is behind the last line feed or the bytes that follow it.
  package mutating func next() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    defer { rest = end.map { rest[($0 + 1)...] } ?? [] }
    return rest[..<(end ?? rest.endIndex)]
  }
}
