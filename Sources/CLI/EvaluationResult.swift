import Evaluation

/// What `evaluate` prints.
struct EvaluationResult: Encodable {
  struct Breakdowns: Encodable {
    let all: BreakdownGroup
    let columns: [Breakdown]
  }

  struct Errors: Encodable {
    let threshold: Double
    let list: [Mistake]
  }

  struct Compared: Encodable {
    let predictions: String
    let metrics: Metrics
    let droppedRows: Int?
    let comparison: Comparison
  }

  struct Curve: Encodable {
    let predictions: String
    let points: [PrecisionRecallCurve.Point]
  }

  /// What labels have corrected the ground truth by, and the figures without them.
  struct Labelled: Encodable {
    let counts: LabelCounts
    let without: Metrics

    private enum CodingKeys: CodingKey {
      case without
    }

    func encode(to encoder: any Encoder) throws {
      try counts.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(without, forKey: .without)
    }
  }

  let metrics: Metrics
  let queriesWithoutMatch: Int
  /// Those with a prediction at or above the threshold of precision 90 %.
  let falselyMatchedQueries: Int
  /// Nil where none are to be dropped.
  let droppedRows: Int?
  /// Nil where none are given.
  var labels: Labelled?
  private(set) var breakdown: Breakdowns?
  var errors: Errors?
  private(set) var comparisons: [Compared] = []
  var curves: [Curve]?
  var reliability: Reliability?

  init(_ ranked: RankedPredictions, droppedRows: Int?) {
    metrics = ranked.metrics
    queriesWithoutMatch = ranked.truth.queriesWithoutMatch.count
    falselyMatchedQueries = ranked.falselyMatchedQueries(atLeast: metrics.thresholdAtPrecision90).count
    self.droppedRows = droppedRows
  }

  mutating func breakDown(_ ranked: RankedPredictions, by tags: [QueryTags]) {
    breakdown = Breakdowns(all: ranked.wholeGroup, columns: tags.map { ranked.breakdown(by: $0) })
  }

  mutating func add(_ comparison: Comparison, with other: RankedPredictions, from path: String, droppedRows: Int?) {
    comparisons.append(
      Compared(predictions: path, metrics: other.metrics, droppedRows: droppedRows, comparison: comparison))
  }

  private enum CodingKeys: CodingKey {
    case queriesWithoutMatch, falselyMatchedQueries, droppedRows, labels, breakdown, errors, comparisons, curves,
      reliability
  }

  /// The metrics stand beside the rest, not one level below.
  func encode(to encoder: any Encoder) throws {
    try metrics.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(queriesWithoutMatch, forKey: .queriesWithoutMatch)
    try container.encode(falselyMatchedQueries, forKey: .falselyMatchedQueries)
    try container.encodeIfPresent(droppedRows, forKey: .droppedRows)
    try container.encodeIfPresent(labels, forKey: .labels)
    try container.encodeIfPresent(breakdown, forKey: .breakdown)
    try container.encodeIfPresent(errors, forKey: .errors)
    if !comparisons.isEmpty { try container.encode(comparisons, forKey: .comparisons) }
    try container.encodeIfPresent(curves, forKey: .curves)
    try container.encodeIfPresent(reliability, forKey: .reliability)
  }
}
