/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 9438 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -8.52,
    rows: [
      .geometry: [0.0, 0.35, 0.42, 0.48, 0.55, 0.74],
      .distinctiveness: [0.0, 0.0, 1.92, 2.57, 3.16],
      .spread: [0.0, 0.0, 0.34, 0.34, 0.34],
      .inside: [0.0, 0.28, 0.62, 0.62],
      .contained: [0.0, 0.45, 0.95, 0.95],
      .unevenness: [0.7, 0.0],
      .agreement: [0.0, 0.86, 0.95, 1.06, 1.18, 1.22],
      .identity: [0.0, 0.4, 0.8],
      .template: [0.84, 0.63, 0.63, 0.0],
      .region: [0.0, 0.07, 0.33, 0.33, 0.33],
      .print: [1.02, 0.79, 0.79, 0.0],
      .flatness: [0.93, 0.58, 0.0],
      .hub: [1.17, 0.0, 0.0, 0.0],
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
