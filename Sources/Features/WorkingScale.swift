import Imaging
import Options

/// At which size a photo is looked at, and how many features it may have: the one place that says so.
///
/// What counts is the long side of a photo of usual proportions. A longer one, a strip or a panorama, is taken for a row of
/// pieces, and the long side of a piece counts, so that each gets the resolution and the features that it would get as a
/// photo of its own. How the constants were chosen: docs/orb.md.
public struct WorkingScale: Sendable, Hashable, Codable {
  /// How the size follows from `maxSide`.
  public enum Rule: String, Sendable, Hashable, Codable {
    /// Large photos are reduced, small ones enlarged, and long ones treated as a row of pieces.
    case proportions
    /// Photos are reduced to a longest side of `maxSide`, whatever their proportions, and never enlarged: the rule of other
    /// tools and of earlier revisions of our extractors.
    case longestSide
  }

  /// Longest side, in pixels, at which a photo of usual proportions is looked at; at least 1.
  public var maxSide: Int
  public var rule: Rule

  /// Long side of a piece over its short side: a photo up to these proportions is a single one. Pages on a phone's screen are.
  public static let pieceAspect = 2.5
  /// Most pieces that a long photo gets resolution for; longer ones share that of so many.
  public static let mostPieces = 8
  /// Photos (or pieces) whose long side is shorter, in pixels, are enlarged by the first whole number that makes up for it:
  /// whole, so that all pixels are interpolated alike.
  public static let minSide = 320
  /// No photo is enlarged by more: nothing would be found that isn't found without.
  public static let maxEnlargement = 4

  public init(maxSide: Int = 640, rule: Rule = .proportions) {
    self.maxSide = maxSide
    self.rule = rule
  }

  /// Names the first field that is out of range.
  public func validate() throws(OptionsError) {
    guard maxSide >= 1 else { throw OptionsError("WorkingScale.maxSide", maxSide, mustBe: "at least 1 pixel") }
  }

  /// The size at which the features of `photo` are found.
  ///
  /// At least 1 pixel a side, unless the photo has none; no side longer than `maxSide` times ``mostPieces``, or than 65,535. The area is at
  /// most 3.2 times that of a square of `maxSide`, but for rounding.
  public func size(of photo: ImageSize) -> ImageSize {
    let reach = reach(of: photo)
    guard reach.working != reach.photo else { return photo }
    let scale = reach.working / reach.photo
    func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded())) }
    return ImageSize(width: scaled(photo.width), height: scaled(photo.height))
  }

  /// The width of a pixel at that size in pixels of the photo: below 1 where the photo is enlarged.
  public func pixelSize(of photo: ImageSize) -> Double {
    let reach = reach(of: photo)
    return reach.photo / reach.working
  }

  /// How many times as many features as another photo `photo` may have: 1, for long ones as many as it has pieces of full
  /// size in its area at that size; 1...``mostPieces``.
  public func extent(of photo: ImageSize) -> Double {
    guard rule == .proportions, isLong(photo) else { return 1 }
    let size = size(of: photo)
    let piece = Double(maxSide) * Double(maxSide) / Self.pieceAspect
    return min(max(1, Double(size.width) * Double(size.height) / piece), Double(Self.mostPieces))
  }

  /// The size at which a part of a photo is looked at closely, and its extent: those of a large photo of its proportions, but
  /// enlarged by no more than ``maxEnlargement``.
  ///
  /// - Precondition: the part has pixels.
  func closeSize(ofPart part: ImageSize) -> (size: ImageSize, extent: Double) {
    let most = ImageSize(width: Self.maxEnlargement * part.width, height: Self.maxEnlargement * part.height)
    let size = size(of: most)
    return (size.area < most.area ? size : most, extent(of: most))
  }

  private func isLong(_ photo: ImageSize) -> Bool { Double(photo.longestSide) > Self.longSideOfPiece(photo) }

  private static func longSideOfPiece(_ photo: ImageSize) -> Double {
    pieceAspect * Double(min(photo.width, photo.height))
  }

  /// A length in the photo's pixels, and the same length in pixels at the size at which it is looked at.
  private func reach(of photo: ImageSize) -> (photo: Double, working: Double) {
    guard min(photo.width, photo.height) > 0 else { return (1, 1) }
    let longest = Double(photo.longestSide)
    guard rule == .proportions else { return (longest, min(longest, Double(maxSide))) }
    let side = isLong(photo) ? Self.longSideOfPiece(photo) : longest
    let most = min(Double(maxSide), Self.longestSide)
    let row = min(Double(Self.mostPieces) * most, Self.longestSide)
    // How many times as long the piece and the whole row may become.
    let (room, roomInRow) = (most / side, row / longest)
    guard min(room, roomInRow) >= 1 else { return room <= roomInRow ? (side, most) : (longest, row) }
    let wanted = min((Double(Self.minSide) / side).rounded(.up), Double(Self.maxEnlargement))
    return (1, max(1, min(wanted, room.rounded(.down), roomInRow.rounded(.down))))
  }

  /// Corners have coordinates of 16 bits.
  private static let longestSide = 65_535.0
}

/// The most features of an image of some `extent` (``WorkingScale/extent(of:)``) where a usual one may have `maxFeatures`:
/// no more than a million, unless `maxFeatures` itself is more.
package func featureBudget(_ maxFeatures: Int, extent: Double) -> Int {
  max(maxFeatures, Int(min(Double(maxFeatures) * extent, 1_000_000)))
}
