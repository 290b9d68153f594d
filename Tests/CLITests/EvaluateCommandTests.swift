import Foundation
import Imaging
import TestSupport
import Testing

@Suite("facsimile evaluate") struct EvaluateCommandTests {
  let folder = TemporaryFolder()
  static let truth = Photos.fixtures + "/ground_truth.csv"
  static let table = Photos.fixtures + "/queries.csv"

  func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  func evaluate(_ arguments: String...) throws -> ProgramResult { try execute([Program.path, "evaluate"] + arguments) }

  /// The rows of the ground truth.
  func truthRows() throws -> [(query: String, reference: String)] {
    try text(Self.truth).split(separator: "\n").dropFirst().map { row in
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return (fields[0], fields[1])
    }
  }

  /// A list that finds the first `found` true pairs, falling by 1 from 100, then has `wrong` pairs at 50, the first of
  /// them of a query without a match, then one more true pair at 40.
  func writeList(_ name: String, found: Int, wrong: Int) throws -> String {
    let rows = try truthRows()
    let pairs = rows.filter { !$0.reference.isEmpty }
    let others = rows.filter(\.reference.isEmpty)
    var lines = ["query_id,reference_id,score"]
    lines += pairs.prefix(found).enumerated().map { "\($1.query),\($1.reference),\(100 - $0)" }
    lines += (0..<wrong).map { "\(others[$0 % others.count].query),R\(900 + $0),50" }
    lines.append("\(pairs[found].query),\(pairs[found].reference),40")
    return folder.write(lines.joined(separator: "\n") + "\n", to: name)
  }

