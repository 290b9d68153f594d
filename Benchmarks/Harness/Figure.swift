/// One measured figure: a row of the table that `make bench` prints.
struct Figure: Codable {
  let name: String
  /// Of `ours` and `peer`: "ms", "ns a pair", "µAP", …
  let unit: String
  /// The median over the rounds.
  let ours: Double
  /// The 10th and the 90th percentile over the rounds, where there are several.
  var oursSpread: [Double]?
  /// What the figure is compared with, by name and version.
  var peerName: String?
  var peer: Double?
  var peerSpread: [Double]?
  /// `ours` : `peer`, the median over the rounds of the ratio within a round.
  var ratio: Double?
  var goal: Goal?

  var isGoalMet: Bool? { goal.map { $0.isMet(by: self) } }
}

/// What a figure is to reach.
enum Goal: Codable {
  case atMost(Double)
  case atLeast(Double)
  case ratioAtMost(Double)

  func isMet(by figure: Figure) -> Bool {
    switch self {
    case .atMost(let bound): figure.ours <= bound
    case .atLeast(let bound): figure.ours >= bound
    case .ratioAtMost(let bound): figure.ratio.map { $0 <= bound } ?? false
    }
  }
}
