import Evaluation
import Photos

/// The queries on which constants are chosen, those on which they are reported, and both.
enum QueryHalf: CaseIterable {
  case all, even, odd

  var suffix: String {
    switch self {
    case .all: ""
    case .even: ", even queries"
    case .odd: ", odd queries"
    }
  }

  /// A query's number is that of the digits at its name's end.
  func holds(_ id: String) -> Bool {
    let isEven = (id.last?.wholeNumberValue ?? 0) % 2 == 0
    return self == .all || isEven == (self == .even)
  }

  func of(_ predictions: [Prediction]) -> [Prediction] { predictions.filter { holds($0.queryID) } }

  /// The part of a ground truth, queries without a match included.
  func of(_ truth: GroundTruth) -> GroundTruth {
    GroundTruth(
      pairs: truth.pairs.filter { holds($0.queryID) },
      queriesWithoutMatch: truth.queriesWithoutMatch.filter { holds($0) })
  }

  /// A set with these queries alone.
  func of(_ set: SearchedSet) -> SearchedSet {
    let ids = set.queries.ids
    return SearchedSet(
      folder: set.folder, queries: SelectedFeatures(set.queries, places: ids.indices.filter { holds(ids[$0]) }),
      references: set.references, truth: of(set.truth), extraction: set.extraction)
  }
}
