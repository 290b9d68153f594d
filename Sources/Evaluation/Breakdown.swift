import Names

/// What was found of the queries with one tag.
public struct BreakdownGroup: Sendable, Hashable, Codable {
  public var tag: String
  /// True pairs whose query has the tag.
  public var positives: Int
  /// Those whose reference is the first of its query's predictions.
  public var foundAtRank1: Int
  /// Those that score at least the threshold.
  public var found: Int
  /// Share of the positives that were found; nil where there are none.
  public var recall: Double?
  /// Queries with the tag that were made from no reference.
  public var queriesWithoutMatch: Int
  /// Those with a prediction that scores at least the threshold all the same.
  public var falselyMatchedQueries: Int
}

/// Recall by the tags of the queries. A query with several tags counts in the group of each.
public struct Breakdown: Sendable, Hashable, Codable {
  /// The name of the tags.
  public var name: String
  /// By falling recall, those without positives last, then by name.
  public var groups: [BreakdownGroup]
}

extension RankedPredictions {
  /// Recall at ``Metrics/thresholdAtPrecision90``, group by group; where there is no such threshold, nothing is found.
  ///
  /// - Complexity: O(`n`) for `n` predictions.
  public func breakdown(by tags: QueryTags) -> Breakdown {
    let groups = groups { tags.tags[ExactName($0)] ?? [] }
    return Breakdown(
      name: tags.name,
      groups: groups.sorted { first, second in
        let (one, other) = (first.recall ?? -1, second.recall ?? -1)
        return one != other
          ? one > other : first.tag.unicodeScalars.lexicographicallyPrecedes(second.tag.unicodeScalars)
      })
  }

  /// All queries as one group.
  public var wholeGroup: BreakdownGroup { groups { _ in ["all"] }[0] }

  private func groups(tagsOf: (_ queryID: String) -> [String]) -> [BreakdownGroup] {
    var groups: [String: BreakdownGroup] = [:]
    func forEachGroup(of query: String, _ count: (inout BreakdownGroup) -> Void) {
      for tag in Set(tagsOf(query)) {
        count(
          &groups[
            tag,
            default: BreakdownGroup(
              tag: tag, positives: 0, foundAtRank1: 0, found: 0, queriesWithoutMatch: 0, falselyMatchedQueries: 0)])
      }
    }
    let foundCount = count(atLeast: metrics.thresholdAtPrecision90)
    for (pair, standing) in zip(truth.pairs, standings) {
      forEachGroup(of: pair.queryID) { group in
        group.positives += 1
        if let standing, standing.rivals == 0 { group.foundAtRank1 += 1 }
        if let standing, standing.place < foundCount { group.found += 1 }
      }
    }
    let falselyMatched = falselyMatchedQueries(atLeast: metrics.thresholdAtPrecision90)
    for query in truth.queriesWithoutMatch {
      forEachGroup(of: query) { group in
        group.queriesWithoutMatch += 1
        if falselyMatched.contains(ExactName(query)) { group.falselyMatchedQueries += 1 }
      }
    }
    return groups.values.map { group in
      var group = group
      if group.positives > 0 { group.recall = Double(group.found) / Double(group.positives) }
      return group
    }
  }
}
