import Geometry
import Imaging

/// Whether two thumbnails show one photo that was saved twice: they have the same size, and where one lies over the other as
/// it is, some of it agrees and no block contradicts. Changes smaller than a block, such as those of compression, don't count.
///
/// - Complexity: O(pixels).
public func showTheSamePhoto(_ one: GrayImage, _ other: GrayImage) -> Bool {
  guard one.size == other.size else { return false }
  if one == other { return true }
  let middle = 0.5 * SIMD2(Double(one.width), Double(one.height))
  let report = compareAppearance(
    query: one, reference: other, querySize: one.size, referenceSize: other.size, referenceFromQuery: .identity,
    matched: [middle])
  guard let report else { return false }
  return report.shareOfReference([.agrees]) > 0 && report.shareOfReference(AppearanceReport.contradicting) == 0
}

extension AppearanceReport {
  /// Whether the two contradict one another in a third as much as they agree in, or more: two photos that share a caption or a page
  /// do, while versions of one photo don't, even where they lie over one another only roughly.
  package var clearlyDiffers: Bool {
    let contradicting = shareOfReference([.contradicts, .contradictsInLevel])
    return contradicting > 0 && 3 * contradicting >= shareOfReference([.agrees])
  }

  /// Whether the two are versions of one photo, cropped, mirrored, reduced or saved again: most of one of them lies over the
  /// other, some of it agrees, and hardly a block contradicts.
  public var showsOnePhoto: Bool {
    // Where they hardly lie over one another there is nothing to see.
    let overlap = max(shareOfReference(Self.compared), shareOfQuery(Self.compared))
    let agreeing = shareOfReference([.agrees])
    return overlap >= Self.leastOverlap && agreeing > 0
      && shareOfReference(Self.contradicting) <= Self.mostContradicting * agreeing
  }

  /// Whether hardly a block shows something else. What is covered doesn't count, such as the corners about a turned photo.
  package var hardlyDiffers: Bool {
    shareOfReference([.contradicts, .contradictsInLevel]) <= Self.mostDiffering * shareOfReference([.agrees])
  }

  /// What the versions of a photo have in common is most of the smaller one.
  private static let leastOverlap = 0.5
  /// What may contradict in proportion to what agrees: models are only about right.
  private static let mostContradicting = 0.02
  /// The same where the features agree: versions with a frame of one pixel reach 0.034, and photos on one page begin at 0.05 with
  /// few exceptions.
  private static let mostDiffering = 0.04
  static let contradicting: Set<BlockVerdict> = [.contradicts, .contradictsInLevel, .covered]
}
