import Evaluation
import Names

/// The pairs of a run as columns, by falling score as `evaluate` ranks them (wrong ones first among equals); true pairs that the run
/// never listed come last, in the order of the truth.
///
/// A row's number names the pair in all that is asked of it. Memory: about 100 bytes a row beside the ids.
package struct PairTable: Sendable {
  /// Each id once.
  package private(set) var queryIDs: [String]
  package private(set) var referenceIDs: [String]
  /// Of a row: indices into these.
  package private(set) var query: [Int32]
  package private(set) var reference: [Int32]
  /// As it was listed; nil for a true pair that never was.
  package private(set) var score: [Double?]
  /// nil without a ground truth; an element nil where the truth doesn't know the query.
  package private(set) var truth: [Bool?]?
  /// Of the predictions that are compared: nil where they don't list the pair.
  package private(set) var otherScore: [Double?]?
  /// What is known of queries: of each id a text, several tags joined by `+`, and `(none)` where there is none.
  package private(set) var tags: [(name: String, values: [String])]
  /// As `evaluate` has them; nil without a ground truth.
  package let metrics: Metrics?
  package let truePairCount: Int?
  /// Rows that the run has listed; the others come after them.
  package private(set) var listedCount: Int

  private var queries: IDNumbers
  private var references: IDNumbers
  private var rows: [UInt64: Int32]
  /// References of the truth by query, in its order.
  private var expected: [Int32: [Int32]]

  /// Where a look at the pairs may begin: the score from which on nine of ten predictions are right, or else that from which on a pair
  /// is verified.
  package var startThreshold: Double { metrics?.thresholdAtPrecision90 ?? 2 }

  package var count: Int { query.count }

  /// - Parameters:
  ///   - tags: of queries, by columns.
  ///   - compared: other predictions of the same queries; pairs that are listed there alone are no rows.
  /// - Throws: `EvaluationError` when a pair is given twice, a score isn't finite, or the truth holds no pair.
  /// - Precondition: there are fewer than 2³¹ rows.
  /// - Complexity: O(`n` log `n`) for `n` rows.
  package init(
    _ predictions: PredictionTable, truth: GroundTruth? = nil, tags: [QueryTags] = [], compared: PredictionTable? = nil
  ) throws(EvaluationError) {
    var (queries, references) = (predictions.queries, predictions.references)
    var (query, reference): ([Int32], [Int32])
    var score: [Double?]
    var expected: [Int32: [Int32]] = [:]
    func columns(_ rows: [UInt32]) -> (query: [Int32], reference: [Int32], score: [Double?]) {
      (
        rows.map { Int32(predictions.rowQueries[Int($0)]) }, rows.map { Int32(predictions.rowReferences[Int($0)]) },
        rows.map { predictions.scores[Int($0)] }
      )
    }
    listedCount = predictions.count
    if let truth {
      let ranked = try RankedPredictions(predictions, against: truth)
      (query, reference, score) = columns(ranked.rows)
      let unlisted = ranked.unpredicted
      for pair in unlisted {
        query.append(Int32(queries.number(of: pair.queryID)))
        reference.append(Int32(references.number(of: pair.referenceID)))
        score.append(nil)
      }
      for pair in truth.pairs {
        expected[Int32(queries.number(of: pair.queryID)), default: []].append(
          Int32(references.number(of: pair.referenceID)))
      }
      var isKnown = [Bool](repeating: false, count: queries.ids.count)
      for number in expected.keys { isKnown[Int(number)] = true }
      for number in truth.queriesWithoutMatch.compactMap(queries.known) { isKnown[number] = true }
      self.truth =
        zip(ranked.isTrue, query).map { $0 ? true : isKnown[Int($1)] ? false : nil } + unlisted.map { _ in true }
      metrics = ranked.metrics
      truePairCount = truth.pairs.count
    } else {
      (query, reference, score) = columns(try predictions.rowsByScore())
      (self.truth, metrics, truePairCount) = (nil, nil, nil)
    }
    var rows: [UInt64: Int32] = [:]
    rows.reserveCapacity(query.count)
    for row in query.indices { rows[Self.key(query[row], reference[row])] = Int32(row) }
    if let compared {
      _ = try compared.rowsByScore()
      let others = (
        queries: compared.queries.ids.map(queries.known), references: compared.references.ids.map(references.known)
      )
      var otherScore = [Double?](repeating: nil, count: query.count)
      for row in compared.scores.indices {
        if let query = others.queries[Int(compared.rowQueries[row])],
          let reference = others.references[Int(compared.rowReferences[row])],
          let place = rows[Self.key(Int32(query), Int32(reference))]
        {
          otherScore[Int(place)] = compared.scores[row]
        }
      }
      self.otherScore = otherScore
    } else {
      otherScore = nil
    }
    self.tags =
      tags.map { tags in
        (tags.name, queries.ids.map { tags.tags[ExactName($0)]?.joined(separator: "+") ?? "(none)" })
      }
    (queryIDs, referenceIDs) = (queries.ids, references.ids)
    (self.query, self.reference, self.score) = (query, reference, score)
    (self.queries, self.references, self.rows, self.expected) = (queries, references, rows, expected)
  }

  private static func key(_ query: Int32, _ reference: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: query)) << 32 | UInt64(UInt32(bitPattern: reference))
  }

  /// The row of a pair; nil where there is none.
  ///
  /// - Complexity: O(1).
  package func row(of pair: TruePair) -> Int? {
    guard let query = queries.known(pair.queryID), let reference = references.known(pair.referenceID) else {
      return nil
    }
    return rows[Self.key(Int32(query), Int32(reference))].map(Int.init)
  }

  /// Some of the rows, in the order in which they are given; figures stay those of the whole table.
  ///
  /// - Precondition: the table has the rows, and none is given twice.
  /// - Complexity: O(rows that are given).
  package func selecting(_ selected: [Int]) -> PairTable {
    var part = self
    (part.queries, part.references, part.expected, part.rows) = (IDNumbers(), IDNumbers(), [:], [:])
    (part.query, part.reference) = ([], [])
    var origins: [Int] = []
    for (place, row) in selected.enumerated() {
      let pair = pair(ofRow: row)
      let number = Int32(part.queries.number(of: pair.queryID))
      part.query.append(number)
      part.reference.append(Int32(part.references.number(of: pair.referenceID)))
      part.rows[Self.key(part.query[place], part.reference[place])] = Int32(place)
      if Int(number) == origins.count { origins.append(Int(query[row])) }
      if part.expected[number] == nil, let expected = expected[query[row]] {
        part.expected[number] = expected.map { Int32(part.references.number(of: referenceIDs[Int($0)])) }
      }
    }
    part.score = selected.map { score[$0] }
    part.truth = truth.map { truth in selected.map { truth[$0] } }
    part.otherScore = otherScore.map { scores in selected.map { scores[$0] } }
    part.tags = tags.map { tag in (tag.name, origins.map { tag.values[$0] }) }
    part.listedCount = part.score.count { $0 != nil }
    (part.queryIDs, part.referenceIDs) = (part.queries.ids, part.references.ids)
    return part
  }

  /// The same rows under other ids, which stand in their order for those that they had.
  package func renamed(query: (Int) -> String, reference: (Int) -> String) -> PairTable {
    var table = self
    table.queryIDs = queryIDs.indices.map(query)
    table.referenceIDs = referenceIDs.indices.map(reference)
    table.queries = IDNumbers(table.queryIDs)
    table.references = IDNumbers(table.referenceIDs)
    return table
  }

  /// The number of a photo's id among those of its side; one that no pair names gets the next.
  package mutating func number(of id: String, as role: PhotoRole) -> Int {
    switch role {
    case .query:
      let number = Int(queries.number(of: id))
      if number == queryIDs.count {
        queryIDs.append(id)
        tags = tags.map { ($0.name, $0.values + ["(none)"]) }
      }
      return number
    case .reference:
      let number = Int(references.number(of: id))
      if number == referenceIDs.count { referenceIDs.append(id) }
      return number
    }
  }

  /// The pair of a row.
  package func pair(ofRow row: Int) -> TruePair {
    TruePair(queryID: queryIDs[Int(query[row])], referenceID: referenceIDs[Int(reference[row])])
  }

  /// What the query of a row was made from, as the truth has it; none where it was made from nothing, or nothing is known.
  package func expectedReferenceIDs(ofRow row: Int) -> [String] {
    expected[query[row]]?.map { referenceIDs[Int($0)] } ?? []
  }
}

