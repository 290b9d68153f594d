import Appearance
import CSV
import Evaluation
import Files
import Scoring

/// A pair that is proved, as a shard tells the others of it.
struct ProvedPair: Hashable {
  let queryID: String
  let referenceID: String
  /// What is written of it where it isn't listed by its own score; nil for nothing.
  let unprovedScore: Double?
  /// What is added to its own score.
  let addedScore: Double
  /// At least one.
  let models: [ModelEvidence]

  var pair: TruePair { TruePair(queryID: queryID, referenceID: referenceID) }
}

/// The evidence that a shard writes beside its predictions, `OUTPUT.evidence.csv`: what ``mergePredictions(of:to:)`` needs of it to
/// know what the queries of all shards have in common with a reference.
///
/// A row a model, those of a pair one after the other: `query_id,reference_id,unproved_score,added_score` (the scores that came with a
/// list, as ``ProvedPair`` has them), `proved_cells,contradicted_cells` (16 hexadecimal digits each, ``RegionCells``), then
/// `Evidence.columns` and, where a pair model was asked, `pair_logit`. Cells and what is seen in the photos are empty where these were
/// not compared. Numbers are written by the shortest text that gives them back exactly.
enum EvidenceFile {
  static func path(besideOutput output: String) -> String { output + ".evidence.csv" }

  private static let columns =
    ["query_id", "reference_id", "unproved_score", "added_score", "proved_cells", "contradicted_cells"]
    + Evidence.columns
  private static let pairLogit = "pair_logit"
  private static let firstNumber = columns.count - Evidence.columns.count
  private static let knownCount = Evidence.columns.count - Evidence.appearanceColumns.count
  /// Scores are written in single precision: there is room for the sum of two.
  private static let largestScore = Double(Float.greatestFiniteMagnitude) / 4

  /// - Parameter hasPairModel: whether a pair model was asked.
  static func write(
    _ pairs: some Sequence<ProvedPair>, hasPairModel: Bool = false, to path: String
  ) throws(FileError) {
    let file = try CSVWriter(path: path)
    try file.append(columns + (hasPairModel ? [pairLogit] : []))
    for pair in pairs {
      for model in pair.models {
        let numbers = model.evidence.numbers.map { "\($0)" }
        try file.append(
          [pair.queryID, pair.referenceID, pair.unprovedScore.map { "\($0)" } ?? "", "\(pair.addedScore)"]
            + [model.cells?.proved, model.cells?.contradicted].map { $0.map { hexadecimal($0, count: 16) } ?? "" }
            + numbers + [String](repeating: "", count: Evidence.columns.count - numbers.count)
            + (hasPairModel ? [model.evidence.pairLogit.map { "\($0)" } ?? ""] : []))
      }
    }
    try file.finish()
  }

  /// - Throws: `CSVError` naming the file, and the line of what is no such row, or of a pair that stands twice.
  static func read(_ path: String) throws(CSVError) -> [ProvedPair] {
    var reader = try CSVReader(path: path, columns: columns, furtherColumns: [pairLogit], header: .required)
    var pairs: [ProvedPair] = []
    var known: Set<TruePair> = []
    while let row = try reader.next() {
      let latest = pairs.last
      let (pair, model) = (TruePair(queryID: row[0], referenceID: row[1]), try model(of: row))
      if let latest, latest.pair == pair {
        pairs[pairs.count - 1] = ProvedPair(
          queryID: latest.queryID, referenceID: latest.referenceID, unprovedScore: latest.unprovedScore,
          addedScore: latest.addedScore, models: latest.models + [model])
        continue
      }
      guard known.insert(pair).inserted else { throw row.error("the pair stands further up, too") }
      pairs.append(
        ProvedPair(
          queryID: pair.queryID, referenceID: pair.referenceID,
          unprovedScore: row.utf8(at: 2).isEmpty ? nil : try score(of: row, at: 2),
          addedScore: try score(of: row, at: 3), models: [model]))
    }
    return pairs
  }

  private static func score(of row: CSVRow, at index: Int) throws(CSVError) -> Double {
    let score = try row.number(at: index)
    guard score.magnitude <= largestScore else {
      throw row.error("expected a score in single precision in field \(index + 1), found \"\(row[index])\"")
    }
    return score
  }

  private static func model(of row: CSVRow) throws(CSVError) -> ModelEvidence {
    let isCompared = !row.utf8(at: 4).isEmpty
    var numbers: [Double] = []
    for index in 0..<(isCompared ? Evidence.columns.count : knownCount) {
      numbers.append(try row.number(at: firstNumber + index))
    }
    var evidence = Evidence(numbers: numbers)
    if row.count > columns.count, !row.utf8(at: columns.count).isEmpty {
      evidence.pairLogit = try row.number(at: columns.count)
    }
    return ModelEvidence(
      evidence: evidence,
      cells: isCompared
        ? RegionCells(proved: try cells(of: row, at: 4), contradicted: try cells(of: row, at: 5)) : nil)
  }

  private static func cells(of row: CSVRow, at index: Int) throws(CSVError) -> UInt64 {
    guard row.utf8(at: index).count == 16, row.utf8(at: index).first != UInt8(ascii: "+"),
      let cells = UInt64(row[index], radix: 16)
    else {
      throw row.error("expected 16 hexadecimal digits in field \(index + 1), found \"\(row[index])\"")
    }
    return cells
  }
}
