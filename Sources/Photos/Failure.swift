/// A photo that nothing can be found in, and why.
public struct Failure: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// It can't be used: it was skipped.
    case unusable
    /// It was read, but no feature was found in it, as in an empty picture: it is there, but can never be found.
    case featureless
  }

  /// Where the photo is.
  public let input: String
  /// Without the input.
  public let reason: String
  /// The photo's id, where it has one.
  public let id: String?
  public let kind: Kind

  public init(input: String, reason: String, id: String? = nil, kind: Kind = .unusable) {
    self.input = input
    self.reason = reason
    self.id = id
    self.kind = kind
  }

  /// That of a photo without features.
  package init(featureless file: PhotoFile, id: String) {
    self.init(input: file.path, reason: "no features were found in it", id: id, kind: .featureless)
  }

  /// The same under another id.
  func called(_ id: String) -> Failure { Failure(input: input, reason: reason, id: id, kind: kind) }

  /// One line: input and reason.
  public var description: String { "\(input): \(reason)" }
}

extension Failure {
  /// Why an error keeps a photo from being used: what it says, without the photo's path where it begins with that.
  package init(_ entry: ImageEntry, _ error: any Error) {
    let (message, prefix) = ("\(error)", entry.path + ": ")
    self.init(
      input: entry.path, reason: message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message,
      id: entry.id)
  }
}

extension Sequence<Failure> {
  /// Those that were skipped.
  package var unusable: [Failure] { filter { $0.kind == .unusable } }
  /// Those that were read, but have no features.
  package var featureless: [Failure] { filter { $0.kind == .featureless } }
}

/// As manifests have it: `kind` is left out where it is ``Kind/unusable``.
extension Failure {
  private enum CodingKeys: String, CodingKey {
    case input, reason, id, kind
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      input: try container.decode(String.self, forKey: .input),
      reason: try container.decode(String.self, forKey: .reason),
      id: try container.decodeIfPresent(String.self, forKey: .id),
      kind: try container.decodeIfPresent(Kind.self, forKey: .kind) ?? .unusable)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    try container.encode(reason, forKey: .reason)
    try container.encodeIfPresent(id, forKey: .id)
    if kind != .unusable { try container.encode(kind, forKey: .kind) }
  }
}
