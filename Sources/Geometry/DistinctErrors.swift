/// The errors of matches that are evidence of their own: of several matches that share a spot in either photo, only the
/// one that fits best is counted.
///
/// One corner that is found on several levels, or at several orientations, gives several matches; they stand and fall
/// together. So do those of a model that shrinks a part of one photo onto a spot of the other: whatever is matched with
/// that spot fits. ``falseAlarmScore(errors:maxError:referenceArea:sampleSize:)`` takes matches for
/// independent. Wrong ones are merged as right ones are, so that neither number is favoured.
/// - Parameters:
///   - errors: Of each correspondence.
///   - mergeRadius: Matches whose points are at most so far apart in either photo are one, in pixels of the reference.
///   - queryUnit: Pixels of the query that are as much as one of the reference: both photos are compared at the scale at
///     which their features were found.
/// - Returns: a rising selection of `errors`.
/// - Complexity: O(`N`²) at worst.
/// - Precondition: there are as many errors as correspondences.
public func distinctErrors(
  _ errors: [Double], of correspondences: [Correspondence], mergeRadius: Double, queryUnit: Double = 1
) -> [Double] {
  precondition(errors.count == correspondences.count, "\(errors.count) errors of \(correspondences.count) matches")
  var kept: [SIMD4<Double>] = []
  var distinct: [Double] = []
  kept.reserveCapacity(errors.count)
  let unit = SIMD4(queryUnit, queryUnit, 1, 1)
  let order = errors.indices.sorted { (errors[$0], $0) < (errors[$1], $1) }
  for index in order {
    let place = SIMD4(lowHalf: correspondences[index].query, highHalf: correspondences[index].reference) / unit
    let isKnown = kept.contains { other in
      let offset = other - place
      let squared = offset * offset
      return squared.lowHalf.sum() <= mergeRadius * mergeRadius || squared.highHalf.sum() <= mergeRadius * mergeRadius
    }
    guard !isKnown else { continue }
    kept.append(place)
    distinct.append(errors[index])
  }
  return distinct
}
