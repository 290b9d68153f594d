/// A list can't be read: names the file, the line where there is one, and what is wrong.
public struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  /// From 1; nil when it is the file as a whole.
  public let line: Int?
  public let reason: String

  public init(path: String, line: Int?, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  public var description: String { "\(path):\(line.map { "\($0):" } ?? "") \(reason)" }
}
