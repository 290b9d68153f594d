import Geometry
import Imaging

/// Whether two thumbnails show one photo that was saved twice: they have the same size, and no block contradicts.
/// Changes smaller than a block, such as those of compression, don't count.
///
/// - Complexity: O(pixels).
public func showTheSamePhoto(_ one: GrayImage, _ other: GrayImage) -> Bool {
  guard one.size == other.size else { return false }
  if one == other { return true }
  let middle = 0.5 * SIMD2(Double(one.width), Double(one.height))
  let report = compareAppearance(
    query: one, reference: other, querySize: one.size, referenceSize: other.size, referenceFromQuery: .identity,
    center: middle)
  guard let report else { return false }
  return report.shareOfReference([.agrees]) > 0
    && report.shareOfReference([.contradicts, .contradictsInLevel, .covered]) == 0
}
