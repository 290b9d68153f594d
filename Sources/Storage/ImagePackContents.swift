import Options

/// What an image pack keeps of each photo.
public enum ImagePackContents: Sendable, Hashable {
  /// The bytes of its file.
  case encoded
  /// Its pixels, squashed to a square of so many pixels a side, which is one of ``sides``.
  case pixels(side: Int)

  public static let sides = 1...16_384

  /// Names the field that is out of range.
  public func validate() throws(OptionsError) {
    guard case .pixels(let side) = self, !Self.sides.contains(side) else { return }
    throw OptionsError(
      "ImagePackContents.pixels.side", side,
      mustBe: "a number of pixels from \(Self.sides.lowerBound) to \(Self.sides.upperBound)")
  }
}

/// As the attribute `options` of a pack has it: `{"store":"encoded"}` or `{"side":256,"store":"pixels"}`.
extension ImagePackContents: Codable {
  /// The contents by name: the values of `store`.
  public enum Store: String, Sendable, Hashable, Codable, CaseIterable {
    case encoded, pixels
  }

  public var store: Store {
    switch self {
    case .encoded: .encoded
    case .pixels: .pixels
    }
  }

  /// Of the squares, in pixels; nil where there are none.
  public var side: Int? {
    if case .pixels(let side) = self { side } else { nil }
  }

  private enum CodingKeys: String, CodingKey {
    case store, side
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Store.self, forKey: .store) {
    case .encoded: self = .encoded
    case .pixels: self = .pixels(side: try container.decode(Int.self, forKey: .side))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(store, forKey: .store)
    try container.encodeIfPresent(side, forKey: .side)
  }
}
