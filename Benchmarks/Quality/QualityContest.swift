import Features
import Foundation

/// An extractor beside its peer on the same pairs, with the same number of keypoints.
///
/// In each photo both sides keep as many keypoints as the one that finds fewer, their strongest. The ratio test is
/// tuned for each side on one half of the pairs (``RatioChoice``); what depends on it is reported on the other half
/// ("held out") and on all pairs.
struct QualityContest {
  let ours: ExtractorID
  let peer: ExtractorID
  /// How many times as many correct matches as the peer's are the goal.
  var correctMatches = 1.0
  /// The goal for the bias, in pixels of the target, where there is one.
  var bias: Double?

  /// From strict to loose: what homographies are estimated at.
  private static let estimationRatios = ContestSide.ratios.filter { $0 >= 0.7 && $0 <= 0.95 }

  private struct Measure {
    let name: String
    let unit: String
    let goal: Goal?
    /// Whether it is about homographies: then it is the mean over ``estimationRatios``, as one lucky ratio must not
    /// decide a contest.
    var isOfHomographies = false
    let value: ([PairOutcome]) -> Double
  }

  /// - Parameters:
  ///   - oursFound: What `ours` finds in each pair.
  ///   - peerFound: What `peer` finds, in the same order.
  func run(ours oursFound: [PairFeatures], peer peerFound: [PairFeatures], report: (Figure) -> Void) throws {
    let sides = (
      ours: try ContestSide(zip(oursFound, peerFound).map { $0.capped(to: $1) }),
      peer: try ContestSide(zip(peerFound, oursFound).map { $0.capped(to: $1) })
    )
    let ratios = RatioChoice(ours: sides.ours, peer: sides.peer)
    /// Both sides' value, on some pairs, at the chosen ratios or at a given one.
    func both(
      _ measure: Measure, at ratio: Double? = nil, where isCounted: (HomographyPair) -> Bool
    ) -> Figure.Sides {
      func mean(_ side: ContestSide, chosen: Double) -> Double {
        let wanted = ratio.map { [$0] } ?? (measure.isOfHomographies ? Self.estimationRatios : [chosen])
        return wanted.reduce(0) { $0 + measure.value(side.outcomes(at: $1, where: isCounted)) } / Double(wanted.count)
      }
      return Figure.Sides(ours: mean(sides.ours, chosen: ratios.ours), peer: mean(sides.peer, chosen: ratios.peer))
    }
    /// A detail of every level and, where matching has a part in the measure, of every ratio.
    func reportMeasure(
      _ measure: Measure, on pairs: String = "", isMatched: Bool = true, where isCounted: (HomographyPair) -> Bool
    ) {
      var details: [String: Figure.Sides] = [:]
      for level in HomographyPair.Level.allCases {
        details[level.rawValue] = both(measure) { isCounted($0) && $0.level == level }
      }
      for ratio in isMatched ? ContestSide.ratios : [] {
        details[String(format: "ratio %.2f", ratio)] = both(measure, at: ratio, where: isCounted)
      }
      report(
        figure(measure.name + pairs, measure.unit, both(measure, where: isCounted), goal: measure.goal, details))
    }

    report(
      figure("keypoints before the cap", "a photo", .init(ours: meanCount(oursFound), peer: meanCount(peerFound))))
    reportMeasure(repeatability, isMatched: false) { _ in true }
    report(figure("ratio test for matches, tuned", "", .init(ours: ratios.ours, peer: ratios.peer)))
    for measure in matchMeasures {
      reportMeasure(measure, on: ", held out") { !$0.isForTuning }
      reportMeasure(measure, on: ", all pairs") { _ in true }
    }
  }

  private var repeatability: Measure {
    Measure(name: "repeatability, 3 px", unit: "", goal: .atLeastPeer(times: 1)) { $0.repeatability }
  }

  private var matchMeasures: [Measure] {
    [
      Measure(name: "correct matches", unit: "", goal: .atLeastPeer(times: correctMatches)) { Double($0.correct) },
      Measure(name: "correct : all matches", unit: "", goal: .atLeastPeer(times: 1)) { $0.share },
    ]
      + [1.0, 3, 5].map { bound in
        Measure(
          name: "corners < \(Int(bound)) px", unit: "pairs", goal: .atLeastPeer(times: 1), isOfHomographies: true
        ) { Double($0.estimated(within: bound)) }
      } + [Measure(name: "bias", unit: "px", goal: bias.map { .atMost($0) }) { $0.bias }]
  }

  private func figure(
    _ name: String, _ unit: String, _ sides: Figure.Sides, goal: Goal? = nil, _ details: [String: Figure.Sides]? = nil
  ) -> Figure {
    Figure(
      name: "\(ours.name): \(name)", unit: unit, ours: sides.ours, peerName: peer.name, peer: sides.peer,
      ratio: sides.peer == 0 ? nil : sides.ours / sides.peer, goal: goal, details: details)
  }

  private func meanCount(_ found: [PairFeatures]) -> Double {
    Double(found.map { $0.source.count + $0.target.count }.reduce(0, +)) / Double(2 * found.count)
  }
}
