import Foundation
import Scoring

/// Fits a ``ScoreTable`` by penalised likelihood: logistic regression on how far each term has come between any two of its knots,
/// with coefficients of the sign that the term's direction asks for.
///
/// Cyclic coordinate descent by Newton's steps, halved where they overshoot; convex, so that it ends where any method would.
/// Deterministic: there are no random choices.
struct MonotoneLogisticRegression {
  /// Half of it times the squared coefficients is added to the negative log likelihood.
  let ridge: Double
  let terms: [EvidenceTerm]

  /// log10 odds that some terms add at least from one end to the other, whatever is learnt: different photos of one thing are rare
  /// among the pairs that are learnt from, and these terms tell most about them.
  private static let least: [EvidenceTerm: Double] = [
    .geometry: 0.45, .agreement: 0.5, .identity: 0.8, .unevenness: 0.7,
  ]

  func fit(_ pairs: [(evidence: Evidence, isCopy: Bool, weight: Double)]) -> ScoreTable {
    let columns = terms.flatMap { term in
      zip(term.knots, term.knots.dropFirst()).map { Column(term: term, from: $0, to: $1) }
    }
    let values = columns.map { column in pairs.map { column.value(in: $0.evidence) } }
    var coefficients = columns.map(\.least)
    var intercept = 0.0
    var sums = pairs.indices.map { pair in zip(values, coefficients).reduce(0) { $0 + $1.0[pair] * $1.1 } }

    func loss(_ sums: [Double]) -> Double {
      zip(sums, pairs).reduce(0) { sum, pair in
        let (value, known) = pair
        return sum + known.weight * (max(value, 0) + log1p(exp(-abs(value))) - (known.isCopy ? value : 0))
      }
    }
    var best = loss(sums)
    /// Moves one coefficient, as far as that helps.
    func move(_ coefficient: inout Double, along column: [Double]?, least: Double, ridge: Double) {
      var (gradient, curvature) = (ridge * coefficient, ridge + 1e-9)
      for pair in sums.indices {
        let value = column?[pair] ?? 1
        guard value != 0 else { continue }
        let probability = 1 / (1 + exp(-sums[pair]))
        let weighted = pairs[pair].weight * value
        gradient += (probability - (pairs[pair].isCopy ? 1 : 0)) * weighted
        curvature += probability * (1 - probability) * value * weighted
      }
      var step = max(coefficient - gradient / curvature, least) - coefficient
      for _ in 0..<20 where abs(step) > 1e-9 {
        let moved = sums.indices.map { sums[$0] + step * (column?[$0] ?? 1) }
        let penalty = 0.5 * ridge * ((coefficient + step) * (coefficient + step) - coefficient * coefficient)
        let found = loss(moved)
        if found + penalty <= best {
          (sums, best) = (moved, found)
          coefficient += step
          return
        }
        step /= 2
      }
    }
    for _ in 0..<400 {
      let before = (intercept, coefficients)
      move(&intercept, along: nil, least: -.infinity, ridge: 0)
      for index in columns.indices {
        move(&coefficients[index], along: values[index], least: columns[index].least, ridge: ridge)
      }
      let change = zip(coefficients, before.1).reduce(abs(intercept - before.0)) { max($0, abs($1.0 - $1.1)) }
      if change < 1e-4 { break }
    }
    return table(intercept, columns, coefficients)
  }

  /// Coefficients to what each term adds at its knots, in log10 odds and above the worst.
  private func table(_ intercept: Double, _ columns: [Column], _ coefficients: [Double]) -> ScoreTable {
    var base = intercept / log(10)
    var rows: [EvidenceTerm: [Double]] = [:]
    for term in terms {
      let steps = zip(columns, coefficients).filter { $0.0.term == term }.map { $0.1 / log(10) }
      var row = [0.0]
      for step in steps { row.append(row[row.count - 1] + (term.rises ? step : -step)) }
      let least = row.min() ?? 0
      base += least
      // To hundredths, as tables are read.
      rows[term] = row.map { ((100 * ($0 - least)).rounded()) / 100 }
    }
    return ScoreTable(base: (100 * base).rounded() / 100, rows: rows)
  }

  /// How far a term has come from one knot to the next, 0 to 1, in the direction of rising odds.
  private struct Column {
    let term: EvidenceTerm
    let from: Double
    let to: Double

    /// The least coefficient.
    var least: Double {
      guard let least = MonotoneLogisticRegression.least[term], let first = term.knots.first, let last = term.knots.last
      else { return 0 }
      return least * log(10) * (to - from) / (last - first)
    }

    func value(in evidence: Evidence) -> Double {
      guard let value = term.value(in: evidence) else { return 0 }
      let share = min(max((value - from) / (to - from), 0), 1)
      return term.rises ? share : -share
    }
  }
}
