/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 9818 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -9.28,
    rows: [
      .geometry: [0.0, 0.2, 0.27, 0.41, 0.48, 0.67],
      .distinctiveness: [0.0, 0.0, 2.03, 2.24, 3.04],
      .spread: [0.0, 0.0, 0.43, 0.43, 0.43],
      .inside: [0.0, 1.45, 2.0, 2.72],
      .shown: [0.0, 0.0, 0.46, 2.2],
      .agreement: [0.0, 0.48, 0.57, 0.68, 0.8, 0.84],
      .identity: [0.0, 0.8],
      .template: [0.98, 0.83, 0.83, 0.0],
      .covered: [0.19, 0.0, 0.0],
      .region: [0.0, 0.23, 0.59, 0.59, 0.59],
      .print: [1.09, 0.87, 0.87, 0.0],
      .flatness: [1.19, 0.85, 0.0],
      .hub: [1.22, 0.0, 0.0, 0.0],
    ])

  /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
  public static let withoutAppearance = ScoreTable(
    base: -3.99,
    rows: [
      .geometry: [0.0, 0.19, 0.25, 0.38, 0.45, 0.64],
      .distinctiveness: [0.0, 0.08, 2.01, 2.17, 3.26],
      .spread: [0.0, 0.0, 0.59, 1.29, 1.58],
      .inside: [0.0, 0.64, 0.64, 1.85],
      .shown: [0.0, 0.0, 0.73, 1.17],
    ])
}
