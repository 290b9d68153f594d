import Imaging

/// A photo of which not all, or nothing, can be found, and why.
public struct Failure: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// It can't be used: it was skipped.
    case unusable
    /// It was read, but no feature was found in it, as in an empty picture: it is there, but can never be found.
    case featureless
    /// A part of it is missing: the rest was used.
    case partlyRead = "partly_read"
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

  /// What there is to say of a photo that was read; nil where that is nothing.
  ///
  /// - Parameter damage: what was missing of it.
  package init?(read file: PhotoFile, id: String, featureCount: Int, damage: String? = nil) {
    if featureCount == 0 {
      let reason = "no features were found in it" + (damage.map { ", \($0)" } ?? "")
      self.init(input: file.path, reason: reason, id: id, kind: .featureless)
    } else if let damage {
      self.init(input: file.path, reason: damage, id: id, kind: .partlyRead)
    } else {
      return nil
    }
  }

  /// The same under another id.
  func called(_ id: String) -> Failure { Failure(input: input, reason: reason, id: id, kind: kind) }

  /// One line: input and reason.
  public var description: String { "\(input): \(reason)" }
}

extension Failure {
  /// That of a photo of which a part is missing.
  package init(_ damage: PictureDamage, ofPhotoAt path: String, id: String) {
    self.init(input: path, reason: damage.description, id: id, kind: .partlyRead)
  }

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
  /// Those of which a part is missing, and the rest was used.
  package var partlyRead: [Failure] { filter { $0.kind == .partlyRead } }
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
