/// What describes photos by vectors: only those of one model can be compared.
///
/// Vector files keep it as JSON: `{"name":"gist","revision":1}`.
public struct VectorModel: Sendable, Hashable, Codable {
  public let name: String
  /// Rises whenever other vectors come of the same photos; from 1.
  public let revision: Int

  public init(_ name: String, revision: Int = 1) {
    self.name = name
    self.revision = revision
  }
}

extension VectorModel: CustomStringConvertible {
  /// `gist`, and `gist (revision 2)` from the second on.
  public var description: String { revision == 1 ? name : "\(name) (revision \(revision))" }
}
