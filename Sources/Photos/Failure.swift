/// An input that was skipped, and why.
public struct Failure: Sendable, Hashable, Codable {
  public let input: String
  public let reason: String

  public init(input: String, reason: String) {
    self.input = input
    self.reason = reason
  }
}
