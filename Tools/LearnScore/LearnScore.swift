import ArgumentParser
import Evaluation
import Foundation
import Scoring

/// Learns the tables that scores come from and prints the Swift file that holds them.
@main
struct LearnScore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn the tables of the score and print Sources/Scoring/LearntTables.swift.",
    discussion: """
      Reads what Benchmarks --write-evidence wrote: what is known of pairs, and whether they are copies. Learns from the \
      pairs of queries with an even number and reports, on stderr, what the tables do on the others.
      """)

  @Argument(help: "Folder of evidence.")
  var evidence: String

  @Option(help: "How strongly the tables are drawn towards telling nothing.")
  var ridge = 0.03

  @Option(help: "What a pair that is no copy counts: most of those in the sets were made to be taken for copies.")
  var strangers = 0.1

  @Option(help: "What a pair of pages counts: few photos are pages, and all of that set.")
  var pages = 0.25

  func run() throws {
    let rows = try EvidenceTable(folder: evidence).rows
    let even = rows.filter(\.isEven).map { ($0.evidence, $0.isCopy, weight(of: $0)) }
    func table(_ terms: [EvidenceTerm]) -> ScoreTable {
      MonotoneLogisticRegression(ridge: ridge, terms: terms).fit(even)
    }
    let whole = table(EvidenceTerm.allCases)
    let plain = table(EvidenceTerm.allCases.filter { !$0.needsAppearance })
    for (name, table) in [("learnt", whole), ("without appearance", plain)] {
      try report(table, called: name, on: rows)
    }
    print(source(whole, plain, modelCount: even.count, setCount: Set(rows.map(\.set)).count))
  }

  /// How much a model counts among others.
  private func weight(of row: EvidenceTable.Row) -> Double {
    (row.isCopy ? 1 : strangers) * (row.set.hasPrefix("pages") ? pages : 1)
  }

  /// What a table does, set by set, by each pair's best model: pairs at 2 or more, and the micro-average precision of those that
  /// geometry proves.
  private func report(_ table: ScoreTable, called name: String, on rows: [EvidenceTable.Row]) throws {
    for (set, rows) in Dictionary(grouping: rows, by: \.set).sorted(by: { $0.key < $1.key }) {
      for isEven in [true, false] {
        var best: [TruePair: (score: Double, isCopy: Bool)] = [:]
        for row in rows where row.isEven == isEven {
          let score = table.score(of: row.evidence)
          let pair = TruePair(queryID: row.queryID, referenceID: row.referenceID)
          if score > best[pair]?.score ?? 0 { best[pair] = (score, row.isCopy) }
        }
        let (copies, others) = (best.values.filter(\.isCopy), best.values.filter { !$0.isCopy })
        let predictions = best.map {
          Prediction(queryID: $0.key.queryID, referenceID: $0.key.referenceID, score: $0.value.score)
        }
        let metrics = try evaluate(
          predictions, against: GroundTruth(pairs: best.keys.filter { best[$0]?.isCopy == true }))
        log(
          "\(name), \(set), \(isEven ? "even" : "odd"): \(copies.count { $0.score >= 2 }) of \(copies.count) copies and "
            + "\(others.count { $0.score >= 2 }) of \(others.count) others at 2 or more; "
            + "\(copies.count { $0.score >= 1 }) and \(others.count { $0.score >= 1 }) at 1; "
            + String(format: "µAP %.4f", metrics.microAveragePrecision))
      }
    }
  }

  private func log(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  private func source(_ whole: ScoreTable, _ plain: ScoreTable, modelCount: Int, setCount: Int) -> String {
    func rows(_ table: ScoreTable) -> String {
      EvidenceTerm.allCases.compactMap { term in
        table.rows[term].map { "      .\(term): [\($0.map { "\($0)" }.joined(separator: ", "))]," }
      }.joined(separator: "\n")
    }
    return """
      /// What the score rests on: log10 odds that each term adds at its knots, ``EvidenceTerm/knots``.
      ///
      /// Learnt by `make learn-score` from \(modelCount) models of \(setCount) sets of pairs, of queries with even numbers alone; not to
      /// be edited. docs/scoring.md tells what they do on the others.
      extension ScoreTable {
        /// Of pairs whose photos were compared.
        public static let learnt = ScoreTable(
          base: \(whole.base),
          rows: [
      \(rows(whole))
          ])

        /// Of pairs whose photos were not compared: a thumbnail is missing, or nobody wanted it.
        public static let withoutAppearance = ScoreTable(
          base: \(plain.base),
          rows: [
      \(rows(plain))
          ])
      }
      """
  }
}
