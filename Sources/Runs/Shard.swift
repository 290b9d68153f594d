import Files
import Options

/// One of several parts of a set of photos, so that several machines can share a run.
///
/// A photo's part depends on its id alone: on every machine and in every order of the photos it is the same.
public struct Shard: Sendable, Hashable {
  /// From 1 to `count`.
  public let number: Int
  public let count: Int

  /// - Throws: `OptionsError` when there is no such part.
  public init(_ number: Int, of count: Int) throws(OptionsError) {
    guard count >= 1, number >= 1, number <= count else { throw Self.error("\(number)/\(count)") }
    self.number = number
    self.count = count
  }

  /// Reads `i/n`.
  ///
  /// - Throws: `OptionsError` when the text is none, or there is no such part.
  public init(parsing text: String) throws(OptionsError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) else { throw Self.error(text) }
    try self.init(number, of: count)
  }

  private static func error(_ text: String) -> OptionsError {
    OptionsError("shard", text, mustBe: "i/n with 1 ≤ i ≤ n")
  }

  /// Whether the photo of that id belongs to this part: the remainder of its ``FNV1a`` (of the id's UTF-8), divided by the
  /// number of parts.
  public func contains(_ id: String) -> Bool {
    var checksum = FNV1a()
    checksum.add(id.utf8)
    return checksum.value % UInt64(count) == UInt64(number - 1)
  }
}

extension Shard: CustomStringConvertible {
  public var description: String { "\(number)/\(count)" }
}
