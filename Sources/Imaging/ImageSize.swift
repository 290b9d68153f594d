/// Width and height of an image in pixels.
///
/// No side is negative or longer than ``sideLimit``, so that areas never overflow.
public struct ImageSize: Sendable, Hashable, Codable {
  public let width: Int
  public let height: Int

  /// The longest side that there can be.
  public static let sideLimit = Int(Int32.max)

  /// - Precondition: both sides are in `0...sideLimit`. For numbers from a file, see ``init(checking:_:)``.
  public init(width: Int, height: Int) {
    guard let size = ImageSize(checking: width, height) else {
      preconditionFailure("no image has \(width) × \(height) pixels")
    }
    self = size
  }

  /// Width and height as a file tells them; nil where a side is negative or longer than ``sideLimit``.
  public init?(checking width: Int, _ height: Int) {
    guard (0...Self.sideLimit).contains(width), (0...Self.sideLimit).contains(height) else { return nil }
    (self.width, self.height) = (width, height)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let (width, height) = (
      try container.decode(Int.self, forKey: .width), try container.decode(Int.self, forKey: .height)
    )
    guard let size = ImageSize(checking: width, height) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no image has \(width) × \(height) pixels"))
    }
    self = size
  }

  public var area: Int { width * height }
  public var longestSide: Int { max(width, height) }
}

extension ImageSize: CustomStringConvertible {
  public var description: String { "\(width) × \(height)" }
}
