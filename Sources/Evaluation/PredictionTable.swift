import Names

/// Predictions by columns, with ids as numbers: 16 bytes a row, where ``Prediction`` takes 40.
public struct PredictionTable: Sendable {
  package private(set) var queries = IDNumbers()
  package private(set) var references = IDNumbers()
  /// A row's query, as a number of `queries`.
  package private(set) var rowQueries: [UInt32] = []
  /// A row's reference, as a number of `references`.
  package private(set) var rowReferences: [UInt32] = []
  package private(set) var scores: [Double] = []

  public init() {}

  public init(_ predictions: some Sequence<Prediction>) {
    for prediction in predictions { append(prediction) }
  }

  /// Adds a row.
  ///
  /// - Precondition: there are fewer than 2³² rows.
  public mutating func append(_ prediction: Prediction) {
    precondition(scores.count < UInt32.max, "more rows than numbers for them")
    rowQueries.append(queries.number(of: prediction.queryID))
    rowReferences.append(references.number(of: prediction.referenceID))
    scores.append(prediction.score)
  }

  /// Removes the rows of all queries but these; returns how many that were.
  ///
  /// - Complexity: O(`n`) for `n` rows.
  public mutating func keepRows(ofQueries known: Set<ExactName>) -> Int {
    // Queries without rows are not to be counted as queries of this list.
    var keptQueries = IDNumbers()
    let numbers = queries.ids.map { known.contains(ExactName($0)) ? keptQueries.number(of: $0) : nil }
    defer { queries = keptQueries }
    return keepRows { query, _ in numbers[Int(query)] }
  }

  /// Removes the rows of some pairs; returns how many that were.
  ///
  /// - Complexity: O(`n`) for `n` rows.
  public mutating func removeRows(of pairs: Set<TruePair>) -> Int {
    guard !pairs.isEmpty else { return 0 }
    let asked = Set(pairs.lazy.map { ExactName($0.queryID) })
    let (queryIDs, referenceIDs) = (queries.ids, references.ids)
    let isAsked = queryIDs.map { asked.contains(ExactName($0)) }
    return keepRows { query, reference in
      guard isAsked[Int(query)] else { return query }
      let pair = TruePair(queryID: queryIDs[Int(query)], referenceID: referenceIDs[Int(reference)])
      return pairs.contains(pair) ? nil : query
    }
  }

  /// - Parameter number: is given a row's query and reference, and gives the number that the query is to have; nil for a row that goes.
  private mutating func keepRows(_ number: (_ query: UInt32, _ reference: UInt32) -> UInt32?) -> Int {
    var kept = 0
    for row in scores.indices {
      guard let query = number(rowQueries[row], rowReferences[row]) else { continue }
      rowQueries[kept] = query
      rowReferences[kept] = rowReferences[row]
      scores[kept] = scores[row]
      kept += 1
    }
    let dropped = count - kept
    rowQueries.removeLast(dropped)
    rowReferences.removeLast(dropped)
    scores.removeLast(dropped)
    return dropped
  }
}

extension PredictionTable: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { scores.count }

  public subscript(row: Int) -> Prediction {
    Prediction(
      queryID: queries.ids[Int(rowQueries[row])], referenceID: references.ids[Int(rowReferences[row])],
      score: scores[row])
  }
}

/// Gives each id a number, from 0 in the order in which they come.
package struct IDNumbers: Sendable {
  package private(set) var ids: [String] = []
  private var numbers: [ExactName: UInt32] = [:]
  /// Lists go by query: the next id is mostly the last one.
  private var latest: UInt32 = 0

  /// - Parameter ids: that get the first numbers.
  package init(_ ids: some Sequence<String> = EmptyCollection()) {
    for id in ids { _ = number(of: id) }
  }

  package mutating func number(of id: String) -> UInt32 {
    let name = ExactName(id)
    if !ids.isEmpty, ExactName(ids[Int(latest)]) == name { return latest }
    latest = numbers[name] ?? UInt32(ids.count)
    if latest == ids.count {
      ids.append(id)
      numbers[name] = latest
    }
    return latest
  }

  /// The number of an id that has one.
  package func known(_ id: String) -> Int? { numbers[ExactName(id)].map(Int.init) }
}
