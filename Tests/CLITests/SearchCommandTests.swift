import Foundation
import TestSupport
import Testing

@Suite("facsimile search") struct SearchCommandTests {
  let folder = TemporaryFolder()

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }

  /// The rows of a CSV without its header.
  func rows(_ name: String) throws -> [[String]] {
    try String(contentsOfFile: folder.file(name), encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  func search(_ options: [String], to name: String, at: SourceLocation = #_sourceLocation) throws {
    let result = try execute([Program.path, "search"] + options + ["-o", folder.file(name)])
    #expect(result.status == 0, "\(result.messages)", sourceLocation: at)
  }

  /// Stores of the fixtures with few features.
  func build() throws -> [String] {
    let stores = try [(queries, "q.h5"), (references, "r.h5")].map { photos, name in
      let result = try Program.run(
        "extract", photos, "-o", folder.file(name), "--extractor", "sift", "--max-features", "150")
      try #require(result.status == 0, "\(result.messages)")
      return folder.file(name)
    }
    return ["--queries", stores[0], "--references", stores[1]]
  }

  @Test("writes what the votes name; verify, given that, finds the same", arguments: ["orb", "sift"])
  func candidates(extractor: String) throws {
    // A closer look knows for which view a candidate was named, which a list doesn't tell.
    let sets = [
      "--queries", queries, "--references", references, "--extractor", extractor, "--max-features", "200", "--effort",
      "fast",
    ]
    try search(sets + ["--candidates", "4", "--write-candidates", folder.file("c.csv")], to: "p.csv")
    let named = try rows("c.csv")
    let counts = Dictionary(grouping: named, by: { $0[0] }).mapValues(\.count)
    #expect(counts.count == 28 && counts.values.allSatisfy { $0 <= 4 })
    for (one, next) in zip(named, named.dropFirst()) where one[0] == next[0] {
      #expect(Double(one[2])! >= Double(next[2])!, "the most likely first")
    }
    #expect(Set(try rows("p.csv").map { Array($0.prefix(2)) }).isSubset(of: Set(named.map { Array($0.prefix(2)) })))
    #expect(try rows("p.csv").count >= 10)
    let verified = try execute(
      [Program.path, "verify", "--candidates", folder.file("c.csv"), "--combine", "replace"] + sets
        + ["-o", folder.file("v.csv")])
    #expect(verified.status == 0, "\(verified.messages)")
    #expect(bytes("v.csv") == bytes("p.csv"))
    // What is written beside changes nothing.
    try search(sets + ["--candidates", "4"], to: "plain.csv")
    #expect(bytes("plain.csv") == bytes("p.csv"))
    #expect(folder.contents == TemporaryFolder.contents([], outputs: ["c.csv", "p.csv", "plain.csv", "v.csv"]))
  }

  @Test("--also judges a list beside the votes, and ranks what isn't proved of it behind")
  func also() throws {
    let sets = [
      "--queries", queries, "--references", references, "--max-features", "200", "--effort", "fast", "--candidates",
      "1",
    ]
    try search(sets, to: "p.csv")
    let searched = try rows("p.csv")
    let (query, found) = (searched[0][0], Set(searched.map { $0[1] }))
    let other = try #require((0..<18).map { String(format: "R%06d", $0) }.first { !found.contains($0) })
    let list = folder.write("\(query),\(other),0.7\n", to: "list.csv")
    try search(sets + ["--also", list], to: "both.csv")
    let both = try rows("both.csv")
    #expect(Set(both) == Set(searched + [[query, other, "0.0"]]))
    try search(sets + ["--also", list, "--combine", "replace"], to: "proved.csv")
    #expect(bytes("proved.csv") == bytes("p.csv"))
    for (options, status, reason) in [
      (["--combine", "replace"], 64, "--combine needs --also"),
      (["--also", list, "--combine", "weighted"], 64, "--combine weighted needs --weight"),
      (["--also", folder.write("\(query),nobody\n", to: "unknown.csv")], 1, "the reference \"nobody\" is not in"),
    ] {
      let result = try execute([Program.path, "search"] + sets + options + ["-o", folder.file("x.csv")])
      #expect(result.status == status && result.messages.contains(reason), "\(result.messages)")
    }
  }

  /// A folder with two photos and three copies of them.
  func family(_ folder: TemporaryFolder) throws {
    for name in ["R000006", "Q00002", "R000001", "Q00007", "Q00015"] {
      let photo = (name.hasPrefix("Q") ? queries : references) + "/\(name).jpg"
      try FileManager.default.copyItem(atPath: photo, toPath: folder.file("\(name).jpg"))
    }
  }

  @Test("a set that is searched in itself: no photo is its own copy, each pair is listed once, unless it is asked for")
  func excludeSelf() throws {
    let photos = TemporaryFolder()
    try family(photos)
    func pairs(_ name: String) throws -> [Set<String>] { try rows(name).map { Set($0.prefix(2)) } }
    let sets = ["--queries", photos.path, "--references", photos.path, "--extractor", "sift"]
    try search(sets, to: "p.csv")
    let found = try pairs("p.csv")
    #expect(found.allSatisfy { $0.count == 2 } && Set(found).count == found.count)
    #expect(found.contains(["Q00002", "R000006"]) && found.contains(["Q00007", "R000001"]))
    // The same folder by another path.
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: photos.path)
    let detour = photos.path + "/../" + photos.path.split(separator: "/").last!
    for path in [photos.path + "/", detour, folder.file("link")] {
      try search(["--queries", path, "--references", photos.path, "--extractor", "sift"], to: "same.csv")
      #expect(bytes("same.csv") == bytes("p.csv"), "\(path)")
    }
    try search(sets + ["--no-exclude-self"], to: "all.csv")
    let all = try rows("all.csv")
    #expect(all.count { $0[0] == $0[1] } == 5)
    #expect(all.contains { $0.starts(with: ["Q00002", "R000006"]) })
    #expect(all.contains { $0.starts(with: ["R000006", "Q00002"]) })
    #expect(Set(all.map { Set($0.prefix(2)) }).filter { $0.count == 2 } == Set(found))
  }

  @Test("--exclude-self on other sets passes over photos of one id, and is off unless asked for")
  func excludeSelfElsewhere() throws {
    let (photos, others) = (TemporaryFolder(), TemporaryFolder())
    try family(photos)
    try family(others)
    try FileManager.default.removeItem(atPath: others.file("R000001.jpg"))
    let sets = ["--queries", photos.path, "--references", others.path, "--extractor", "sift"]
    try search(sets, to: "p.csv")
    #expect(try rows("p.csv").count { $0[0] == $0[1] } == 4)
    try search(sets + ["--exclude-self"], to: "x.csv")
    let rows = try rows("x.csv")
    #expect(!rows.isEmpty && rows.allSatisfy { $0[0] != $0[1] })
    #expect(Set(rows.map { Set($0.prefix(2)) }).count == rows.count)
    #expect(rows.contains { $0.starts(with: ["R000001", "Q00007"]) }, "a photo without its like is as ever")
  }

  @Test(
    "killed again and again and resumed, it gives the same bytes and leaves nothing else",
    arguments: 1...2 as ClosedRange<UInt64>)
  func killed(seed: UInt64) throws {
    let (q, r) = try buildLongRun(in: folder)
    func arguments(_ candidates: String) -> [String] {
      [
        "search", "--queries", q, "--references", r, "--candidates", "12", "--write-candidates",
        folder.file(candidates),
      ]
    }
    let whole = try execute([Program.path] + arguments("whole-c.csv") + ["-o", folder.file("whole.csv")])
    #expect(whole.status == 0, "\(whole.messages)")
    #expect(try runKilled(arguments("c.csv"), output: folder.file("p.csv"), seed: seed) > 0, "seed \(seed)")
    #expect(bytes("p.csv") == bytes("whole.csv"), "seed \(seed)")
    #expect(bytes("p.csv.manifest.json") == bytes("whole.csv.manifest.json"), "seed \(seed)")
    #expect(bytes("c.csv") != nil && bytes("c.csv") == bytes("whole-c.csv"), "seed \(seed)")
    #expect(
      folder.contents
        == TemporaryFolder.contents([], outputs: ["c.csv", "p.csv", "q.h5", "r.h5", "whole.csv", "whole-c.csv"]),
      "seed \(seed)")
  }

  @Test("SIGINT leaves a side file, and only the same search goes on with it")
  func interrupted() throws {
    let (q, r) = try buildLongRun(in: folder)
    let arguments = ["search", "--queries", q, "--references", r]
    let output = folder.file("p.csv")
    let messages = folder.write("", to: "messages")
    let process = try startProgram(arguments + ["-o", output], messages: messages)
    while process.isRunning, finishedBytes(besideOutput: output) == 0 { usleep(500) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(try String(contentsOfFile: messages, encoding: .utf8).contains("--resume"))
    func expectRefusal(_ options: String..., says part: String) throws {
      let result = try execute([Program.path] + arguments + ["-o", output] + options)
      #expect(result.status == 1 && result.messages.contains(part), "\(options): \(result.messages)")
      #expect(bytes("p.csv") == nil)
    }
    try expectRefusal(says: "--resume")
    try expectRefusal("--resume", "--shard", "1/2", says: "--shard (there none, here 1/2)")
    try expectRefusal("--resume", "--candidates", "7", says: "--candidates (there 20, here 7)")
    try expectRefusal("--resume", "--exclude-self", says: "--exclude-self (there not given, here given)")
    try expectRefusal("--resume", "--background", r, says: "--background (there none")
    try expectRefusal("--resume", "--no-mirror", says: "--no-mirror (there not given, here given)")
    try expectRefusal("--resume", "--write-candidates", folder.file("c.csv"), says: "--write-candidates")
    let resumed = try execute([Program.path] + arguments + ["-o", output, "--resume", "--json", "--threads", "1"])
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(try resumed.json()["resumed"] as? Int ?? 0 > 0)
    try search(Array(arguments.dropFirst()), to: "whole.csv")
    #expect(bytes("p.csv") == bytes("whole.csv"))
    #expect(
      folder.contents == TemporaryFolder.contents(["messages"], outputs: ["p.csv", "q.h5", "r.h5", "whole.csv"]))
  }

  @Test("--resume without a side file begins anew; another file of that name is kept")
  func nothingToResume() throws {
    let sets = try build()
    try search(sets, to: "p.csv")
    try search(sets + ["--resume"], to: "r.csv")
    #expect(bytes("r.csv") == bytes("p.csv"))
    folder.write("mine", to: "x.csv.partial")
    for options in [[], ["--resume"]] {
      let result = try execute([Program.path, "search"] + sets + options + ["-o", folder.file("x.csv")])
      #expect(result.status == 1 && result.messages.contains("is not the side file"), "\(result.messages)")
    }
    #expect(bytes("x.csv.partial") == Data("mine".utf8) && bytes("x.csv") == nil)
  }

  @Test("three shards by three processes, merged, are what one run writes, also of a set in itself")
  func shards() throws {
    let photos = TemporaryFolder()
    for (folder, names) in [(queries, 28), (references, 18)] {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(names) {
        try FileManager.default.createSymbolicLink(
          atPath: photos.file(name), withDestinationPath: folder + "/" + name)
      }
    }
    let broken = photos.write("text", to: "R broken.jpg")
    let arguments = [
      "search", "--queries", photos.path, "--references", photos.path, "--max-features", "150", "--max-side", "320",
      "--candidates", "6",
    ]
    func outputs(_ name: String) -> [String] {
      ["-o", folder.file(name + ".csv"), "--write-candidates", folder.file(name + "-c.csv")]
    }
    let whole = try execute([Program.path] + arguments + outputs("whole"))
    #expect(whole.status == 3 && whole.messages.contains("1 input was skipped"), "\(whole.messages)")
    let processes = try (1...3).map {
      try startProgram(arguments + outputs("part-\($0)") + ["--shard", "\($0)/3", "--threads", "1"])
    }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 3)
    }
    let parts = (1...3).map { folder.file("part-\($0).csv") }
    let merged = try execute(
      [Program.path, "merge", parts[2], parts[0], parts[1], "-o", folder.file("merged.csv"), "--json"])
    #expect(merged.status == 3, "\(merged.messages)")
    #expect(try merged.json()["skipped"] as? Int == 1 && merged.json()["pairs"] as? Int == rows("whole.csv").count)
    #expect(try rows("whole.csv").count >= 5)
    for suffix in ["", ".manifest.json", ".failures.csv"] {
      let content = bytes("whole.csv" + suffix)
      #expect(content != nil && bytes("merged.csv" + suffix) == content, "\(suffix)")
    }
    #expect(String(decoding: bytes("merged.csv.failures.csv") ?? Data(), as: UTF8.self).contains(broken))
    // The lists of candidates are joined as well.
    let lists = (1...3).map { folder.file("part-\($0)-c.csv") }
    let joined = try execute([Program.path, "merge"] + lists + ["-o", folder.file("merged-c.csv")])
    #expect(joined.status == 3 && !joined.messages.contains("can't be told"), "\(joined.messages)")
    for suffix in ["", ".manifest.json"] {
      #expect(bytes("merged-c.csv" + suffix) == bytes("whole-c.csv" + suffix) && bytes("whole-c.csv" + suffix) != nil)
    }

    func expectRefusal(_ files: [String], says part: String) throws {
      let result = try execute([Program.path, "merge"] + files + ["-o", folder.file("x.csv")])
      #expect(result.status == 1 && result.messages.contains(part), "\(files): \(result.messages)")
      #expect(bytes("x.csv") == nil)
    }
    try expectRefusal(Array(parts.dropFirst()), says: "shard 1/3 is missing")
    try expectRefusal([parts[0], parts[0], parts[1]], says: "part-1.csv")
    try expectRefusal([parts[0], folder.file("whole.csv")], says: "whole.csv")
    let output = try execute([Program.path, "merge"] + parts + ["-o", parts[0]])
    #expect(output.status == 1 && output.messages.contains("it is one of the inputs"), "\(output.messages)")
    let other = try execute(
      [Program.path] + arguments + outputs("part-3") + ["--shard", "3/3", "--seed", "5"])
    #expect(other.status == 3, "\(other.messages)")
    try expectRefusal(parts, says: "part-3.csv")
  }

  @Test(
    "bad shards are bad usage", arguments: ["search", "verify"], ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"])
  func badShards(command: String, text: String) throws {
    let list = TemporaryFolder()
    var arguments = [command, "--queries", queries, "--references", references, "-o", folder.file("p.csv")]
    if command == "verify" { arguments += ["--candidates", list.write("Q00002,R000006\n", to: "c.csv")] }
    let result = try execute([Program.path] + arguments + ["--shard=\(text)"])
    #expect(result.status == 64 && result.messages.contains("--shard"), "\(result.messages)")
    #expect(result.messages.contains("must be i/n with 1 ≤ i ≤ n"), "\(result.messages)")
    #expect(folder.contents == [])
  }

  @Test("a part of the queries that has none is an empty list, no error")
  func emptyShard() throws {
    let photo = queries + "/Q00002.jpg"
    try search(["--queries", photo, "--references", references], to: "whole.csv")
    let counts = try (1...4).map { number in
      let name = "\(number).csv"
      try search(["--queries", photo, "--references", references, "--shard", "\(number)/4"], to: name)
      return try rows(name).count
    }
    #expect(counts.sorted() == [0, 0, 0, try rows("whole.csv").count] && counts.max()! > 0, "\(counts)")
  }

  @Test("an output that is an input, or named twice, is refused by whatever path, and the input is kept")
  func outputIsInput() throws {
    let sets = try build()
    let (q, r) = (sets[1], sets[3])
    let background = folder.file("b.h5")
    try FileManager.default.copyItem(atPath: r, toPath: background)
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: r)
    let index = folder.file("r.index")
    #expect(try Program.run("index", "flann", r, "-o", index).status == 0)
    let inputs = [q, r, background, index]
    let before = inputs.map { FileManager.default.contents(atPath: $0) }
    let names = folder.contents
    let all = ["search"] + sets + ["--background", background, "--index", index]
    for path in inputs + [folder.file("link"), folder.path + "/./b.h5"] {
      for outputs in [["-o", path], ["-o", folder.file("p.csv"), "--write-candidates", path]] {
        let result = try execute([Program.path] + all + outputs)
        let isRefusedByName = result.status == 64 && result.messages.contains("is the ending of an ")
        #expect(
          path.hasSuffix("link")
            ? result.status == 1 && result.messages.contains("it is one of the inputs") : isRefusedByName,
          "\(outputs): \(result.messages)")
      }
    }
    for name in [
      "p.csv", "./p.csv", "p.csv.partial", "p.csv.manifest.json", "./p.csv.failures.csv", "p.csv.evidence.csv",
    ] {
      let twice = try execute(
        [Program.path] + all + ["-o", folder.file("p.csv"), "--write-candidates", folder.file(name)])
      #expect(
        twice.status == (name.hasSuffix("json") ? 64 : 1) && twice.messages.contains(name),
        "\(name): \(twice.messages)")
    }
    let gone = try execute(
      [Program.path] + all + ["-o", folder.file("p.csv"), "--write-candidates", folder.file("gone/c.csv")])
    #expect(gone.status == 1 && gone.messages.contains("gone/c.csv"), "\(gone.messages)")
    #expect(inputs.map { FileManager.default.contents(atPath: $0) } == before)
    #expect(folder.contents == names)
  }

  @Test("--no-hubs judges each query alone, as the manifest tells", arguments: ["search", "verify"])
  func hubs(command: String) throws {
    let list = ["--candidates", folder.write("Q00002,R000006\n", to: "pairs.csv")]
    let sets = try build() + (command == "verify" ? list : [])
    for (options, expected) in [([], true), (["--no-hubs"], false)] {
      let result = try execute([Program.path, command] + sets + options + ["-o", folder.file("p.csv")])
      #expect(result.status == 0, "\(result.messages)")
      let manifest = String(decoding: bytes("p.csv.manifest.json") ?? Data(), as: UTF8.self)
      #expect(manifest.contains("\"weighs_hubs\" : \(expected)"), "\(manifest)")
    }
  }

  @Test("what the background has counts less, unless distinctiveness is left out", arguments: ["search", "verify"])
  func background(command: String) throws {
    let common = TemporaryFolder()
    try FileManager.default.copyItem(atPath: references + "/R000006.jpg", toPath: common.file("twin.jpg"))
    let lists = TemporaryFolder()
    let photo = queries + "/Q00002.jpg"
    func score(_ options: String..., status: Int32 = 0, at: SourceLocation = #_sourceLocation) throws -> Double {
      var arguments = [command, "--queries", photo, "--references", references + "/R000006.jpg"]
      if command == "verify" { arguments += ["--candidates", lists.write("Q00002,R000006\n", to: "c.csv")] }
      let result = try execute([Program.path] + arguments + options + ["-o", folder.file("p.csv")])
      #expect(result.status == status, "\(result.messages)", sourceLocation: at)
      return try rows("p.csv").first { $0.starts(with: ["Q00002", "R000006"]) }.flatMap { Double($0[2]) } ?? 0
    }
    let alone = try score()
    #expect(alone > 2)
    let sunk = try score("--background", common.path)
    #expect(sunk > 0 && sunk < 0.3 * alone, "\(sunk) of \(alone)")
    #expect(try score("--background", common.path, "--min-score", "2") == 0)
    #expect(try score("--background", common.path, "--no-distinctiveness") == alone)
    // The reference itself is not what it shares with others.
    #expect(try score("--background", references + "/R000006.jpg") == alone)
    // A photo of it that can't be read is told of.
    common.write("text", to: "broken.jpg")
    #expect(try score("--background", common.path, status: 3) == sunk)
    #expect(String(decoding: bytes("p.csv.failures.csv") ?? Data(), as: UTF8.self).contains("broken.jpg"))
  }
}
