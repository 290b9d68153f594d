import Appearance
import Geometry
import Imaging

/// Tells which of a query's candidates are versions of one photo: cropped, mirrored, reduced or saved again.
///
/// Where they aren't the same as a whole, the query says how to lay one over the other: its models map it to either. Where
/// most of one of them lies over the other and hardly a block contradicts, they are versions of one photo; two photos that merely
/// share a caption or a page with the query contradict each other elsewhere. What one of them has beyond the other may still be what
/// the query shows.
final class PhotoVersions {
  private let query: GrayImage?
  private let candidates: [PairEvidence]
  private var known: [SIMD2<Int>: Bool] = [:]
  private var shown: [SIMD2<Int>: Bool] = [:]

  /// - Parameters:
  ///   - candidates: those that geometry proves, named by their places.
  ///   - query: the thumbnail of the query; nil where it isn't known.
  init(_ candidates: [PairEvidence], query: GrayImage?) {
    self.query = query
    self.candidates = candidates
  }

  /// Whether a candidate is the query itself, to the pixel of its thumbnail: what it has in common with the query says nothing
  /// about others. Likeness won't do: two pages of one screenshot are alike.
  func isQuery(_ candidate: Int) -> Bool { query != nil && query == candidates[candidate].referenceThumbnail }

  /// Whether two candidates show one photo. Symmetric.
  func areOfOnePhoto(_ one: Int, _ other: Int) -> Bool {
    let pair = SIMD2(min(one, other), max(one, other))
    if let answer = known[pair] { return answer }
    let answer = agree(candidates[pair.x], candidates[pair.y])
    known[pair] = answer
    return answer
  }

  /// Whether the query is a version of a candidate in which it also shows what sets that apart from another one: where the two
  /// candidates, laid over one another, differ, the query agrees with the first, and contradicts it hardly anywhere. So does a copy
  /// of a photo that stands among its captioned versions; a third photo on the page of two others contradicts both.
  func showsWhatSets(_ candidate: Int, apartFrom other: Int) -> Bool {
    let pair = SIMD2(candidate, other)
    if let answer = shown[pair] { return answer }
    var answer = false
    if let own = candidates[candidate].best.models.first?.appearance, own.showsOnePhoto,
      let difference = comparison(of: candidates[other], laidOver: candidates[candidate])
    {
      answer = own.agrees(where: difference)
    }
    shown[pair] = answer
    return answer
  }

  private func agree(_ one: PairEvidence, _ other: PairEvidence) -> Bool {
    guard let shown = one.referenceThumbnail, let otherShown = other.referenceThumbnail else { return false }
    // Of few inliers, the models are too rough to lay two copies of a photo over one another.
    if showTheSamePhoto(shown, otherShown) { return true }
    return comparison(of: one, laidOver: other)?.showsOnePhoto ?? false
  }

  /// What one candidate shows laid over another, by the models that map the query to either; nil where either is unknown.
  private func comparison(of one: PairEvidence, laidOver other: PairEvidence) -> AppearanceReport? {
    guard let shown = one.referenceThumbnail, let otherShown = other.referenceThumbnail,
      let model = one.best.models.first, let otherModel = other.best.models.first
    else { return nil }
    let otherFromOne = (otherModel.referenceFromQuery * model.referenceFromQuery.inverse).normalized
    return compareAppearance(
      query: shown, reference: otherShown, querySize: one.referenceSize, referenceSize: other.referenceSize,
      referenceFromQuery: otherFromOne, matched: [one.middle])
  }
}
