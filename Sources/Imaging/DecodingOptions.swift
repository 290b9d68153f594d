import Options

/// What becomes of a picture of which a part is missing or damaged.
public enum DamagedPictures: String, Sendable, Hashable, Codable, CaseIterable {
  /// The rows that are there are used, if they are at least half of all; see ``PictureDamage``.
  case use
  /// It is an error.
  case skip
}

/// Settings of ``GrayImage/init(contentsOf:options:)`` and its siblings.
public struct DecodingOptions: Sendable, Hashable, Codable {
  /// Largest number of pixels (width × height) of an image, from 1 to ``mostPixels``. Larger ones are refused before
  /// memory is taken for them: a file of some hundred bytes can claim to hold gigabytes.
  public var maxPixels = 100_000_000
  /// What becomes of JPEG and PNG files of which a part is missing or damaged.
  public var damaged = DamagedPictures.use

  /// The largest limit: a million pixels a side, which is more than any image has that is read.
  public static let mostPixels = 1_000_000_000_000

  public init(maxPixels: Int = 100_000_000, damaged: DamagedPictures = .use) {
    self.maxPixels = maxPixels
    self.damaged = damaged
  }

  /// Largest size of a file, in bytes: what ``maxPixels`` take without compression at 16 bits of red, green, blue and alpha,
  /// and 64 MiB for what lies beside them. Larger ones are refused before they are read.
  public var maxFileBytes: Int { 8 * maxPixels + (64 << 20) }

  /// Names the first field that is out of range; the decoders call this on entry.
  public func validate() throws(OptionsError) {
    guard (1...Self.mostPixels).contains(maxPixels) else {
      throw OptionsError("DecodingOptions.maxPixels", maxPixels, mustBe: "a number of pixels in 1...\(Self.mostPixels)")
    }
  }
}
