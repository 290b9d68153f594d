/// What describes photos by vectors: only those of one model can be compared.
///
/// Vector files keep it as JSON: `{"name":"gist","revision":1}`. What isn't known is left out.
public struct VectorModel: Sendable, Codable {
  public let name: String
  /// Rises whenever other vectors come of the same photos; from 1.
  public let revision: Int
  /// Of the model's file, in hexadecimal digits.
  public let checksum: String?
  /// How photos are made into what the model takes: JSON with sorted keys.
  public let preprocessing: String?
  /// The engine that ran the model, and its version. Vectors by several engines are compared all the same.
  public let runtime: String?

  public init(
    _ name: String, revision: Int = 1, checksum: String? = nil, preprocessing: String? = nil, runtime: String? = nil
  ) {
    self.name = name
    self.revision = revision
    self.checksum = checksum
    self.preprocessing = preprocessing
    self.runtime = runtime
  }
}

extension VectorModel: Hashable {
  /// Whether vectors of both can be compared: the runtime doesn't count.
  public static func == (one: VectorModel, other: VectorModel) -> Bool { one.comparable == other.comparable }

  public func hash(into hasher: inout Hasher) { hasher.combine(comparable) }

  private var comparable: [String?] { [name, "\(revision)", checksum, preprocessing] }
}

extension VectorModel: CustomStringConvertible {
  /// `gist`, and `gist (revision 2)` from the second on.
  public var description: String { revision == 1 ? name : "\(name) (revision \(revision))" }
}
