import CSV
import Foundation
import Scoring

/// What is known of pairs of which it is known whether they are copies: the files that Benchmarks writes.
struct EvidenceTable {
  struct Row {
    /// The file that it comes from, without its ending.
    let set: String
    let queryID: String
    let referenceID: String
    let isCopy: Bool
    let evidence: Evidence

    /// Whether it is learnt from: odd queries are to report by.
    var isEven: Bool { (queryID.last?.wholeNumberValue ?? 0) % 2 == 0 }
  }

  private(set) var rows: [Row] = []

  /// - Throws: `CSVError` for a file that is not of evidence.
  init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".csv") }.sorted()
    for name in names {
      var reader = try CSVReader(
        path: folder + "/" + name, columns: ["query_id", "reference_id", "is_copy"] + Evidence.columns,
        header: .required)
      while let row = try reader.next() {
        rows.append(
          Row(
            set: String(name.dropLast(4)), queryID: String(decoding: row.utf8(at: 0), as: UTF8.self),
            referenceID: String(decoding: row.utf8(at: 1), as: UTF8.self), isCopy: try row.number(at: 2) != 0,
            evidence: Evidence(numbers: try Evidence.columns.indices.map { try row.number(at: 3 + $0) })))
      }
    }
  }
}
