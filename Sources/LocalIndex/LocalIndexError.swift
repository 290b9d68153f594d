/// Something is wrong with an index over local features, or with what should become part of it: names the file, and says what was
/// found and what was expected.
public struct LocalIndexError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  public let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}
