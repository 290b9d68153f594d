/// One measured figure: a row of the table that `make bench` prints.
struct Figure: Codable {
  let name: String
  /// Of `ours` and `peer`: "ms", "ns a pair", "µAP", …
  let unit: String
  /// The median over the rounds, where there are several.
  let ours: Double
  /// The 10th and the 90th percentile over the rounds, where there are several.
  var oursSpread: [Double]?
  /// What the figure is compared with, by name and version.
  var peerName: String?
  var peer: Double?
  var peerSpread: [Double]?
  /// `ours` : `peer`; where there are several rounds the median of the ratio within a round.
  var ratio: Double?
  var goal: Goal?
  /// The same figure on parts of the input and at other settings, by their names; not in the table.
  var details: [String: Sides]?

  struct Sides: Codable {
    let ours: Double
    let peer: Double
  }

  var isGoalMet: Bool? { goal.map { $0.isMet(by: self) } }
}

/// What a figure is to reach.
enum Goal: Codable {
  case atMost(Double)
  case atLeast(Double)
  case ratioAtMost(Double)
  case ratioAtLeast(Double)
  /// `ours` is at least so many times `peer`, of figures of which more is better.
  case atLeastPeer(times: Double)

  func isMet(by figure: Figure) -> Bool {
    switch self {
    case .atMost(let bound): figure.ours <= bound
    case .atLeast(let bound): figure.ours >= bound
    case .ratioAtMost(let bound): figure.ratio.map { $0 <= bound } ?? false
    case .ratioAtLeast(let bound): figure.ratio.map { $0 >= bound } ?? false
    case .atLeastPeer(let times): figure.peer.map { figure.ours >= times * $0 } ?? false
    }
  }
}
