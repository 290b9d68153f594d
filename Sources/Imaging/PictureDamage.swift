/// What there is of a picture whose file was cut or damaged.
///
/// The picture ends with the last row that is there, so that nothing is found in what a decoder makes up for the rest.
public struct PictureDamage: Sendable, Hashable, CustomStringConvertible {
  /// Rows, as they are stored, that are there; at least half of ``totalRows``.
  public let rows: Int
  /// Rows that the header tells of.
  public let totalRows: Int
  /// What is wrong with the file.
  public let reason: String

  public init(rows: Int, totalRows: Int, reason: String) {
    (self.rows, self.totalRows, self.reason) = (rows, totalRows, reason)
  }

  /// "partly read: 254 of 375 rows (67 %): …"; percents are rounded down.
  public var description: String {
    "partly read: \(rows) of \(totalRows) rows (\(rows * 100 / max(totalRows, 1)) %): \(reason)"
  }
}

/// An image, and what was wrong with its file.
public struct DecodedImage<Image: Sendable>: Sendable {
  public let image: Image
  /// nil where all of it is there.
  public let damage: PictureDamage?

  package init(image: Image, damage: PictureDamage?) {
    (self.image, self.damage) = (image, damage)
  }
}
