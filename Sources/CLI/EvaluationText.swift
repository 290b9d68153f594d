import Evaluation
import Foundation

extension EvaluationResult {
  /// The same for the screen; long lists are cut, `--json` has them whole.
  var text: String {
    var parts = [figures]
    if let labels { parts.append(describe(labels)) }
    if let breakdown { parts += breakdown.columns.map { table($0, breakdown.all) } }
    if let reliability { parts.append(describe(reliability)) }
    if let errors { parts.append(describe(errors)) }
    parts += comparisons.map(describe)
    return parts.joined(separator: "\n\n")
  }

  private var figures: String {
    var text = """
      micro-average precision    \(five(metrics.microAveragePrecision))
      recall at precision 90 %   \(five(metrics.recallAtPrecision90))
        at the threshold         \(six(metrics.thresholdAtPrecision90))
      recall at rank 1           \(five(metrics.recallAtRank1))
      recall at rank 10          \(five(metrics.recallAtRank10))
      true pairs                 \(metrics.truePairCount)
      queries without a match    \(queriesWithoutMatch), \(falselyMatchedQueries) of them falsely matched
      predictions                \(metrics.predictionCount)
      """
    if let droppedRows { text += "\ndropped, unknown queries   \(droppedRows)" }
    return text
  }

  private func table(_ breakdown: Breakdown, _ all: BreakdownGroup) -> String {
    var table = TextTable(
      header: [
        "\(name: breakdown.name)", "positives", "at rank 1", "found", "recall", "without a match", "falsely matched",
      ])
    for group in [all] + breakdown.groups {
      table.append(
        ["\(name: group.tag)", "\(group.positives)", "\(group.foundAtRank1)", "\(group.found)"]
          + [group.recall.map { String(format: "%.3f", $0) } ?? "-"]
          + ["\(group.queriesWithoutMatch)", "\(group.falselyMatchedQueries)"])
    }
    return table.text
  }

  private func describe(_ labels: Labelled) -> String {
    let before = labels.without
    var table = TextTable(header: ["labels", "micro-average precision", "recall at precision 90 %", "true pairs"])
    for (name, figures) in [("without", before), ("with", metrics)] {
      table.append([
        name, five(figures.microAveragePrecision), five(figures.recallAtPrecision90), "\(figures.truePairCount)",
      ])
    }
    return "\(labels.counts.text)\n\(table.text)"
  }

  private func describe(_ reliability: Reliability) -> String {
    func percent(_ share: Double?) -> String { share.map { String(format: "%.1f %%", 100 * $0) } ?? "-" }
    func interval(_ proportion: Proportion) -> String {
      "\(String(format: "%.1f", 100 * proportion.lower)) to \(percent(proportion.upper))"
    }
    var table = TextTable(header: ["score", "predictions", "right", "expected", "share right", "95 % interval"])
    for bin in reliability.bins {
      let name = [bin.from.map { String(format: "from %g", $0) }, bin.to.map { String(format: "below %g", $0) }]
      table.append([
        name.compactMap { $0 }.joined(separator: " "), "\(bin.right.total)", "\(bin.right.count)",
        percent(bin.expected), percent(bin.right.share), interval(bin.right),
      ])
    }
    let (wrong, threshold) = (reliability.believed.wrong, String(format: "%g", reliability.believed.threshold))
    return table.text + """

      wrong from \(threshold) on           \(wrong.count) of \(wrong.total), \(percent(wrong.share)), 95 % interval \(interval(wrong))
      calibration error         \(five(reliability.expectedCalibrationError, otherwise: "none"))
      """
  }

  private func describe(_ errors: Errors) -> String {
    func counts(_ kind: Mistake.Kind) -> String {
      let mistakes = errors.list.filter { $0.kind == kind }
      let outcomes = Mistake.Outcome.allCases.map { outcome in
        (outcome, count: mistakes.count { $0.outcome == outcome })
      }.filter { $0.count > 0 }
      let parts = outcomes.map { "\($0.count) \($0.0.rawValue)" }.joined(separator: ", ")
      return "\(mistakes.count)" + (parts.isEmpty ? "" : ": \(parts)")
    }
    return """
      errors at the threshold    \(six(errors.threshold))
        false positives          \(counts(.falsePositive))
        missed                   \(counts(.missed))
      """
  }

  private func describe(_ compared: Compared) -> String {
    let (metrics, comparison) = (compared.metrics, compared.comparison)
    let interval = comparison.interval
    func signed(_ value: Double) -> String { String(format: "%+.5f", value) }
    func list(_ pairs: [Comparison.Pair]) -> String {
      let shown = 8
      let rest = pairs.count > shown ? "\n    and \(pairs.count - shown) more, which --json lists" : ""
      return "\(pairs.count)"
        + pairs.prefix(shown).map { "\n    \(name: $0.queryID), \(name: $0.referenceID)" }.joined() + rest
    }
    var text = """
      against \(name: compared.predictions)
        micro-average precision  \(five(metrics.microAveragePrecision))
        recall at precision 90 % \(five(metrics.recallAtPrecision90))
          at the threshold       \(six(metrics.thresholdAtPrecision90))
        difference of µAP        \(signed(comparison.difference)), 95 % between \(signed(interval.lower)) and \
      \(signed(interval.upper))
                                 (\(interval.resamples) resamples of the queries, seed \(interval.seed))
        found by both, neither   \(comparison.foundByBoth), \(comparison.foundByNeither)
        won                      \(list(comparison.won))
        lost                     \(list(comparison.lost))
      """
    if let dropped = compared.droppedRows { text += "\n  dropped, unknown queries \(dropped)" }
    return text
  }

  private func five(_ value: Double?, otherwise: String = "never reached") -> String {
    value.map { String(format: "%.5f", $0) } ?? otherwise
  }
  private func six(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "none" }
}
