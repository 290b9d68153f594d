import Evaluation
import Names
import Photos

/// What the truth says of photos that are there.
struct KnownTruth {
  let truth: GroundTruth
  let referenceCount: Int
  /// What was left out, a line each.
  let notes: [String]

  /// - Throws: ``TuningError/nothingShared(known:queries:references:)``.
  init(_ given: GroundTruth, queries: any FeatureSource, references: any FeatureSource) throws(TuningError) {
    let (queryIDs, referenceIDs) = (Set(queries.ids.exactNames), Set(references.ids.exactNames))
    let pairs = given.pairs.filter {
      queryIDs.contains(ExactName($0.queryID)) && referenceIDs.contains(ExactName($0.referenceID))
    }
    guard !pairs.isEmpty else {
      let example = given.pairs.first
      throw .nothingShared(
        known: example.map { "\($0.queryID),\($0.referenceID)" } ?? "none", queries: queries.path,
        references: references.path)
    }
    let matched = Set(pairs.map { ExactName($0.queryID) })
    // A query whose reference isn't there is one without a match.
    let others = given.queryIDs.intersection(queryIDs)
    truth = GroundTruth(pairs: pairs, queriesWithoutMatch: others.subtracting(matched).sorted().map(\.text))
    referenceCount = referenceIDs.count

    var notes: [String] = []
    let unknown = queryIDs.subtracting(given.queryIDs).count
    if unknown > 0 {
      notes.append("\(unknown) of \(queryIDs.count) queries are not in the ground truth, and are left out")
    }
    let missing = given.pairs.count - pairs.count
    if missing > 0 {
      notes.append("\(missing) of \(given.pairs.count) true pairs are of photos that are not there, and are left out")
    }
    self.notes = notes
  }
}
