import Inspection
import Labels

/// What `/api/labels` answers: what holds of the table's pairs.
struct LabelListDocument: Encodable {
  struct Label: Encodable {
    let pair: Int
    let label: String
    let reason: String
    let note: String
    let by: String
    let at: String

    init?(_ label: PairLabel, row: Int) {
      guard let kind = label.label else { return nil }
      pair = row
      self.label = kind.rawValue
      reason = label.reason
      note = label.note
      by = label.by
      at = label.at
    }
  }

  let labels: [Label]
  /// Labels of pairs that the table doesn't have.
  let elsewhere: Int

  /// - Parameters:
  ///   - table: whose rows are meant.
  ///   - hidesWords: whether notes and who has written them are left out.
  init(_ book: LabelBook, of table: PairTable, hidesWords: Bool = false) {
    let all = book.labels()
    labels = all.compactMap { label in
      var label = label
      if hidesWords { (label.note, label.by) = ("", "") }
      return table.row(of: label.pair).flatMap { Label(label, row: $0) }
    }
    elsewhere = all.count - labels.count
  }
}

/// What was kept of a label, and how many pairs have one now.
struct SavedLabelDocument: Encodable {
  let pair: Int
  let label: String?
  let reason: String
  let note: String
  let by: String
  let at: String
  let labels: Int

  init(row: Int, _ label: PairLabel, count: Int) {
    pair = row
    self.label = label.label?.rawValue
    reason = label.reason
    note = label.note
    by = label.by
    at = label.at
    labels = count
  }
}
