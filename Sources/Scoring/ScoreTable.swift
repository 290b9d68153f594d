/// How certain evidence makes it that a query was made from a reference: an additive model of monotone terms, learnt from
/// pairs of which it is known.
///
/// Two things other than a copy can explain a model that fits: chance, of which the number of false alarms tells, and
/// something that two photos share, or that looks alike, of which the terms do. With the odds o of a copy against the latter,
/// log10 o being the sum of ``base`` and of what each ``EvidenceTerm`` adds,
///
///     odds of being wrong  w = 10^−geometry + 1 / o
///     score                  = −log10(w / (1 + w))
///
/// The score is thus −log10 of the probability of being wrong: 0.3 at even odds, 2 where one pair in a hundred is wrong. It is
/// above 0 and rises with every term (generalised additive model: Hastie & Tibshirani, Statistical Science 1986). What a model says that
/// has looked at both photos comes on top of log10 o: ``PairModelTerm``.
///
/// ```swift
/// let evidence = Evidence(geometry: 12, distinctiveSpread: 0.5, shareOfQuery: 1, shareOfReference: 0.6)
/// let score = ScoreTable.fitting(evidence).score(of: evidence)
/// ```
public struct ScoreTable: Sendable, Hashable, Codable {
  /// log10 odds where every term is at the worst of its knots.
  public let base: Double
  /// What each term adds at each of its knots, in log10 odds; at least 0. A term without a row adds nothing.
  public let rows: [EvidenceTerm: [Double]]

  /// - Precondition: each row has a value for each knot of its term, in the term's order, and none below 0.
  public init(base: Double, rows: [EvidenceTerm: [Double]]) {
    for (term, row) in rows {
      precondition(row.count == term.knots.count, "\(row.count) values for \(term.knots.count) knots of \(term)")
      let isInOrder = zip(row, row.dropFirst()).allSatisfy { term.rises ? $0 <= $1 : $0 >= $1 }
      precondition(isInOrder && row.allSatisfy { $0 >= 0 }, "\(term) must \(term.rises ? "rise" : "fall") to or from 0")
    }
    self.base = base
    self.rows = rows
  }

  /// The learnt table for what is known: that of pairs whose photos were compared, or the other.
  public static func fitting(_ evidence: Evidence) -> ScoreTable {
    evidence.appearance == nil ? .withoutAppearance : .learnt
  }

  /// What a term adds, in log10 odds; 0 where it is unknown.
  public func share(of term: EvidenceTerm, in evidence: Evidence) -> Double {
    guard let row = rows[term], let value = term.value(in: evidence) else { return 0 }
    let knots = term.knots
    guard let upper = knots.firstIndex(where: { $0 > value }) else { return row[row.count - 1] }
    guard upper > 0 else { return row[0] }
    let place = (value - knots[upper - 1]) / (knots[upper] - knots[upper - 1])
    return row[upper - 1] + place * (row[upper] - row[upper - 1])
  }

  /// log10 odds of a copy against anything but chance.
  public func logOdds(of evidence: Evidence) -> Double {
    // In the order of the cases: sums of floating-point numbers depend on it.
    let known = EvidenceTerm.allCases.reduce(base) { $0 + share(of: $1, in: evidence) }
    return evidence.pairLogit.map { known + PairModelTerm.logOdds(ofLogit: $0) } ?? known
  }

  /// −log10 of the probability of being wrong, above 0.
  public func score(of evidence: Evidence) -> Double {
    ScoreFactors.score(geometry: evidence.geometry, logOdds: logOdds(of: evidence))
  }
}
