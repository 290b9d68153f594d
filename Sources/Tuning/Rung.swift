import Evaluation
import Names

/// A part of the queries and references on which configurations are compared; each rung holds the one before.
struct Rung {
  /// The truth about the rung's queries.
  let truth: GroundTruth
  /// Ids of its references: those that its queries were made from, and a share of the others.
  let references: Set<ExactName>
  /// Its share of all queries.
  let share: Double

  var queries: Set<ExactName> { truth.queryIDs }

  /// How much larger each rung is than the one before: so many configurations are dropped from one to the next.
  static let reduction = 3
  /// Fewest groups of queries with a match on which configurations are compared.
  static let fewestMatches = 20

  /// The rungs for a truth, smallest first; the last one holds everything.
  ///
  /// - Parameter references: ids of all references.
  static func all(for groups: QueryGroups, truth: GroundTruth, references: [String]) -> [Rung] {
    let matches = groups.isMatched.count { $0 }
    var shares = [1.0]
    while shares[0] / Double(reduction) * Double(matches) >= Double(fewestMatches) {
      shares.insert(shares[0] / Double(reduction), at: 0)
    }
    let ordered = references.map { (orderingHash(of: $0), ExactName($0)) }.sorted { $0 < $1 }.map(\.1)
    return shares.map { share in
      let queries = Set(groups.prefix(share: share).joined().exactNames)
      let part = truth.keeping(queries)
      let distractors = ordered.prefix(Int((share * Double(ordered.count)).rounded(.up)))
      return Rung(
        truth: part, references: Set(distractors).union(part.pairs.map { ExactName($0.referenceID) }), share: share)
    }
  }
}

extension GroundTruth {
  /// What is known of some queries.
  func keeping(_ queries: Set<ExactName>) -> GroundTruth {
    GroundTruth(
      pairs: pairs.filter { queries.contains(ExactName($0.queryID)) },
      queriesWithoutMatch: queriesWithoutMatch.filter { queries.contains(ExactName($0)) })
  }
}
