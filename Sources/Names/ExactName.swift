/// An id or a path as it counts: two are the same where their bytes are.
///
/// Unicode writes "é" in two ways, as one letter or as "e" and an accent, and `String` takes both for the same; a disk holds two files
/// of these names, and other tools tell them apart. Names are compared, sorted and looked up as this, wherever they are.
public struct ExactName: Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }
}

extension ExactName: Hashable {
  public static func == (one: ExactName, other: ExactName) -> Bool {
    var (one, other) = (one.text, other.text)
    return one.withUTF8 { one in other.withUTF8 { one.count == $0.count && one.elementsEqual($0) } }
  }

  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // No text has this byte: names that are hashed one after the other stay apart.
    hasher.combine(0xFF as UInt8)
  }
}

extension ExactName: Comparable {
  /// By bytes, which is the order of Unicode scalars.
  public static func < (one: ExactName, other: ExactName) -> Bool {
    one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }
}

extension ExactName: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(text) }
}

extension ExactName: CustomStringConvertible {
  public var description: String { text }
}

extension Sequence<String> {
  /// These names as they count.
  public var exactNames: [ExactName] { map { ExactName($0) } }

  /// Where each name is; all have to differ.
  public var places: [ExactName: Int] { Dictionary(uniqueKeysWithValues: zip(exactNames, 0...)) }
}
