/// A setting is out of its range: names the field, the value given and what it must be.
public struct OptionsError: Error, Sendable, Hashable, CustomStringConvertible {
  public let field: String
  public let value: String
  public let requirement: String

  public init(_ field: String, _ value: some Any, mustBe requirement: String) {
    self.field = field
    self.value = "\(value)"
    self.requirement = requirement
  }

  public var description: String { "\(field) is \(value), but must be \(requirement)" }
}
