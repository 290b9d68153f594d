/// A model that can't be used, or can't describe a photo.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The model's file, or that of its preprocessing.
  public let path: String
  public let reason: String

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }
}

/// A library that runs models isn't there, or is none that can be used.
public struct RuntimeError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}
