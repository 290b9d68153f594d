/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 9438 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -8.48,
    rows: [
      .geometry: [0.0, 0.36, 0.42, 0.49, 0.55, 0.74],
      .distinctiveness: [0.0, 0.0, 1.91, 2.55, 3.14],
      .spread: [0.0, 0.0, 0.35, 0.35, 0.35],
      .inside: [0.0, 0.26, 0.6, 0.6],
      .contained: [0.0, 0.44, 0.94, 0.94],
      .unevenness: [0.7, 0.0],
      .agreement: [0.0, 0.85, 0.94, 1.05, 1.17, 1.21],
      .identity: [0.0, 0.8],
      .template: [0.86, 0.66, 0.66, 0.0],
      .region: [0.0, 0.07, 0.35, 0.35, 0.35],
      .print: [1.03, 0.8, 0.8, 0.0],
      .flatness: [0.92, 0.61, 0.0],
      .hub: [1.15, 0.0, 0.0, 0.0],
    ])

  /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
  public static let withoutAppearance = ScoreTable(
    base: -4.55,
    rows: [
      .geometry: [0.0, 0.3, 0.37, 0.43, 0.5, 0.69],
      .distinctiveness: [0.0, 0.0, 1.98, 2.36, 3.23],
      .spread: [0.0, 0.17, 0.43, 1.36, 1.87],
      .inside: [0.0, 0.48, 0.48, 0.54],
      .contained: [0.0, 0.43, 0.59, 0.78],
      .unevenness: [0.77, 0.0],
    ])
}
