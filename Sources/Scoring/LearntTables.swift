/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 9344 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -8.28,
    rows: [
      .geometry: [0.0, 0.38, 0.44, 0.51, 0.57, 0.76],
      .distinctiveness: [0.0, 0.0, 1.91, 2.5, 3.08],
      .spread: [0.0, 0.0, 0.43, 0.43, 0.43],
      .inside: [0.0, 0.35, 0.57, 0.57],
      .contained: [0.0, 0.43, 0.99, 0.99],
      .unevenness: [0.64, 0.56, 0.55, 0.24, 0.0],
      .agreement: [0.0, 0.73, 0.82, 0.93, 1.05, 1.09],
      .identity: [0.0, 0.4, 0.8],
      .template: [0.64, 0.48, 0.48, 0.0],
      .region: [0.0, 0.05, 0.41, 0.41, 0.41],
      .print: [1.01, 0.85, 0.85, 0.0],
      .flatness: [0.97, 0.55, 0.0],
      .hub: [1.25, 0.0, 0.0, 0.0],
    ])

  /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
  public static let withoutAppearance = ScoreTable(
    base: -5.07,
    rows: [
      .geometry: [0.0, 0.45, 0.52, 0.69, 0.75, 0.95],
      .distinctiveness: [0.0, 0.01, 2.22, 2.44, 3.31],
      .spread: [0.0, 0.07, 0.44, 1.28, 1.56],
      .inside: [0.0, 0.24, 0.24, 0.24],
      .contained: [0.0, 0.51, 0.87, 1.02],
      .unevenness: [1.39, 1.14, 1.08, 0.72, 0.0],
    ])
}
