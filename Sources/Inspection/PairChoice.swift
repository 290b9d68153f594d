import Evaluation
import Foundation

/// Which pairs of a table are worth handing on.
package enum PairChoice: String, Sendable, CaseIterable {
  /// Wrong ones at the threshold or above.
  case falsePositives = "false-positives"
  /// True ones below the threshold, or never listed.
  case missed
  /// Those nearest to the threshold on either side.
  case near
  /// Those that somebody has labelled.
  case labelled

  /// Whether it asks which pairs are right.
  package var needsTruth: Bool { self == .falsePositives || self == .missed }

  /// The rows that are meant, in the order in which they are to be looked at.
  ///
  /// - Parameters:
  ///   - choice: nil for what is worth a look: false positives, missed pairs, then those near the threshold; without a ground truth
  ///     those near the threshold.
  ///   - labelled: rows with a label.
  /// - Complexity: O(`n` log `n`) for `n` rows.
  package static func rows(
    of table: PairTable, _ choice: PairChoice?, labelled: Set<Int>, atMost limit: Int
  ) -> [Int] {
    let kinds = choice.map { [$0] } ?? [.falsePositives, .missed, .near]
    var taken: Set<Int> = []
    let rows = kinds.flatMap { $0.rows(of: table, labelled: labelled) }.filter { taken.insert($0).inserted }
    return Array(rows.prefix(limit))
  }

  private func rows(of table: PairTable, labelled: Set<Int>) -> [Int] {
    let threshold = table.startThreshold
    func isBelieved(_ row: Int) -> Bool { table.score[row].map { $0 >= threshold } ?? false }
    switch self {
    case .falsePositives:
      guard let truth = table.truth else { return [] }
      return truth.indices.filter { truth[$0] != true && isBelieved($0) }
    case .missed:
      guard let truth = table.truth else { return [] }
      return truth.indices.filter { truth[$0] == true && !isBelieved($0) }
    case .near:
      // As the page's histogram shows scores, of which most are small.
      func place(_ score: Double) -> Double { log1p(max(score, 0)) }
      let listed = table.score.indices.compactMap { row in
        table.score[row].map { (row: row, distance: abs(place($0) - place(threshold))) }
      }
      return listed.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }.map(\.row)
    case .labelled: return labelled.sorted()
    }
  }
}