  func expectFailure(
    _ result: ProgramResult, _ parts: String..., status: Int32 = 1, at: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == status, "\(result.messages)", sourceLocation: at)
    #expect(result.output.isEmpty, sourceLocation: at)
    #expect(
      result.messages.split(separator: "\n").count == 1 || status == 64, "\(result.messages)", sourceLocation: at)
    for part in parts { #expect(result.messages.contains(part), "\(result.messages)", sourceLocation: at) }
  }

  @Test(
    "agrees with score.py to the last printed digit, group by group",
    .enabled(if: ScoringOracle.isAvailable, ScoringOracle.need))
  func oracle() throws {
    for (found, wrong) in [(8, 3), (9, 1), (0, 4), (3, 0), (10, 2)] {
      let list = try writeList("\(found)-\(wrong).csv", found: found, wrong: wrong)
      try ScoringOracle.expectAgreement(predictions: list, truth: Self.truth, queries: Self.table)
    }
    let empty = folder.write("query_id,reference_id,score\n", to: "empty.csv")
    try ScoringOracle.expectAgreement(predictions: empty, truth: Self.truth, queries: Self.table)
  }

  @Test(
    "agrees with score.py on random lists with ties", .enabled(if: ScoringOracle.isAvailable, ScoringOracle.need),
    arguments: 1...6 as ClosedRange<UInt64>)
  func randomOracle(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let rows = try truthRows()
    var lines: [String] = []
    for row in rows {
      for reference in 0..<18 where Int.random(in: 0..<3, using: &generator) == 0 {
        let id = String(format: "R%06d", reference)
        let bonus = id == row.reference ? 6.0 : 0
        let score =
          seed % 2 == 0
          ? Double(Int.random(in: 0..<5, using: &generator)) : Double.random(in: -3..<4, using: &generator)
        lines.append("\(row.query),\(id),\(score + bonus)")
      }
    }
    let list = folder.write(lines.shuffled(using: &generator).joined(separator: "\n"), to: "seed\(seed).csv")
    try ScoringOracle.expectAgreement(predictions: list, truth: Self.truth, queries: Self.table)
  }

  @Test("--by breaks recall down, on screen and in JSON; --column chooses")
  func by() throws {
    let list = try writeList("p.csv", found: 9, wrong: 1)
    let table = try evaluate(list, Self.truth, "--by", Self.table)
    #expect(table.status == 0, "\(table.messages)")
    for word in ["families", "strength", "pixelize", "medium"] { #expect(table.output.contains(word)) }
    #expect(!table.output.contains("source"))
    let both = try evaluate(list, Self.truth, "--by", Self.table, "--column", "strength,families", "--json")
    let repeated = try evaluate(
      list, Self.truth, "--by", Self.table, "--column", "strength", "--column", "families", "--json")
    #expect(both.output == repeated.output)
    let breakdown = try both.json()["breakdown"] as? [String: Any]
    let columns = breakdown?["columns"] as? [[String: Any]]
    #expect(columns?.map { $0["name"] as? String } == ["strength", "families"])
    let groups = columns?.first?["groups"] as? [[String: Any]] ?? []
    #expect(Set(groups.compactMap { $0["tag"] as? String }) == ["easy", "medium", "hard"])
    let all = breakdown?["all"] as? [String: Any]
    for key in ["positives", "found", "found_at_rank1", "queries_without_match", "falsely_matched_queries"] {
      let sum = groups.reduce(0) { $0 + ($1[key] as? Int ?? -1000) }
      #expect(all?[key] as? Int == sum, "\(key)")
    }
  }

  @Test("--reliability tells by score what is right and what was promised, on screen, in JSON and as a picture")
  func reliability() throws {
    let rows = try truthRows().filter { !$0.reference.isEmpty }
    let lines =
      ["query_id,reference_id,score"] + (0..<10).map { "\(rows[$0].query),\(rows[$0].reference),2.5" }
      + (10..<13).map { "\(rows[$0].query),R9000\($0),\($0 == 10 ? 2.5 : -9)" }
    let list = folder.write(lines.joined(separator: "\n"), to: "r.csv")
    let picture = folder.file("r.svg")
    let told = try evaluate(list, Self.truth, "--reliability", picture)
    #expect(told.status == 0, "\(told.messages)")
    #expect(told.output.contains("from 2.5 below 3           11     10    99.7 %       90.9 %  62.3 to 98.4 %\n"))
    #expect(told.output.contains("wrong from 2 on           1 of 11, 9.1 %, 95 % interval 1.6 to 37.7 %"))
    #expect(try text(picture).contains("wrong from score 2 on: 1 of 11"))
    let json =
      try evaluate(list, Self.truth, "--reliability", picture, "--json").json()["reliability"] as? [String: Any]
    let bins = json?["bins"] as? [[String: Any]]
    #expect(bins?.count == 8)
    #expect(bins?.first?["from"] == nil && (bins?.first?["right"] as? [String: Any])?["total"] as? Int == 2)
    #expect(try evaluate(list, Self.truth, "--json").json()["reliability"] == nil)
    expectFailure(try evaluate(list, Self.truth, "--reliability", folder.file("r.pdf")), "r.pdf", status: 64)
  }

  @Test("--errors lists false positives and missed pairs; --candidates says where they were lost")
  func errors() throws {
    let list = try writeList("p.csv", found: 5, wrong: 4)
    let pairs = try truthRows().filter { !$0.reference.isEmpty }
    let output = folder.file("e.csv")
    let plain = try evaluate(list, Self.truth, "--errors", output)
    #expect(plain.status == 0, "\(plain.messages)")
    #expect(plain.output.contains("false positives          0\n"))
    #expect(plain.output.contains("1 below the threshold") && plain.output.contains("not listed"))
    var rows = try text(output).split(separator: "\n").map(String.init)
    #expect(rows[0] == "kind,query_id,reference_id,score,expected_reference_id,what_happened")
    #expect(rows.count == 1 + pairs.count - 5)
    #expect(rows[1] == "missed,\(pairs[5].query),\(pairs[5].reference),40.0,\(pairs[5].reference),below the threshold")
    #expect(rows[2] == "missed,\(pairs[6].query),\(pairs[6].reference),,\(pairs[6].reference),not listed")

    let candidates = folder.write(
      (4..<8).map { "\(pairs[$0].query),\(pairs[$0].reference),12" }.joined(separator: "\n"), to: "c.csv")
    let full = try evaluate(
      list, Self.truth, "--errors", output, "--candidates", candidates, "--threshold", "45", "--json")
    #expect(full.status == 0, "\(full.messages)")
    rows = try text(output).split(separator: "\n").map(String.init)
    #expect(rows[1].hasPrefix("false positive,") && rows[1].hasSuffix(",50.0,,the query has no match"))
    #expect(rows[5].hasSuffix("listed below the threshold"))
    #expect(rows[6].hasSuffix("recalled but not listed") && rows[7].hasSuffix("recalled but not listed"))
    #expect(rows[8].hasSuffix("not recalled"))
    let errors = try full.json()["errors"] as? [String: Any]
    #expect(errors?["threshold"] as? Double == 45)
    #expect((errors?["list"] as? [Any])?.count == rows.count - 1)
    #expect(try evaluate(list, Self.truth, "--errors", output, "--threshold", "-3").status == 0)
  }

  @Test("--compare says what was won and lost, and how much may be chance; --plot draws both")
  func compare() throws {
    let (better, worse) = (
      try writeList("better.csv", found: 12, wrong: 1), try writeList("worse.csv", found: 2, wrong: 9)
    )
    let picture = folder.file("pr.svg")
    let screen = try evaluate(better, Self.truth, "--compare", worse, "--compare", better, "--plot", picture)
    #expect(screen.status == 0, "\(screen.messages)")
    #expect(screen.output.contains("against \(worse)\n") && screen.output.contains("against \(better)\n"))
    #expect(screen.output.contains("1000 resamples of the queries, seed 0"))
    #expect(screen.output.contains("and 3 more, which --json lists"))
    #expect(screen.output.contains("+0.00000, 95 % between +0.00000 and +0.00000"))
    let svg = try text(picture)
    #expect(svg.contains("better.csv") && svg.contains("worse.csv"))
    #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))

    let json = try evaluate(better, Self.truth, "--compare", worse, "--json").json()
    let compared = (json["comparisons"] as? [[String: Any]])?.first
    let comparison = compared?["comparison"] as? [String: Any]
    let won = comparison?["won"] as? [[String: Any]] ?? []
    #expect(won.count == 11)
    let pairs = try truthRows().filter { !$0.reference.isEmpty }
    #expect(won.first?["query_id"] as? String == pairs[2].query)
    #expect(won.first?["score"] as? Double == 98)
    #expect((comparison?["lost"] as? [Any])?.isEmpty ?? false)
    let interval = comparison?["interval"] as? [String: Any]
    #expect(interval?["lower"] as? Double ?? 0 > 0)
    #expect((compared?["metrics"] as? [String: Any])?["recall_at_precision90"] != nil)
    #expect(json["curves"] == nil)
    let drawn = try evaluate(better, Self.truth, "--plot", picture, "--json").json()
    #expect(((drawn["curves"] as? [[String: Any]])?.first?["points"] as? [Any])?.count == 13)
    #expect(folder.contents == ["better.csv", "pr.svg", "worse.csv"])
  }

  @Test("--plot and --reliability are written as their endings say, and drawn alike")
  func endings() throws {
    let list = try writeList("p.csv", found: 6, wrong: 2)
    let (png, svg) = (folder.file("pr.png"), folder.file("R.SVG"))
    #expect(try evaluate(list, Self.truth, "--plot", png, "--reliability", svg).status == 0)
    #expect(try text(svg).hasPrefix("<?xml"))
    let image = try ColorImage(contentsOf: png)
    #expect(image.width == 2 * 720 && image.height > 1000)
    // The curve's blue and the labels' black are there, and white is what is seen most.
    #expect(image.pixels.count { $0 == 255 } > image.pixels.count * 8 / 10)
    let colors = Set(stride(from: 0, to: image.pixels.count, by: 3).map { Array(image.pixels[$0..<$0 + 3]) })
    #expect(colors.contains([0x00, 0x72, 0xB2]) && colors.contains([0, 0, 0]))
    for name in ["pr.pdf", "pr", "pr.jpg", "svg"] {
      expectFailure(try evaluate(list, Self.truth, "--plot", folder.file(name)), ".svg or .png", status: 64)
    }
  }

  @Test("--errors has the paths of the photos where the sets are given, in the list and in JSON")
  func paths() throws {
    let rows = try truthRows().filter { !$0.reference.isEmpty }
    let list = folder.write("\(rows[0].query),R000003,9\n\(rows[1].query),nobody,8\n", to: "p.csv")
    let errors = folder.file("e.csv")
    #expect(
      try Program.run("extract", references, "-o", folder.file("r.h5"), "--max-features", "20", "--quiet").status == 0)
    for set in [references, folder.file("r.h5")] {
      let result = try evaluate(
        list, Self.truth, "--errors", errors, "--threshold", "1", "--queries", queries, "--references", set, "--json")
      #expect(result.status == 0, "\(result.messages)")
      let lines = try text(errors).split(separator: "\n").map(String.init)
      #expect(lines[0].hasSuffix(",what_happened,query_path,reference_path"))
      #expect(lines[1].hasSuffix(",\(queries)/\(rows[0].query).jpg,\(references)/R000003.jpg"), "\(lines[1])")
      #expect(lines[2].hasSuffix(",\(queries)/\(rows[1].query).jpg,"), "nobody knows the other")
      let told = try result.json()["errors"] as? [String: Any]
      let first = (told?["list"] as? [[String: Any]])?.first
      #expect(first?["query_path"] as? String == "\(queries)/\(rows[0].query).jpg")
    }
    #expect(try evaluate(list, Self.truth, "--errors", errors, "--threshold", "1").status == 0)
    #expect(try text(errors).hasPrefix("kind,query_id,reference_id,score,expected_reference_id,what_happened\n"))
    expectFailure(
      try evaluate(list, Self.truth, "--queries", queries, "--references", references), "--errors", status: 64)
    expectFailure(
      try evaluate(list, Self.truth, "--errors", errors, "--queries", queries), "--references", status: 64)
  }

  @Test("--track-rules drivendata drops, and counts, rows of queries that the ground truth doesn't know")
  func trackRules() throws {
    let truth = folder.write("query_id,reference_id\nq1,r1\nq2,\n", to: "g.csv")
    let list = folder.write("q9,r1,9\nq1,r1,5\nq2,r1,3\nq8,r1,2\n", to: "p.csv")
    let plain = try evaluate(list, truth)
    #expect(plain.output.contains("micro-average precision    0.50000"))
    #expect(!plain.output.contains("dropped"))
    let ruled = try evaluate(list, truth, "--track-rules", "drivendata", "--compare", list)
    #expect(ruled.output.contains("micro-average precision    1.00000"))
    #expect(ruled.output.contains("dropped, unknown queries   2"))
    #expect(ruled.output.contains("predictions                2"))
    let json = try evaluate(list, truth, "--track-rules", "drivendata", "--json").json()
    #expect(json["dropped_rows"] as? Int == 2)
    #expect(try evaluate(list, truth, "--json").json()["dropped_rows"] == nil)
    expectFailure(try evaluate(list, truth, "--track-rules", "isc"), "drivendata", status: 64)
  }

  @Test("bad input is named by file and line, and nothing is written")
  func badInput() throws {
    let list = try writeList("p.csv", found: 9, wrong: 1)
    let (plot, errors) = (folder.file("x.svg"), folder.file("x.csv"))
    let bad = folder.write("q,r,1\nq,r\n", to: "bad.csv")
    let twice = folder.write("query_id,reference_id,score\nq,r,1\nq,r,2\n", to: "twice.csv")
    let infinite = folder.write("q,r,1\nq,s,inf\n", to: "inf.csv")
    for (path, line) in [(bad, 2), (twice, 3), (infinite, 2)] {
      expectFailure(try evaluate(path, Self.truth, "--plot", plot), "\(path):\(line): ")
      expectFailure(try evaluate(list, Self.truth, "--compare", path, "--plot", plot), "\(path):\(line): ")
    }
    expectFailure(try evaluate(list, bad, "--plot", plot), "\(bad):1: ", "2 fields")
    expectFailure(try evaluate("/nowhere.csv", Self.truth), "/nowhere.csv")
    expectFailure(try evaluate(list, Self.truth, "--by", bad), "\(bad):1: ", "query_id")
    expectFailure(
      try evaluate(list, Self.truth, "--by", Self.table, "--column", "colour"), "\(Self.table):1: ", "\"colour\"",
      "strength")
    expectFailure(
      try evaluate(list, Self.truth, "--errors", errors, "--candidates", folder.write("q\n", to: "c.csv")), "c.csv:1: ")
    let gone = folder.file("gone/x.svg")
    expectFailure(try evaluate(list, Self.truth, "--plot", gone), gone, "does not exist")
    expectFailure(try evaluate(list, Self.truth, "--errors", folder.path), folder.path, "folder")
    let hopeless = try writeList("none.csv", found: 0, wrong: 4)
    expectFailure(try evaluate(hopeless, Self.truth, "--errors", errors, "--plot", plot), hopeless, "--threshold")
    #expect(folder.contents == ["bad.csv", "c.csv", "inf.csv", "none.csv", "p.csv", "twice.csv"])
  }

  @Test("options without the one they are for are bad usage")
  func badUsage() throws {
    let list = try writeList("p.csv", found: 1, wrong: 1)
    expectFailure(try evaluate(list, Self.truth, "--column", "families"), "--by", status: 64)
    expectFailure(try evaluate(list, Self.truth, "--candidates", list), "--errors", status: 64)
    expectFailure(try evaluate(list, Self.truth, "--threshold", "1"), "--errors", status: 64)
    expectFailure(
      try evaluate(list, Self.truth, "--errors", "e.csv", "--threshold", "nan"), "finite", status: 64)
    expectFailure(try evaluate(list), "ground-truth", status: 64)
    let before = try text(list)
    expectFailure(try evaluate(list, Self.truth, "--errors", list), "\(list) would be overwritten", status: 64)
    expectFailure(
      try evaluate(list, Self.truth, "--plot", "x", "--errors", "x"), "x would be overwritten", status: 64)
    #expect(try text(list) == before)
  }
}
