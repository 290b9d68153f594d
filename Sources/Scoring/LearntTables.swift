/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 10026 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -9.15,
    rows: [
      .geometry: [0.0, 0.16, 0.23, 0.46, 0.52, 0.71],
      .distinctiveness: [0.0, 0.09, 1.85, 2.12, 2.91],
      .spread: [0.0, 0.0, 0.42, 0.42, 0.47],
      .inside: [0.0, 1.39, 2.0, 2.75],
      .shown: [0.0, 0.0, 0.55, 2.32],
      .agreement: [0.0, 0.4, 0.48, 0.6, 0.71, 0.75],
      .template: [1.08, 0.89, 0.89, 0.0],
      .covered: [0.25, 0.0, 0.0],
      .region: [0.0, 0.27, 0.63, 0.63, 0.63],
      .print: [1.07, 0.82, 0.82, 0.0],
      .flatness: [1.13, 0.83, 0.0],
      .hub: [1.18, 0.0, 0.0, 0.0],
    ])

  /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
  public static let withoutAppearance = ScoreTable(
    base: -3.97,
    rows: [
      .geometry: [0.0, 0.15, 0.21, 0.43, 0.49, 0.68],
      .distinctiveness: [0.0, 0.06, 2.0, 2.15, 3.22],
      .spread: [0.0, 0.0, 0.65, 1.16, 1.59],
      .inside: [0.0, 0.64, 0.64, 1.87],
      .shown: [0.0, 0.0, 0.74, 1.17],
    ])
}
