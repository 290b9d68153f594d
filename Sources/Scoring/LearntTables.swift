/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 9818 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -8.25,
    rows: [
      .geometry: [0.0, 0.25, 0.31, 0.4, 0.46, 0.65],
      .distinctiveness: [0.0, 0.05, 2.04, 2.29, 3.06],
      .spread: [0.0, 0.0, 0.33, 0.42, 0.42],
      .inside: [0.0, 0.52, 0.59, 0.59],
      .contained: [0.0, 0.69, 1.06, 1.22],
      .agreement: [0.0, 0.55, 0.63, 0.75, 0.86, 0.9],
      .identity: [0.0, 0.8],
      .template: [0.91, 0.74, 0.74, 0.0],
      .covered: [0.15, 0.0, 0.0],
      .region: [0.0, 0.3, 0.68, 0.68, 0.68],
      .print: [1.05, 0.84, 0.84, 0.0],
      .flatness: [1.08, 0.79, 0.0],
      .hub: [1.16, 0.0, 0.0, 0.0],
    ])

  /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
  public static let withoutAppearance = ScoreTable(
    base: -4.01,
    rows: [
      .geometry: [0.0, 0.17, 0.23, 0.34, 0.41, 0.6],
      .distinctiveness: [0.0, 0.13, 2.0, 2.2, 3.29],
      .spread: [0.0, 0.0, 0.56, 1.24, 1.56],
      .inside: [0.0, 0.46, 0.46, 0.54],
      .contained: [0.0, 0.79, 0.9, 1.23],
    ])
}
