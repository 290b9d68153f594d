/// A reference that a query may have been made from.
public struct Candidate: Sendable, Hashable {
  /// Index of the reference in its set.
  public let reference: Int
  /// How strongly it was named, higher being more likely; comparable with those of the same source alone. nil where nobody said.
  public let score: Double?
  /// Whether it was named for the query's mirror image rather than for the query as it is; nil where nobody said.
  public let isMirrored: Bool?

  public init(reference: Int, score: Double?, isMirrored: Bool? = nil) {
    self.reference = reference
    self.score = score
    self.isMirrored = isMirrored
  }
}
