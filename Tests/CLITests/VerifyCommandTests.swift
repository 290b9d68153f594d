import Foundation
import TestSupport
import Testing

@Suite("facsimile verify") struct VerifyCommandTests {
  let folder = TemporaryFolder()

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }

  func verify(_ options: String...) throws -> ProgramResult {
    try execute([Program.path, "verify"] + options)
  }

  /// Stores of the fixtures with few features, and all pairs of their photos.
  func build() throws -> (queries: String, references: String, pairs: String) {
    let stores = try [(queries, "q.h5"), (references, "r.h5")].map { photos, name in
      let result = try Program.run(
        "extract", photos, "-o", folder.file(name), "--extractor", "sift", "--max-features", "150")
      try #require(result.status == 0, "\(result.messages)")
      return folder.file(name)
    }
    func ids(_ path: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { String($0.dropLast(4)) }
    }
    let pairs = try ids(queries).flatMap { query in try ids(references).map { "\(query) \($0)\n" } }
    return (stores[0], stores[1], folder.write(pairs.joined(), to: "pairs.txt"))
  }

  @Test("re-ranks a list, from stores and from photos, and tells what it did")
  func endToEnd() throws {
    let (q, r, pairs) = try build()
    let output = folder.file("p.csv")
    let result = try verify("--candidates", pairs, "--queries", q, "--references", r, "-o", output, "--json")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.messages.isEmpty)
    let json = try result.json()
    #expect(json["candidate_pairs"] as? Int == 28 * 18 && json["resumed"] as? Int == 0 && json["skipped"] as? Int == 0)
    #expect(json["verified_pairs"] as? Int ?? 0 >= 10 && json["mirrored_pairs"] as? Int ?? 0 >= 1)
    #expect(json["pairs_per_second"] as? Double ?? 0 > 0)
    #expect((json["options"] as? [String: Any])?["combine"] as? String == "verified-first")
    let scored = try Program.run("evaluate", output, Photos.fixtures + "/ground_truth.csv", "--json")
    #expect(try scored.json()["micro_average_precision"] as? Double ?? 0 > 0.6)

    // The list may name photos by path, and stand in a pipe.
    let lines = try String(contentsOfFile: pairs, encoding: .utf8).split(separator: "\n")
    let paths = lines.map { "query/" + $0.replacingOccurrences(of: " ", with: ".jpg db/") + ".jpg\n" }.joined()
    let piped = try execute([
      "bash", "-c", "exec \"$0\" verify --candidates <(cat \"$1\") --queries \"$2\" --references \"$3\" -o \"$4\"",
      Program.path, folder.write(paths, to: "paths.txt"), q, r, folder.file("piped.csv"),
    ])
    #expect(piped.status == 0, "\(piped.messages)")
    #expect(bytes("piped.csv") == bytes("p.csv"))
    let photos = try verify(
      "--candidates", pairs, "--queries", queries, "--references", references, "-o", folder.file("photos.csv"),
      "--extractor", "sift", "--max-features", "150", "--threads", "1", "--effort", "fast")
    #expect(photos.status == 0, "\(photos.messages)")
    #expect(bytes("photos.csv") == bytes("p.csv"))
    #expect(
      folder.contents
        == TemporaryFolder.contents(
          ["pairs.txt", "paths.txt"], outputs: ["p.csv", "photos.csv", "piped.csv", "q.h5", "r.h5"]))
  }

  @Test("combines scores as it is told")
  func combine() throws {
    let (q, r, _) = try build()
    let scored = folder.write("Q00002,R000006,0.5\nQ00002,R000001,2\n", to: "scored.csv")
    let output = folder.file("p.csv")
    func rows(_ options: String...) throws -> [String] {
      let result = try execute(
        [Program.path, "verify", "--candidates", scored, "--queries", q, "--references", r, "-o", output] + options)
      #expect(result.status == 0, "\(result.messages)")
      return try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").dropFirst().map { String($0) }
    }
    let replaced = try rows("--combine", "replace")
    #expect(replaced.count == 1 && replaced[0].hasPrefix("Q00002,R000006,"))
    #expect(try rows() == replaced + ["Q00002,R000001,0.0"])
    #expect(try rows("--combine", "weighted", "--weight", "1000")[0] == "Q00002,R000001,2000.0")
  }

  @Test("bad lists, bad usage and outputs that can't be written are named, and nothing is left")
  func badInput() throws {
    let (q, r, pairs) = try build()
    let before = folder.contents
    let lists = TemporaryFolder()
    let output = folder.file("p.csv")
    func expectFailure(
      _ list: String, _ options: [String] = [], to output: String, _ parts: String..., status: Int32 = 1,
      at: SourceLocation = #_sourceLocation
    ) throws {
      let result = try execute(
        [Program.path, "verify", "--candidates", list, "--queries", q, "--references", r, "-o", output] + options)
      #expect(result.status == status, "\(result.messages)", sourceLocation: at)
      #expect(result.output.isEmpty, sourceLocation: at)
      #expect(status == 64 || result.messages.split(separator: "\n").count == 1, sourceLocation: at)
      for part in parts { #expect(result.messages.contains(part), "\(result.messages)", sourceLocation: at) }
    }
    for (text, part) in [
      ("", "no pairs"), ("Q00002,R000006\nQ00002\n", ":2: expected 2 fields"),
      ("Q00002,R000006,x\n", ":1: expected a number"),
      ("Q00002,R1\n", "the reference \"R1\" is not in \(r)"), ("Q1 R000006\n", "the query \"Q1\" is not in \(q)"),
      ("Q00002,R000006\nQ00002,R000006\n", ":2: the pair Q00002, R000006 is in line 1 already"),
    ] {
      let list = lists.write(text, to: "list")
      try expectFailure(list, to: output, list, part)
    }
    try expectFailure(lists.file("none"), to: output, lists.file("none"))
    try expectFailure(pairs, ["--combine", "weighted", "--weight", "1"], to: output, "no scores", status: 64)
    try expectFailure(pairs, ["--combine", "weighted"], to: output, "--weight", status: 64)
    try expectFailure(pairs, ["--weight", "1"], to: output, "--combine", status: 64)
    try expectFailure(pairs, ["--combine", "best"], to: output, "verified-first", status: 64)
    try expectFailure(pairs, ["--max-side", "320"], to: output, "at 640 pixels", "at 320 pixels")
    try expectFailure(pairs, to: folder.file("gone/p.csv"), "gone/p.csv", "does not exist")
    try expectFailure(pairs, to: folder.path, "it is a folder")
    let full = try Program.run(
      fileLimit: 0, "verify", "--candidates", pairs, "--queries", q, "--references", r, "-o", output)
    #expect(full.status == 1 && full.messages.contains(output), "\(full.messages)")
    #expect(folder.contents == before)
  }

  @Test("another file of the side file's name is kept")
  func foreignSideFile() throws {
    let (q, r, pairs) = try build()
    let output = folder.file("p.csv")
    folder.write("mine", to: "p.csv.partial")
    for options in [[], ["--resume"]] {
      let result = try execute(
        [Program.path, "verify", "--candidates", pairs, "--queries", q, "--references", r, "-o", output] + options)
      #expect(result.status == 1 && result.messages.contains("is not the side file"), "\(result.messages)")
    }
    #expect(bytes("p.csv.partial") == Data("mine".utf8))
    #expect(bytes("p.csv") == nil)
  }

  /// A shuffled list of 20,160 pairs, and the arguments to verify it.
  func buildLong() throws -> [String] {
    let (q, r) = try buildLongRun(in: folder)
    func ids(_ path: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: path).map { String($0.dropLast(4)) }.sorted()
    }
    var generator = SeededGenerator(seed: 1)
    let named = try (0..<40).flatMap { copy in try ids(queries).map { "\(copy)-\($0)" } }
    let pairs = try named.flatMap { query in try ids(references).map { "\(query),\($0)\n" } }
    let list = folder.write(pairs.shuffled(using: &generator).joined(), to: "pairs.csv")
    return ["verify", "--candidates", list, "--queries", q, "--references", r]
  }

  @Test(
    "killed again and again and resumed, it gives the same bytes and leaves nothing else",
    arguments: 1...3 as ClosedRange<UInt64>)
  func killed(seed: UInt64) throws {
    let arguments = try buildLong()
    let whole = try execute([Program.path] + arguments + ["-o", folder.file("whole.csv")])
    #expect(whole.status == 0, "\(whole.messages)")
    #expect(try runKilled(arguments, output: folder.file("p.csv"), seed: seed) > 0, "seed \(seed)")
    #expect(bytes("p.csv") == bytes("whole.csv"), "seed \(seed)")
    #expect(
      folder.contents == TemporaryFolder.contents(["pairs.csv"], outputs: ["p.csv", "q.h5", "r.h5", "whole.csv"]),
      "seed \(seed)")
  }

  @Test("SIGINT leaves a side file, says how to go on, and goes on so")
  func interrupted() throws {
    let arguments = try buildLong()
    let output = folder.file("p.csv")
    let messages = folder.write("", to: "messages")
    let process = try startProgram(arguments + ["-o", output], messages: messages)
    while process.isRunning, finishedBytes(besideOutput: output) == 0 { usleep(500) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(try String(contentsOfFile: messages, encoding: .utf8).contains("--resume"))
    #expect(
      folder.contents
        == TemporaryFolder.contents(["messages", "p.csv.partial", "pairs.csv"], outputs: ["q.h5", "r.h5"]))

    let refused = try execute([Program.path] + arguments + ["-o", output])
    #expect(refused.status == 1 && refused.messages.contains("--resume"), "\(refused.messages)")
    let other = try execute([Program.path] + arguments + ["-o", output, "--resume", "--seed", "5"])
    #expect(other.status == 1 && other.messages.contains("differs in --seed (there 0, here 5): "), "\(other.messages)")
    let others = try execute([Program.path] + arguments + ["-o", output, "--resume", "--exclude-self"])
    #expect(
      others.status == 1 && others.messages.contains("--exclude-self (there not given, here given)"),
      "\(others.messages)")
    let resumed = try execute([Program.path] + arguments + ["-o", output, "--resume", "--json"])
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(try resumed.json()["resumed"] as? Int ?? 0 > 0)
    let whole = try execute([Program.path] + arguments + ["-o", folder.file("whole.csv")])
    #expect(whole.status == 0 && bytes("p.csv") == bytes("whole.csv"))
    #expect(
      folder.contents
        == TemporaryFolder.contents(["messages", "pairs.csv"], outputs: ["p.csv", "q.h5", "r.h5", "whole.csv"]))
  }

  @Test(
    "shards, merged, are what one run writes, whatever the rule of scores", arguments: ["verified-first", "replace"])
  func shards(rule: String) throws {
    let (q, r, pairs) = try build()
    let arguments = ["verify", "--candidates", pairs, "--queries", q, "--references", r, "--combine", rule]
    #expect(try execute([Program.path] + arguments + ["-o", folder.file("whole.csv")]).status == 0)
    let parts = try (1...3).map { number in
      let part = folder.file("part-\(number).csv")
      let result = try execute([Program.path] + arguments + ["-o", part, "--shard", "\(number)/3"])
      #expect(result.status == 0, "\(result.messages)")
      return part
    }
    let merged = try execute([Program.path, "merge"] + parts.reversed() + ["-o", folder.file("merged.csv")])
    #expect(merged.status == 0, "\(merged.messages)")
    for suffix in ["", ".manifest.json"] {
      let whole = bytes("whole.csv" + suffix)
      #expect(whole != nil && bytes("merged.csv" + suffix) == whole, "\(suffix)")
    }
  }

  @Test("an output that is the list, a store or the background is refused, and all are kept")
  func outputIsInput() throws {
    let (q, r, pairs) = try build()
    let background = folder.file("b.h5")
    try FileManager.default.copyItem(atPath: r, toPath: background)
    let before = [q, r, pairs, background].map { FileManager.default.contents(atPath: $0) }
    let names = folder.contents
    for output in [q, r, pairs, background, folder.path + "/./pairs.txt"] {
      let result = try verify(
        "--candidates", pairs, "--queries", q, "--references", r, "--background", background, "-o", output)
      let isRefusedByName = result.status == 64 && result.messages.contains("is the ending of an HDF5 file")
      #expect(
        output.hasSuffix(".h5")
          ? isRefusedByName : result.status == 1 && result.messages.contains("it is one of the inputs"),
        "\(output): \(result.messages)")
    }
    #expect([q, r, pairs, background].map { FileManager.default.contents(atPath: $0) } == before)
    #expect(folder.contents == names)
  }
}
