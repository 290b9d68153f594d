/// Width and height of an image in pixels.
public struct ImageSize: Sendable, Hashable, Codable {
  public var width: Int
  public var height: Int

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  public var area: Int { width * height }
  public var longestSide: Int { max(width, height) }
}

extension ImageSize: CustomStringConvertible {
  public var description: String { "\(width) × \(height)" }
}
