import Foundation
import TestSupport
import Testing

/// `extract` over a thousand photos that is stopped, resumed, split, joined and checked.
@Suite("facsimile, long runs") struct LongRunTests {
  let folder = TemporaryFolder()
  /// The fixtures' photos again and again under other names, and some that are none.
  let photos = TemporaryFolder()
  let options = ["--max-side", "160", "--max-features", "100"]

  init() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: references).sorted()
    for index in 0..<1000 {
      let path = references + "/" + names[index % names.count]
      try photos.copy(path, as: "photo \(index * 7919 % 1000).jpg")
    }
    for index in 0..<5 { photos.write("no photo", to: "broken \(index * 211).jpg") }
  }

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }

  func extract(_ more: String..., to name: String) throws -> ProgramResult {
    try execute([Program.path, "extract", photos.path, "-o", folder.file(name)] + options + more)
  }

  /// Checks that the files of two runs have equal bytes.
  func expectEqual(_ one: String, _ other: String, at: SourceLocation = #_sourceLocation) {
    for suffix in ["", ".manifest.json", ".failures.csv"] {
      let content = bytes(one + suffix)
      #expect(content != nil && content == bytes(other + suffix), "\(one + suffix)", sourceLocation: at)
    }
  }

  @Test(
    "killed at five random moments and resumed, extract gives the same bytes and leaves nothing else",
    arguments: 1...2 as ClosedRange<UInt64>)
  func killed(seed: UInt64) throws {
    #expect(try extract("--threads", "1", to: "whole.h5").status == 3)
    let unbroken = bytes("whole.h5.failures.csv")
    var generator = SeededGenerator(seed: seed)
    var resumed = 0
    for kill in 1...6 {
      let before = bytes("f.h5.partial")?.count ?? 0
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = ["extract", photos.path, "-o", folder.file("f.h5"), "--resume"] + options
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      if kill < 6 {
        // Once it has begun to work, and some time later: a fifth of the whole at the most.
        while process.isRunning, bytes("f.h5.partial")?.count ?? 0 <= max(before, 1000) { usleep(200) }
        usleep(UInt32.random(in: 0...60_000, using: &generator))
        Foundation.kill(process.processIdentifier, SIGKILL)
      }
      process.waitUntilExit()
      if before > 10_000 { resumed += 1 }
      #expect(process.terminationReason == (kill < 6 ? .uncaughtSignal : .exit), "seed \(seed), run \(kill)")
      if kill == 6 { #expect(process.terminationStatus == 3) }
    }
    #expect(resumed == 5, "seed \(seed)")
    expectEqual("whole.h5", "f.h5")
    #expect(bytes("f.h5.failures.csv") == unbroken)
    let files = ["f.h5", "whole.h5"].flatMap { [$0, $0 + ".failures.csv", $0 + ".manifest.json"] }
    #expect(folder.contents == files, "seed \(seed)")
  }

  @Test("SIGINT leaves a side file, says how to go on; other options are refused, the same go on")
  func interrupted() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["extract", photos.path, "-o", folder.file("f.h5")] + options
    process.standardOutput = FileHandle.nullDevice
    let messages = folder.write("", to: "messages")
    process.standardError = FileHandle(forWritingAtPath: messages)
    try process.run()
    while process.isRunning, bytes("f.h5.partial")?.count ?? 0 < 20_000 { usleep(200) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    #expect(try String(contentsOfFile: messages, encoding: .utf8).contains("--resume"))
    #expect(folder.contents == ["f.h5.partial", "messages"])

    let refused = try extract(to: "f.h5")
    #expect(refused.status == 1 && refused.messages.contains("--resume"), "\(refused.messages)")
    let sharded = try extract("--resume", "--shard", "1/2", to: "f.h5")
    #expect(sharded.status == 1 && sharded.messages.contains("--shard (there none, here 1/2)"), "\(sharded.messages)")
    let resumed = try extract("--resume", "--json", to: "f.h5")
    #expect(resumed.status == 3, "\(resumed.messages)")
    #expect(try resumed.json()["resumed"] as? Int ?? 0 > 0)
    #expect(try extract(to: "whole.h5").status == 3)
    expectEqual("whole.h5", "f.h5")
  }

  @Test("shards by several processes, merged, are the store of one run, byte for byte", arguments: [2, 3])
  func shards(count: Int) throws {
    #expect(try extract(to: "whole.h5").status == 3)
    let processes = try (1...count).map { number in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments =
        ["extract", photos.path, "-o", folder.file("part-\(number).h5"), "--shard", "\(number)/\(count)"] + options
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    for process in processes { process.waitUntilExit() }
    let parts = (1...count).map { folder.file("part-\($0).h5") }
    // In whatever order they are named.
    let merged = try execute([Program.path, "merge"] + parts.reversed() + ["-o", folder.file("merged.h5"), "--json"])
    #expect(merged.status == 3, "\(merged.messages)")
    #expect(try merged.json()["images"] as? Int == 1000 && merged.json()["skipped"] as? Int == 5)
    expectEqual("whole.h5", "merged.h5")

    let missing = try execute([Program.path, "merge"] + parts.dropFirst() + ["-o", folder.file("x.h5")])
    #expect(missing.status == 1 && missing.messages.contains("shard 1/\(count) is missing"), "\(missing.messages)")
    // Of one store nothing is known: two are still too few.
    if count == 3 {
      try FileManager.default.removeItem(atPath: parts[1] + ".manifest.json")
      let few = try execute([Program.path, "merge", parts[0], parts[1], "-o", folder.file("x.h5")])
      #expect(few.status == 1 && few.messages.contains("only 2 of 3 shards"), "\(few.messages)")
    }
    let twice = try execute([Program.path, "merge", parts[0], parts[0], "-o", folder.file("x.h5")])
    #expect(twice.status == 1, "\(twice.messages)")
    #expect(bytes("x.h5") == nil)
  }

  @Test("bad shards are bad usage", arguments: ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3"])
  func badShards(text: String) throws {
    let result = try extract("--shard", text, to: "f.h5")
    #expect(result.status == 64 && result.messages.contains("--shard"), "\(result.messages)")
    #expect(result.messages.contains("must be i/n with 1 ≤ i ≤ n"), "\(result.messages)")
    #expect(folder.contents == [])
  }
}