extension PairTable {
  /// All columns as an object of JSON, `{"query_ids":[…],…}`, in which what is unknown is `null`; a column of which nothing is known
  /// is left out.
  ///
  /// - Complexity: O(rows + bytes of ids); 20 to 30 bytes a row.
  package func json() -> [UInt8] {
    var json = JSONBytes()
    json.raw(#"{"query_ids":"#)
    json.list(queryIDs) { $0.string($1) }
    json.raw(#","reference_ids":"#)
    json.list(referenceIDs) { $0.string($1) }
    json.raw(#","query":"#)
    json.list(query) { $0.number(Int($1)) }
    json.raw(#","reference":"#)
    json.list(reference) { $0.number(Int($1)) }
    json.raw(#","score":"#)
    json.listOfKnown(score) { $0.number($1) }
    if let truth {
      json.raw(#","truth":"#)
      json.listOfKnown(truth) { $0.number($1 ? 1 : 0) }
    }
    if let otherScore {
      json.raw(#","other_score":"#)
      json.listOfKnown(otherScore) { $0.number($1) }
    }
    if !tags.isEmpty {
      json.raw(#","tags":{"#)
      for (index, tag) in tags.enumerated() {
        if index > 0 { json.raw(",") }
        json.string(tag.name)
        json.raw(":")
        json.list(tag.values) { $0.string($1) }
      }
      json.raw("}")
    }
    json.raw("}")
    return json.bytes
  }
}
