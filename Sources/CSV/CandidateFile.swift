import Files

/// A row of a candidate list, its names as the file has them.
public struct CandidateRow: Sendable, Hashable {
  public var query: String
  public var reference: String
  /// Higher is more similar; nil in a list without scores.
  public var score: Double?
  /// Line of the file on which it starts, from 1; 0 where it comes from none.
  public var line: Int

  public init(query: String, reference: String, score: Double? = nil, line: Int = 0) {
    self.query = query
    self.reference = reference
    self.score = score
    self.line = line
  }
}

/// The columns of a candidate list, as its header names them.
public enum CandidateColumns {
  /// The score may be missing.
  public static let pair = ["query_id", "reference_id", "score"]
  /// The views of both photos that were found alike, where photos have several: behind the score, or not at all.
  public static let views = ["query_view", "reference_view"]
}

/// Hands over the rows of a candidate list in their order.
///
/// Two formats, told by the first line that isn't blank: with a comma it is CSV, `query_id,reference_id[,score]` with or
/// without that header, or `query_id,reference_id,score,query_view,reference_view` with it, whose views are skipped, else words separated by blanks, `query reference [score]`, as in hloc's `pairs.txt`, which may
/// have these words as a header. A file without
/// rows is a list, too, and so is one that names a pair twice.
/// - Throws: `FileError` when the file can't be read; ``CSVError`` naming file and line of a row that is none, or has more
///   or fewer fields than the first, or whose score is no finite number; what `body` throws.
/// - Complexity: O(bytes of the file) time and memory.
public func readCandidateRows(_ path: String, _ body: (CandidateRow) throws -> Void) throws {
  try readCandidateRows(readText(path, takesPipes: true), path: path, body)
}

/// The same for a list whose bytes are at hand.
///
/// - Parameter path: what to call the list in messages.
public func readCandidateRows(_ bytes: [UInt8], path: String, _ body: (CandidateRow) throws -> Void) throws {
  let firstLine = bytes.split(maxSplits: 1, whereSeparator: isLineEnd).first { !$0.allSatisfy(isBlank) } ?? []
  if firstLine.contains(UInt8(ascii: ",")) {
    try readCommaSeparated(bytes, path: path, body)
  } else {
    try readBlankSeparated(bytes, path: path, body)
  }
}

/// Writes candidates in their order: a header `query_id,reference_id[,score]`, then a row each; of the first depends
/// whether there is a score.
///
/// - Precondition: all have a score, or none has; scores are finite.
/// - Throws: `FileError` when the file can't be written; one that was there before is untouched then.
public func writeCandidates(_ candidates: some Sequence<CandidateRow>, to path: String) throws(FileError) {
  let writer = try CSVWriter(path: path)
  var hasScores: Bool?
  for candidate in candidates {
    let hasScore = candidate.score != nil
    if hasScores == nil { try writer.append(header(hasScores: hasScore)) }
    precondition(hasScores ?? hasScore == hasScore, "some candidates have a score and others none")
    hasScores = hasScore
    var fields = [candidate.query, candidate.reference]
    if let score = candidate.score {
      precondition(score.isFinite, "the score is \(score)")
      fields.append("\(score)")
    }
    try writer.append(fields)
  }
  if hasScores == nil { try writer.append(header(hasScores: false)) }
  try writer.finish()
}

/// What is said of a list whose fields are separated by semicolons.
private let semicolons = "its fields are separated by semicolons, but must be by commas or blanks"

private func header(hasScores: Bool) -> [String] { hasScores ? columns : columns.dropLast() }

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
private let columns = CandidateColumns.pair

private func readCommaSeparated(_ bytes: [UInt8], path: String, _ body: (CandidateRow) throws -> Void) throws {
  var reader = CSVReader(bytes: bytes, path: path)
  var first: (line: Int, count: Int)?
  while let row = try reader.next() {
    if let first {
      guard row.count == first.count else {
        throw row.error("expected \(first.count) fields, as line \(first.line) has, found \(row.count)")
      }
    } else {
      first = (row.line, row.count)
      let all = columns + CandidateColumns.views
      if row.count == all.count, ColumnNames.are(row.fields, of: all) { continue }
      guard (2...3).contains(row.count) else {
        throw row.error("expected 2 or 3 fields (query_id,reference_id[,score]), found \(row.count)")
      }
      // The comma may be that of a number: a;b;0,5
      guard !row.fields.contains(where: { $0.count { $0 == ";" } == 2 }) else { throw row.error(semicolons) }
      if ColumnNames.are(row.fields, of: columns) { continue }
    }
    let score = row.count >= 3 ? try row.number(at: 2) : nil
    try body(CandidateRow(query: row[0], reference: row[1], score: score, line: row.line))
  }
}

private func readBlankSeparated(_ bytes: [UInt8], path: String, _ body: (CandidateRow) throws -> Void) throws {
  var first: (line: Int, count: Int)?
  var number = 0
  let text = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
  for line in TextLines(text) {
    number += 1
    func error(_ reason: String) -> CSVError { CSVError(path: path, line: number, reason: reason) }
    guard line.count <= CSVReader.longestRow else { throw error(CSVReader.tooLong) }
    let words = line.split(whereSeparator: isBlank)
    guard !words.isEmpty else { continue }
    let text = words.compactMap { String(validating: $0, as: UTF8.self) }
    guard text.count == words.count else { throw error("it is no UTF-8") }
    if let first {
      guard text.count == first.count else {
        throw error("expected \(first.count) words, as line \(first.line) has, found \(text.count)")
      }
    } else {
      first = (number, text.count)
      guard (2...3).contains(text.count) else {
        guard !line.contains(UInt8(ascii: ";")) else { throw error(semicolons) }
        throw error("expected 2 or 3 words (query reference [score]), found \(text.count)")
      }
      if ColumnNames.are(text, of: columns) { continue }
    }
    let score = text.count == 3 ? Double(text[2]) : nil
    if text.count == 3 {
      guard let score, score.isFinite else { throw error("expected a number as word 3, found \"\(text[2])\"") }
    }
    try body(CandidateRow(query: text[0], reference: text[1], score: score, line: number))
  }
}

private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

/// Carriage returns, too: of line ends they are what is left.
private func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
