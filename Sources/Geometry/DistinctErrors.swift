/// The errors of independent matches: of several matches that lie close together in either photo, only the one that fits
/// best is counted.
///
/// A corner detected on several levels, or at several orientations, gives several matches that are right or wrong
/// together. So does a model that shrinks part of one photo to a point of the other: every match at that point fits.
/// ``falseAlarmScore(errors:maxError:referenceArea:sampleSize:)`` assumes that matches are independent. Outliers are
/// merged just as inliers are, so that neither count is favoured.
/// - Parameters:
///   - errors: One per correspondence.
///   - mergeRadius: Matches at most this far apart in either photo count as one, in pixels of the reference.
///   - queryUnit: Pixels of the query that correspond to one of the reference: both photos are compared at the scale at
///     which their features were found.
/// - Returns: a subset of `errors`, sorted.
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
