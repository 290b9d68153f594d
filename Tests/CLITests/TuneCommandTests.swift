import Foundation
import TestSupport
import Testing

@Suite("facsimile tune") struct TuneCommandTests {
  let folder = TemporaryFolder()
  private let truth = Photos.fixtures + "/ground_truth.csv"

  private func tune(_ arguments: String...) throws -> ProgramResult {
    try execute(
      [
        Program.path, "tune", "--queries", queries, "--references", references, "--truth", truth, "-o",
        folder.file("t.json"),
      ]
        + arguments)
  }

  @Test("writes settings that the other commands take, says what matters and draws it")
  func tuned() throws {
    let result = try tune("--trials", "3", "--settings", "max-features", "models", "--plot", folder.file("t.svg"))
    #expect(result.status == 0, "\(result)")
    for part in [
      "28 queries with 20 true pairs, 18 references", "defaults ", "found, on queries left out ", "95 % interval",
      "\nmax-features  ", "\nmodels        ", "  extract  250 ", "  match    1 ",
    ] {
      #expect(result.output.contains(part), "\(part): \(result.output)")
    }
    #expect(folder.contents == ["t.json", "t.svg"])
    let settings = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder.file("t.json"))))
    #expect((settings as? [String: Any])?["extractor"] as? String == "orb")
    #expect(result.output.contains("\(folder.file("t.json")): --extractor orb"))
    let extracted = try Program.run(
      "extract", queries + "/Q00002.jpg", "-o", folder.file("f.h5"), "--options", folder.file("t.json"))
    #expect(extracted.status == 0, "\(extracted)")
    let svg = try String(contentsOfFile: folder.file("t.svg"), encoding: .utf8)
    #expect(svg.contains(">max-features</text>") && svg.contains(">models</text>"))
  }

  @Test("a number of trials and a seed give the same bytes for any number of threads")
  func deterministic() throws {
    let arguments = ["--trials", "4", "--settings", "levels", "models", "--json", "--quiet", "--seed", "7"]
    let found = try ["1", "3"].map { threads in
      let result = try execute(
        [
          Program.path, "tune", "--queries", queries, "--references", references, "--truth", truth, "-o",
          folder.file("t.json"), "--plot", folder.file("t.svg"), "--threads", threads,
        ] + arguments)
      #expect(result.status == 0, "\(result)")
      return [result.output]
        + (try ["t.json", "t.svg"].map { try String(contentsOfFile: folder.file($0), encoding: .utf8) })
    }
    #expect(found[0] == found[1])
  }

  @Test("of stores, only what is done with their features is tried")
  func stores() throws {
    for (photos, store) in [(queries, "q.h5"), (references, "r.h5")] {
      let made = try Program.run("extract", photos, "-o", folder.file(store), "--max-features", "150")
      #expect(made.status == 0)
    }
    let stores = ["--queries", folder.file("q.h5"), "--references", folder.file("r.h5"), "--truth", truth]
    let result = try execute(
      [Program.path, "tune", "-o", folder.file("t.json"), "--trials", "2", "--json"] + stores)
    #expect(result.status == 0 && result.messages.contains("only what is done with them is tried"), "\(result)")
    let effects = try result.json()["effects"] as? [[String: Any]] ?? []
    #expect(effects.count >= 2 && effects.allSatisfy { $0["needs_extraction"] as? Bool == false })
    let refused = try execute(
      [Program.path, "tune", "-o", folder.file("t.json"), "--settings", "levels"] + stores)
    #expect(refused.status == 64 && refused.messages.contains("--settings is levels"), "\(refused)")
    let other = try execute(
      [Program.path, "tune", "-o", folder.file("t.json"), "--extractor", "sift"] + stores)
    #expect(other.status == 1 && other.messages.contains("the command line asks for sift"), "\(other)")
  }

  @Test(
    "what can't be done is refused, and nothing is written",
    arguments: [
      (["--trials", "3", "--budget", "5m"], 64, "--trials and --budget"), (["--budget", "5"], 64, "--budget"),
      (["--budget", "99999999999999999999h"], 64, "--budget"), (["--plot", "t.pdf"], 64, "t.pdf"),
      (["--truth", "/nowhere.csv"], 1, "/nowhere.csv"), (["-o", "x.csv"], 64, "x.csv"),
      (["--settings", "plain-sift"], 64, "--settings is plain-sift, but must be among max-features, "),
    ])
  func refused(arguments: [String], status: Int32, part: String) throws {
    let result = try execute(
      [Program.path, "tune", "--queries", queries, "--references", references]
        + (arguments.contains("--truth") ? [] : ["--truth", truth])
        + (arguments.contains("-o") ? [] : ["-o", folder.file("t.json")]) + arguments)
    #expect(result.status == status && result.messages.contains(part), "\(result)")
    #expect(folder.contents == [])
  }

  @Test("photos that can't be used are listed, and counted as not found")
  func skipped() throws {
    for (name, folder) in [("q", queries), ("r", references)] {
      try FileManager.default.copyItem(atPath: folder, toPath: self.folder.file(name))
    }
    folder.write("no photo", to: "q/Q00002.jpg")
    folder.write("no photo either", to: "q/notes.txt")
    let result = try execute([
      Program.path, "tune", "--queries", folder.file("q"), "--references", folder.file("r"), "--truth", truth, "-o",
      folder.file("two\nlines.json"), "--trials", "1", "--settings", "models",
    ])
    #expect(result.status == 3 && result.output.contains("20 true pairs"), "\(result)")
    #expect(result.messages.contains("1 input was skipped"), "\(result.messages)")
    #expect(result.messages.contains("1 name passed over"), "\(result.messages)")
    #expect(result.output.contains(#"two\u{A}lines.json: --extractor orb"#), "\(result.output)")
    let list = try String(contentsOfFile: folder.file("two\nlines.json.failures.csv"), encoding: .utf8)
    #expect(list.contains("q/Q00002.jpg,"), "\(list)")
  }

  @Test("no photo is an output, wherever it is, nor is a list of photos")
  func photosAreKept() throws {
    try FileManager.default.copyItem(atPath: queries + "/Q00002.jpg", toPath: folder.file("photo"))
    let list = folder.write("photo\n", to: "list.txt")
    try FileManager.default.moveItem(atPath: list, toPath: folder.file("list"))
    for output in ["photo", "list"] {
      for sides in [["list", references], [queries, "list"]] {
        let result = try execute(
          [
            Program.path, "tune", "--queries", sides[0], "--references", sides[1], "--truth", truth, "--trials", "1",
            "-o", output,
          ], in: folder.path)
        #expect(result.status == 1, "\(result)")
        #expect(result.messages.contains("cannot write \(output): it is one of the inputs"), "\(result)")
      }
    }
  }

  @Test("the ground truth is no output, and one of other photos is told")
  func truths() throws {
    let mine = folder.write("query_id,reference_id\na,b\n", to: "mine.json")
    let sets = ["--queries", queries, "--references", references]
    let over = try execute([Program.path, "tune", "--truth", mine, "-o", mine] + sets)
    #expect(over.status == 1 && over.messages.contains("one of the inputs"), "\(over)")
    let other = try execute(
      [Program.path, "tune", "--truth", mine, "-o", folder.file("t.json"), "--trials", "1"] + sets)
    #expect(other.status == 1 && other.messages.contains("it has a,b"), "\(other)")
    #expect(folder.contents == ["mine.json"])
  }
}
