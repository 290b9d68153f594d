/// What a block of two photos laid over each other tells.
public enum BlockVerdict: UInt8, Sendable, Hashable, Codable, CaseIterable {
  /// The query doesn't reach it.
  case outside
  /// Flat in both at a level that may be the same or not, or alike only in part.
  case undecided
  /// The same texture.
  case agrees
  /// Flat in both, and of the same level once brightness and contrast are matched.
  case agreesInLevel
  /// Texture in both, but another one.
  case contradicts
  /// Of another level once brightness and contrast are matched.
  case contradictsInLevel
  /// Textured in one photo and flat in the other: what a sticker, a bar or a margin does to a copy.
  case covered
}
