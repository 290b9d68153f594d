import Appearance
import Features
import Geometry
import Imaging
import Matcher

/// Tells which of a query's candidates are versions of one photo: cropped, turned, mirrored, reduced or saved again.
///
/// The query says how to lay one over the other: its models map it to either. Where the thumbnails contradict one another in much,
/// they are not. Else, if enough features of one fall onto the other, these decide: versions share them evenly, pages of one template
/// don't (``RecurringFeatures``). Where there are too few, or descriptors can't be mirrored, the thumbnails do: most of one photo
/// lies over the other, and hardly a block contradicts. Two that neither way tells anything of are of one photo if both are so with a
/// third. What one of them has beyond the other may still be what the query shows.
final class PhotoVersions {
  private let query: GrayImage?
  private let candidates: [PairEvidence]
  private let scale: WorkingScale
  private var grids: [Int: FeatureGrid] = [:]
  private var compared: [SIMD2<Int>: Bool?] = [:]
  private var known: [SIMD2<Int>: Bool] = [:]
  private var shown: [SIMD2<Int>: Bool] = [:]

  /// - Parameters:
  ///   - candidates: those that geometry proves, named by their places.
  ///   - query: the thumbnail of the query; nil where it isn't known.
  ///   - scale: at which features were found.
  init(_ candidates: [PairEvidence], query: GrayImage?, scale: WorkingScale) {
    self.query = query
    self.candidates = candidates
    self.scale = scale
  }

  /// Whether a candidate is the query itself, to the pixel of its thumbnail: what it has in common with the query says nothing
  /// about others. Likeness won't do: two pages of one screenshot are alike.
  func isQuery(_ candidate: Int) -> Bool { query != nil && query == candidates[candidate].referenceThumbnail }

  /// Whether two candidates show one photo. Symmetric.
  func areOfOnePhoto(_ one: Int, _ other: Int) -> Bool {
    let pair = SIMD2(min(one, other), max(one, other))
    if let answer = known[pair] { return answer }
    let answer =
      isOnePhoto(one, other)
      ?? candidates.indices.contains { third in
        third != one && third != other && isOnePhoto(one, third) == true && isOnePhoto(third, other) == true
      }
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
      let difference = comparison(
        of: candidates[other], laidOver: candidates[candidate],
        by: mapping(candidates[other], to: candidates[candidate]))
    {
      answer = own.agrees(where: difference)
    }
    shown[pair] = answer
    return answer
  }

  /// What two candidates tell by themselves; nil where neither features nor thumbnails tell anything. Symmetric.
  private func isOnePhoto(_ one: Int, _ other: Int) -> Bool? {
    let pair = SIMD2(min(one, other), max(one, other))
    if let answer = compared[pair] { return answer }
    let answer = compare(pair.x, pair.y)
    compared[pair] = .some(answer)
    return answer
  }

  private func compare(_ first: Int, _ second: Int) -> Bool? {
    let (one, other) = (candidates[first], candidates[second])
    let (shown, otherShown) = (one.referenceThumbnail, other.referenceThumbnail)
    if let shown, shown == otherShown { return true }
    var wereSaved = false
    // Of few inliers, the models are too rough to lay two copies of a photo over one another.
    if let shown, let otherShown { wereSaved = showTheSamePhoto(shown, otherShown) }
    let map = wereSaved ? scaling(from: one.referenceSize, to: other.referenceSize) : mapping(one, to: other)
    let rough = wereSaved ? nil : comparison(of: one, laidOver: other, by: map)
    // Most who share a caption or a page end here, which takes no time beside a look at their features.
    if rough?.clearlyDiffers == true { return false }
    if let map, let (isOnePhoto, exactMap) = recurrence(of: first, in: second, by: map) {
      // Photos of few features on one page don't show in the features.
      return isOnePhoto && comparison(of: one, laidOver: other, by: exactMap)?.hardlyDiffers ?? true
    }
    if wereSaved || rough?.showsOnePhoto ?? false { return true }
    return nil
  }

  /// What the features of two candidates tell, with the exact map. What one of them has too few of, or what isn't its own (corners
  /// along the border of a turned photo), doesn't count against the other.
  private func recurrence(
    of one: Int, in other: Int, by map: Homography
  ) -> (isOnePhoto: Bool, otherFromOne: Homography)? {
    let there = RecurringFeatures(
      of: candidates[one].referenceFeatures, in: grid(of: other), otherFromOne: map, scale: scale)
    if let there, there.showOnePhoto == true { return (true, there.otherFromOne) }
    let back = RecurringFeatures(
      of: candidates[other].referenceFeatures, in: grid(of: one), otherFromOne: map.inverse, scale: scale)
    if let back, back.showOnePhoto == true { return (true, back.otherFromOne.inverse.normalized) }
    return there?.showOnePhoto == false || back?.showOnePhoto == false ? (false, map) : nil
  }

  private func grid(of candidate: Int) -> FeatureGrid {
    if let grid = grids[candidate] { return grid }
    let grid = FeatureGrid(candidates[candidate].referenceFeatures)
    grids[candidate] = grid
    return grid
  }

  /// The map by the models of the query; nil where either is unknown.
  private func mapping(_ one: PairEvidence, to other: PairEvidence) -> Homography? {
    guard let model = one.best.models.first, let otherModel = other.best.models.first else { return nil }
    return (otherModel.referenceFromQuery * model.referenceFromQuery.inverse).normalized
  }

  /// What one candidate shows laid over another.
  private func comparison(
    of one: PairEvidence, laidOver other: PairEvidence, by map: Homography?
  ) -> AppearanceReport? {
    guard let map, let shown = one.referenceThumbnail, let otherShown = other.referenceThumbnail else { return nil }
    return compareAppearance(
      query: shown, reference: otherShown, querySize: one.referenceSize, referenceSize: other.referenceSize,
      referenceFromQuery: map, matched: [one.middle])
  }
}

/// The map of a photo to itself at another size; integer coordinates are pixel centres in both.
private func scaling(from: ImageSize, to: ImageSize) -> Homography {
  let (x, y) = (Double(to.width) / Double(from.width), Double(to.height) / Double(from.height))
  return Homography(SIMD3(x, 0, 0.5 * x - 0.5), SIMD3(0, y, 0.5 * y - 0.5), SIMD3(0, 0, 1))
}
