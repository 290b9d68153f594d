/// Is told how far a long run has come.
public protocol ProgressReporter: Sendable {
  /// A phase begins, such as "extracting", of `total` steps.
  func begin(_ phase: String, total: Int)
  /// One more step is done.
  func advance()
  /// The phase is over, done or not.
  func end()
}

/// Tells nobody.
public struct NoProgress: ProgressReporter {
  public init() {}
  public func begin(_ phase: String, total: Int) {}
  public func advance() {}
  public func end() {}
}
