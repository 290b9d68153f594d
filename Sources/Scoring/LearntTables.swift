/// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
///
/// Learnt by `make learn-score` from 9439 models of 10 sets of pairs, of queries with even numbers alone; not to
/// be edited. docs/scoring.md tells what they do on the others.
extension ScoreTable {
  /// Of pairs whose photos were compared.
  public static let learnt = ScoreTable(
    base: -8.44,
    rows: [
      .geometry: [0.0, 0.4, 0.46, 0.53, 0.59, 0.79],
      .distinctiveness: [0.0, 0.0, 1.94, 2.53, 3.09],
      .spread: [0.0, 0.0, 0.39, 0.39, 0.39],
      .inside: [0.0, 0.2, 0.54, 0.54],
      .contained: [0.0, 0.39, 0.86, 0.86],
      .unevenness: [0.7, 0.0],
      .agreement: [0.0, 0.81, 0.9, 1.01, 1.12, 1.17],
      .identity: [0.0, 0.4, 0.8],
      .template: [0.76, 0.59, 0.59, 0.0],
      .region: [0.0, 0.08, 0.38, 0.38, 0.38],
      .print: [1.05, 0.82, 0.82, 0.0],
      .flatness: [0.99, 0.51, 0.0],
      .hub: [1.2, 0.0, 0.0, 0.0],
    ])

  /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
  public static let withoutAppearance = ScoreTable(
    base: -4.45,
    rows: [
      .geometry: [0.0, 0.37, 0.43, 0.5, 0.57, 0.76],
      .distinctiveness: [0.0, 0.0, 2.0, 2.3, 3.19],
      .spread: [0.0, 0.11, 0.48, 1.26, 1.72],
      .inside: [0.0, 0.39, 0.39, 0.41],
      .contained: [0.0, 0.43, 0.56, 0.82],
      .unevenness: [0.77, 0.0],
    ])
}
