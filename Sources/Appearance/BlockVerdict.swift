/// The verdict on a block of two photos laid over each other.
public enum BlockVerdict: UInt8, Sendable, Hashable, Codable, CaseIterable {
  /// Not covered by the query.
  case outside
  /// Flat in both with levels that may or may not be the same, or only partly alike.
  case undecided
  /// The same texture.
  case agrees
  /// Flat in both, with the same level once brightness and contrast are matched.
  case agreesInLevel
  /// Different texture.
  case contradicts
  /// Different levels once brightness and contrast are matched.
  case contradictsInLevel
  /// Textured in one photo and flat in the other, as under a sticker, a bar or a margin; or empty in both with different levels,
  /// as around an object that was cut out and laid on another ground, and that object's rim.
  case covered
}
