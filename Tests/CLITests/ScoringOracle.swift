import Foundation
import TestSupport
import Testing

/// The metric's other implementation, in Python: `evaluate` must print what it prints, to the last digit.
enum ScoringOracle {
  static let path = Photos.package + "/../shared/tools/score.py"
  static let isAvailable =
    FileManager.default.fileExists(atPath: path) && (try? execute(["python3", "--version"]).status) == 0
  static let need: Comment = "needs python3 and ../shared/tools/score.py"

  /// Compares the figures, and, with a table of queries, recall by family and strength and the falsely matched queries.
  static func expectAgreement(
    predictions: String, truth: String, queries: String? = nil, at: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try execute(["python3", path, predictions, truth] + [queries].compactMap { $0 })
    try #require(expected.status == 0, "\(expected.messages)", sourceLocation: at)
    let by = queries.map { ["--by", $0, "--column", "strength,families"] } ?? []
    let found = try execute([Program.path, "evaluate", predictions, truth] + by)
    try #require(found.status == 0, "\(found.messages)", sourceLocation: at)

    /// The last words of the lines that begin with a name, in order: in a group's line, recall stands before two counts.
    func words(_ name: String) -> [[String]] {
      found.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }.filter { line in
        line.joined(separator: " ").hasPrefix(name + " ")
      }
    }
    let names = [
      "uAP": "micro-average precision", "recall@P90": "recall at precision 90 %", "threshold@P90": "at the threshold",
      "recall@rank1": "recall at rank 1", "recall@rank10": "recall at rank 10",
    ]
    var compared = 0
    for line in expected.output.split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      if let name = names[parts[0]] {
        let value = parts[1] == "none" ? (parts[0] == "recall@P90" ? "reached" : "none") : parts[1]
        #expect(words(name).first?.last == value, "\(predictions): \(line)", sourceLocation: at)
      } else if line.hasPrefix("distractor") {
        let numbers = line.split(separator: ":").last?.split(separator: " ")
        let ours = words("queries without a match").first ?? []
        #expect(ours.count > 5 && ours[5] == String(numbers![0]), "\(line)", sourceLocation: at)
        #expect(ours.count > 4 && ours[4] == String(numbers![2]) + ",", "\(line)", sourceLocation: at)
      } else {
        // A group: its name, found/positives padded to one or two words, recall.
        let tag = parts[0].split(separator: ":").last.map(String.init) ?? ""
        let counts = line.dropFirst(parts[0].count).dropLast(parts.last!.count).filter { $0 != " " }.split(
          separator: "/")
        let row = words(tag).first ?? []
        #expect(row.count == 7, "\(line)", sourceLocation: at)
        guard row.count == 7 else { continue }
        #expect(
          [row[3], row[1], row[4]] == [String(counts[0]), String(counts[1]), parts.last!], "\(predictions): \(line)",
          sourceLocation: at)
      }
      compared += 1
    }
    #expect(compared >= (queries == nil ? 5 : 9), sourceLocation: at)
  }
}
