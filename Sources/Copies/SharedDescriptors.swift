import Features
import Matcher

/// Tells which of a query's matches with one candidate single it out, and which lie as close to other photos.
///
/// What many photos share (a caption, a sticker, the page of a screenshot) is matched without a fault, and proves nothing.
/// That it is shared shows in the distances: such a descriptor is about as near to its nearest neighbours in other
/// candidates, or in the background. Versions of the same photo don't count as others, nor does the query itself where it is
/// among the candidates, nor a photo that shares with the candidate less than the query does.
struct SharedDescriptors {
  /// The candidate, by its place among all that geometry proves.
  let candidate: Int
  let all: [PairEvidence]
  /// The distances of the view that is looked at.
  let distances: KeyPath<PairEvidence, [UInt32]>
  /// The least distances to candidates that geometry doesn't prove; empty where there are none.
  let common: [UInt32]
  let background: BackgroundNeighbors?
  let versions: PhotoVersions
  let kind: DescriptorKind

  /// Those of some matches with the candidate that no other photo has as well.
  ///
  /// - Complexity: O(`matches.count` · candidates).
  func distinctive(of matches: [Match]) -> [Match] {
    let reference = all[candidate].referenceID
    var distinctive = matches.filter { match in
      if !common.isEmpty, !isDistinctlyNearer(match.distance, than: common[match.queryIndex], kind) { return false }
      guard let other = background?.distance(of: match.queryIndex, leavingOut: reference) else { return true }
      return isDistinctlyNearer(match.distance, than: other, kind)
    }
    // Of the query itself, other candidates can have parts alone.
    guard !versions.isQuery(candidate) else { return distinctive }
    // Whether they are the same photo is asked only where it matters, as it takes longer: of those first that take away most, so
    // that others have nothing left to take.
    let takers = all.indices.filter { $0 != candidate && !all[$0][keyPath: distances].isEmpty }.map { other in
      (other: other, left: distinctive.count { isDistinctive($0, beside: other) })
    }.sorted { ($0.left, $0.other) < ($1.left, $1.other) }
    for (other, _) in takers {
      let left = distinctive.filter { isDistinctive($0, beside: other) }
      if left.count < distinctive.count, !versions.isQuery(other), !versions.areOfOnePhoto(candidate, other),
        !versions.showsWhatSets(candidate, apartFrom: other)
      {
        distinctive = left
      }
    }
    return distinctive
  }

  private func isDistinctive(_ match: Match, beside other: Int) -> Bool {
    isDistinctlyNearer(match.distance, than: all[other][keyPath: distances][match.queryIndex], kind)
  }
}
