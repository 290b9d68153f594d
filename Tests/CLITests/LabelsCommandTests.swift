import Foundation
import TestSupport
import Testing

@Suite("facsimile labels, evaluate --labels") struct LabelsCommandTests {
  let folder = TemporaryFolder()

  /// A truth of two pairs and a query without a match; predictions that find one, and two others; labels of all kinds.
  private func write() {
    folder.write("query_id,reference_id\nq1,r1\nq2,r2\nq3,\n", to: "g.csv")
    folder.write("query_id,reference_id,score\nq3,r9,9\nq1,r1,8\nq2,r2,7\nq1,r2,6\n", to: "p.csv")
    label([
      ("q3", "r9", "\"copy\""), ("q2", "r2", "\"not_copy\""), ("q1", "r2", "\"unsure\""), ("q1", "r1", "\"copy\""),
    ])
  }

  private func label(_ labels: [(String, String, String)], end: String = "") {
    let lines = labels.map { "{\"query_id\":\"\($0.0)\",\"reference_id\":\"\($0.1)\",\"label\":\($0.2)}\n" }
    folder.write(
      "{\"format\":\"facsimile-labels\",\"format_version\":1}\n" + lines.joined() + end, to: "l.jsonl")
  }

  private func run(_ arguments: String...) throws -> ProgramResult {
    try execute([Program.path] + arguments, in: folder.path)
  }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }

  @Test("corrects a ground truth, which evaluate and labels itself read")
  func corrected() throws {
    write()
    let result = try run("labels", "l.jsonl", "--onto", "g.csv", "-o", "c.csv", "--json")
    #expect(result.status == 0 && result.messages.isEmpty, "\(result)")
    #expect(try text("c.csv") == "query_id,reference_id\nq1,r1\nq3,r9\nq2,\n")
    let json = try result.json()
    #expect(json["labels"] as? [String: Int] == ["copy": 2, "not_copy": 1, "unsure": 1])
    #expect(json["added"] as? Int == 1 && json["removed"] as? Int == 1 && json["true_pairs"] as? Int == 2)
    let alone = try run("labels", "l.jsonl", "-o", "c.csv")
    #expect(try text("c.csv") == "query_id,reference_id\nq3,r9\nq1,r1\nq2,\n")
    #expect(
      alone.output == "of 4 labelled pairs 2 are copies, 1 not, 1 unsure: 2 added, 0 removed; 2 true pairs in c.csv\n")
    #expect(alone.messages.contains("replaced c.csv"))
  }

  @Test("evaluate --labels gives the figures of the corrected truth, and those without")
  func evaluated() throws {
    write()
    let without = try run("evaluate", "p.csv", "g.csv", "--json").json()
    let json = try run("evaluate", "p.csv", "g.csv", "--labels", "l.jsonl", "--json").json()
    let labels = try #require(json["labels"] as? [String: Any])
    let before = try #require(labels["without"] as? [String: Any])
    for key in ["micro_average_precision", "recall_at_rank1", "true_pair_count", "prediction_count"] {
      #expect(before[key] as? Double == without[key] as? Double, "\(key)")
    }
    #expect(labels["copy"] as? Int == 2 && labels["not_copy"] as? Int == 1 && labels["unsure"] as? Int == 1)
    // The unsure pair left the predictions; the wrong one is wrong: q3,r9 and q1,r1 are right, q2,r2 isn't.
    #expect(json["prediction_count"] as? Int == 3 && json["true_pair_count"] as? Int == 2)
    #expect(json["micro_average_precision"] as? Double == 1 && json["queries_without_match"] as? Int == 1)
    // The same by the corrected file, but for the pair that nobody can tell.
    #expect(try run("labels", "l.jsonl", "--onto", "g.csv", "-o", "c.csv").status == 0)
    let corrected = try run("evaluate", "p.csv", "c.csv", "--json").json()
    #expect(corrected["micro_average_precision"] as? Double == 1 && corrected["prediction_count"] as? Int == 4)
    let screen = try run("evaluate", "p.csv", "g.csv", "--labels", "l.jsonl")
    #expect(screen.output.contains("of 4 labelled pairs 2 are copies, 1 not, 1 unsure\n"), "\(screen.output)")
    #expect(screen.output.contains("without") && screen.output.contains("with  "))
  }

  @Test("an unsure true pair leaves both counts")
  func unsure() throws {
    write()
    label([("q2", "r2", "\"unsure\"")])
    let json = try run("evaluate", "p.csv", "g.csv", "--labels", "l.jsonl", "--json").json()
    #expect(json["true_pair_count"] as? Int == 1 && json["prediction_count"] as? Int == 3)
    #expect(try run("labels", "l.jsonl", "--onto", "g.csv", "-o", "c.csv").status == 0)
    #expect(try text("c.csv") == text("g.csv"))
  }

  @Test("errors, curves and rules go by the corrected truth")
  func errors() throws {
    write()
    let result = try run(
      "evaluate", "p.csv", "g.csv", "--labels", "l.jsonl", "--errors", "e.csv", "--threshold", "1", "--track-rules",
      "drivendata")
    #expect(result.status == 0 && result.messages.isEmpty, "\(result.messages)")
    let lines = try text("e.csv").split(separator: "\n")
    #expect(lines.dropFirst() == ["false positive,q2,r2,7.0,,the query has no match"])
  }

  @Test("a torn last line is told of and counts for nothing; other damage is an error that names the line")
  func torn() throws {
    write()
    label([("q2", "r2", "\"not_copy\"")], end: "{\"query_id\":\"q1\",\"ref")
    let before = try text("l.jsonl")
    for arguments in [
      ["labels", "l.jsonl", "--onto", "g.csv", "-o", "c.csv"], ["evaluate", "p.csv", "g.csv", "--labels", "l.jsonl"],
    ] {
      let result = try execute([Program.path] + arguments, in: folder.path)
      #expect(result.status == 0 && result.messages.contains("l.jsonl:3: the last line is torn"), "\(result)")
    }
    #expect(try text("l.jsonl") == before, "who only reads mends nothing")
    label([("q2", "r2", "\"maybe\"")])
    let wrong = try run("evaluate", "p.csv", "g.csv", "--labels", "l.jsonl")
    #expect(wrong.status == 1 && wrong.messages.contains("l.jsonl:2: label is \"maybe\""), "\(wrong.messages)")
    let foreign = try run("labels", "g.csv", "-o", "c.csv")
    #expect(foreign.status == 1 && foreign.messages.contains("g.csv:1: it is no file of labels"), "\(foreign.messages)")
  }

  @Test("labels that leave no true pair are an error, and nothing is written")
  func noCopies() throws {
    write()
    label([("q1", "r1", "\"not_copy\""), ("q2", "r2", "\"not_copy\"")])
    for arguments in [
      ["labels", "l.jsonl", "--onto", "g.csv", "-o", "c.csv"], ["labels", "l.jsonl", "-o", "c.csv"],
      ["evaluate", "p.csv", "g.csv", "--labels", "l.jsonl"],
    ] {
      let result = try execute([Program.path] + arguments, in: folder.path)
      #expect(result.status == 1 && result.messages.contains("no true pair"), "\(result)")
    }
    #expect(!folder.contents.contains("c.csv"))
    let same = try run("labels", "l.jsonl", "-o", "l.jsonl")
    #expect(same.status != 0)
  }
}
