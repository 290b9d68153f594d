import Foundation
import TestSupport
import Testing

@Suite("facsimile, end to end") struct EndToEndTests {
  let folder = TemporaryFolder()

  @Test("finds the copies among the fixtures", arguments: ["opencv-orb", "opencv-sift", "sift"])
  func searchAndEvaluate(extractor: String) throws {
    let output = folder.file("p.csv")
    let found = try Program.run(
      "search", "--queries", queries, "--references", references, "--extractor", extractor, "-o", output, "--json")
    #expect(found.status == 0, "\(found.messages)")
    #expect(found.messages.isEmpty)
    #expect(try found.json()["queries"] as? Int == 28)

    let scored = try Program.run("evaluate", output, Photos.fixtures + "/ground_truth.csv", "--json")
    #expect(scored.status == 0)
    let precision = try #require(try scored.json()["micro_average_precision"] as? Double)
    #expect(precision > 0.6)
    let table = try Program.run("evaluate", output, Photos.fixtures + "/ground_truth.csv")
    #expect(table.output.contains("micro-average precision    \(String(format: "%.5f", precision))"))
    if ScoringOracle.isAvailable {
      try ScoringOracle.expectAgreement(
        predictions: output, truth: Photos.fixtures + "/ground_truth.csv", queries: Photos.fixtures + "/queries.csv")
    }
    #expect(folder.contents == ["p.csv", "p.csv.manifest.json"])
  }

  @Test("the same command writes the same bytes, with any number of threads and from stores as from photos")
  func determinism() throws {
    func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }
    for (name, threads) in [("a.csv", "1"), ("b.csv", "2"), ("c.csv", "2")] {
      let result = try Program.run(
        "search", "--queries", queries, "--references", references, "--threads", threads, "-o", folder.file(name))
      #expect(result.status == 0)
    }
    for (name, threads) in [("r1.h5", "1"), ("r2.h5", "2")] {
      let result = try Program.run("extract", references, "-o", folder.file(name), "--threads", threads)
      #expect(result.status == 0)
    }
    let stored = try Program.run(
      "search", "--queries", queries, "--references", folder.file("r2.h5"), "-o", folder.file("d.csv"))
    #expect(stored.status == 0)
    #expect(bytes("a.csv") != nil)
    #expect(bytes("b.csv") == bytes("a.csv"))
    #expect(bytes("c.csv") == bytes("a.csv"))
    #expect(bytes("d.csv") == bytes("a.csv"))
    #expect(bytes("r1.h5") == bytes("r2.h5"))
  }

  @Test("says once that binary descriptors from a store are not tried mirrored, and goes on")
  func storedQueries() throws {
    let store = folder.file("q.h5")
    #expect(try Program.run("extract", queries, "-o", store).status == 0)
    func search(_ options: String...) throws -> ProgramResult {
      try execute(
        [Program.path, "search", "--queries", store, "--references", references, "-o", folder.file("p.csv")] + options)
    }
    let told = try search()
    #expect(told.status == 0)
    #expect(told.messages.components(separatedBy: "mirrored copies are not looked for").count == 2)
    #expect(try search("--no-mirror").messages == "facsimile: replaced \(folder.file("p.csv"))\n")
    #expect(try search("--quiet").messages.isEmpty)
  }

  @Test("a store says what it holds")
  func info() throws {
    let store = folder.file("f.h5")
    let written = try Program.run(
      "extract", queries, "-o", store, "--extractor", "opencv-fast-brief", "--max-features", "100", "--json")
    #expect(written.status == 0, "\(written.messages)")
    #expect(try written.json()["images"] as? Int == 28)
    let info = try Program.run("info", store, "--json")
    #expect(info.status == 0)
    let json = try info.json()
    #expect(json["images"] as? Int == 28)
    #expect(json["features"] as? Int == (try written.json()["features"] as? Int))
    #expect((json["options"] as? [String: Any])?["max_features"] as? Int == 100)
    #expect(try Program.run("info", store).output.contains("opencv-fast-brief"))
  }

  @Test("matches a copy with its original and draws the proof")
  func matchVerified() throws {
    let picture = folder.file("m.png")
    let result = try Program.run("match", queries + "/Q00002.jpg", references + "/R000006.jpg", "-o", picture, "--json")
    #expect(result.status == 0, "\(result.messages)")
    let json = try result.json()
    #expect(json["is_verified"] as? Bool == true)
    #expect((json["score"] as? Double ?? 0) > 2)
    let counts = ["tentative_matches", "after_ratio", "after_one_to_one", "inliers"].map { json[$0] as? Int ?? -1 }
    #expect(counts == counts.sorted(by: >), "each step leaves fewer: \(counts)")
    #expect((json["reference_from_query"] as? [Double])?.count == 9)
    #expect(FileManager.default.contents(atPath: picture)?.starts(with: [0x89, 0x50, 0x4E, 0x47]) ?? false)
    #expect(folder.contents == ["m.png"])
  }

  @Test("says no, with status 2, where two photos have nothing in common")
  func matchNotVerified() throws {
    let result = try Program.run(
      "match", queries + "/Q00002.jpg", references + "/R000001.jpg", "-o", folder.file("m.jpg"))
    #expect(result.status == 2)
    #expect(result.output.contains("not verified"))
    #expect(result.messages.isEmpty)
    #expect(folder.contents == ["m.jpg"])
  }

  @Test("answers --version and --help, which opens with an example and fits a screen")
  func help() throws {
    let version = try Program.run("--version")
    #expect(version.status == 0)
    #expect(version.output == "0.1.0\n")
    let commands = try Program.commands().map { $0.name.split(separator: " ").map(String.init) }
    for command in [[]] + commands + [["index", "build"]] {
      let help = try execute([Program.path] + command + ["--help"], environment: ["COLUMNS": "80"])
      #expect(help.status == 0)
      let words = command == ["index", "build"] ? "index" : command.isEmpty ? "search" : command.joined(separator: " ")
      #expect(help.output.hasPrefix("EXAMPLE: facsimile \(words) "), "\(command)")
      #expect(help.output.count { $0 == "\n" } <= 40, "\(command)")
      #expect(
        help.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("facsimile ") }, "\(command)")
    }
  }
}
