import Options

/// Settings of ``GrayImage/init(contentsOf:options:)`` and its siblings.
public struct DecodingOptions: Sendable, Hashable, Codable {
  /// Largest number of pixels (width × height) of an image, at least 1. Larger ones are refused before memory is
  /// taken for them: a file of some hundred bytes can claim to hold gigabytes.
  public var maxPixels = 100_000_000

  public init(maxPixels: Int = 100_000_000) {
    self.maxPixels = maxPixels
  }

  /// Names the first field that is out of range; the decoders call this on entry.
  public func validate() throws(OptionsError) {
    guard maxPixels >= 1 else {
      throw OptionsError("DecodingOptions.maxPixels", maxPixels, mustBe: "a number of pixels ≥ 1")
    }
  }
}
