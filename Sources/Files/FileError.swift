#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file or folder could not be read or written: names it and gives the system's reason.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Operation: String, Sendable {
    case read, write, list
  }

  /// The reason where a file is wanted, and something else is there: reading it may never end.
  package static let noFile = "it is a pipe, a socket or a device, not a file"

  /// The reason where a text is wanted, and something else is there.
  package static let noText = "it is no text, as it has bytes of 0"

  /// The reason where a list comes through a pipe that seems to have no end.
  package static let endless = "it doesn't end within 1 GiB: what is longer must be a file"

  public let operation: Operation
  public let path: String
  public let reason: String

  package init(_ operation: Operation, _ path: String, reason: String) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// The error behind the current `errno`.
  package init(_ operation: Operation, _ path: String, errno code: Int32 = errno) {
    self.init(operation, path, reason: String(cString: strerror(code)))
  }

  public var description: String { "cannot \(operation.rawValue) \(path): \(reason)" }
}
