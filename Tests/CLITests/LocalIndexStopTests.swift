import Foundation
import TestSupport
import Testing

/// Builds and changes of an index that are killed, and searches meanwhile.
@Suite("facsimile index, killed and read meanwhile") struct LocalIndexStopTests {
  let fixture: IndexedPhotos
  var folder: TemporaryFolder { fixture.folder }

  init() throws { fixture = try IndexedPhotos() }

  /// Runs the program and kills it.
  ///
  /// - Parameter reached: whether the moment has come.
  /// - Returns: whether it was killed, not at its end already.
  func kill(_ arguments: [String], when reached: () -> Bool, after delay: UInt32) throws -> Bool {
    let process = try startProgram(arguments)
    while process.isRunning, !reached() { usleep(200) }
    usleep(delay)
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  /// Microseconds that a command takes.
  func time(_ arguments: [String]) throws -> UInt32 {
    let start = ContinuousClock.now
    let result = try execute([Program.path] + arguments)
    try #require(result.status == 0, "\(result)")
    return UInt32((ContinuousClock.now - start) / .microseconds(1))
  }

  @Test(
    "killed again and again and resumed, a build gives the same bytes and leaves nothing else",
    arguments: 1...2 as ClosedRange<UInt64>)
  func killedBuild(seed: UInt64) throws {
    let whole = fixture.file("whole.index")
    let output = fixture.file("x.index")
    let duration = try time(["index"] + fixture.stores + ["-o", whole, "--quiet"])
    let names = folder.contents
    var generator = SeededGenerator(seed: seed)
    var kills = 0
    for round in 0..<12 {
      if FileManager.default.fileExists(atPath: output) { try FileManager.default.removeItem(atPath: output) }
      // At any time, once there is a first file, once its segments are joined, or once it has its name.
      let awaited = ["", output + ".partial", output + ".partial/segment-0", output + ".whole.partial", output][
        min(round % 6, 4)]
      let delay = UInt32.random(in: 0...(awaited.isEmpty ? duration : 4000), using: &generator)
      let wasKilled = try kill(
        ["index"] + fixture.stores + ["-o", output, "--resume", "--quiet"],
        when: { awaited.isEmpty || FileManager.default.fileExists(atPath: awaited) }, after: delay)
      if wasKilled { kills += 1 }
      if FileManager.default.fileExists(atPath: output) {
        #expect(fixture.bytes(of: output) == fixture.bytes(of: whole), "seed \(seed), round \(round)")
      }
      // Of each second stop the next build makes what it can.
      guard round % 2 == 1 else { continue }
      let resumed = try fixture.run(["index"], fixture.stores, ["-o", output, "--resume", "--json"])
      #expect(resumed.status == 0, "seed \(seed), round \(round): \(resumed)")
      #expect(try resumed.json()["images"] as? Int == 18, "seed \(seed), round \(round): \(resumed)")
      #expect(fixture.bytes(of: output) == fixture.bytes(of: whole), "seed \(seed), round \(round)")
      #expect(folder.contents == (names + ["x.index"]).sorted(), "seed \(seed), round \(round)")
    }
    #expect(kills > 0, "seed \(seed)")
  }

  @Test("--resume of a build that was killed at its very end tidies up; of other photos or words it is refused")
  func resumed() throws {
    let stores = fixture.stores
    let output = fixture.file("x.index")
    let partial = output + ".partial"
    let whole = try fixture.build(stores, as: "x.index")
    let bytes = fixture.bytes(of: whole)
    let part = try fixture.build(stores, as: "part.index", "--shard", "1/3")
    func copy(_ path: String) throws {
      if FileManager.default.fileExists(atPath: partial) { try FileManager.default.removeItem(atPath: partial) }
      try FileManager.default.copyItem(atPath: path, toPath: partial)
    }
    // As far as the removal of what the build was made from had come.
    for removed in [[], ["manifest"], ["manifest", "codebook", "lock"]] {
      try copy(whole)
      for name in removed { try FileManager.default.removeItem(atPath: partial + "/" + name) }
      let result = try fixture.run(["index"], stores, ["-o", output, "--resume", "--json"])
      #expect(result.status == 0, "\(removed): \(result)")
      #expect(try result.json()["images"] as? Int == 18, "\(removed): \(result)")
      #expect(fixture.bytes(of: output) == bytes && !folder.contents.contains("x.index.partial"), "\(removed)")
    }
    try copy(whole)
    for arguments in [stores + ["-o", output], [stores[0], "-o", output, "--resume"]] {
      let result = try execute([Program.path, "index"] + arguments)
      #expect(result.status == 1 && result.messages.contains("there is something already"), "\(arguments): \(result)")
      #expect(fixture.bytes(of: output) == bytes && fixture.bytes(of: partial) == bytes, "\(arguments)")
    }

    try FileManager.default.removeItem(atPath: output)
    try copy(part)
    let begun = fixture.bytes(of: partial)
    let words = try fixture.build([stores[0]], as: "words.index", "--words", "16")
    for (more, reason) in [
      (["--shard", "2/3"], "it was begun with others"), (["--codebook", words], "another codebook"),
    ] {
      let result = try fixture.run(["index"], stores, ["-o", output, "--resume"], more)
      #expect(result.status == 1 && result.messages.contains(reason), "\(more): \(result)")
      #expect(fixture.bytes(of: partial) == begun && !folder.contents.contains("x.index"), "\(more)")
    }
    try fixture.expectDone("index", stores[0], stores[1], stores[2], "-o", output, "--resume")
    #expect(fixture.bytes(of: output) == bytes)
    #expect(!folder.contents.contains("x.index.partial"))
  }

  @Test("SIGINT says how to go on")
  func interrupted() throws {
    let output = fixture.file("x.index")
    let messages = folder.write("", to: "messages")
    // Enough for the signal to come before the end.
    let process = try startProgram(["index"] + fixture.stores + ["-o", output, "--threads", "1"], messages: messages)
    while process.isRunning, !FileManager.default.fileExists(atPath: output + ".partial/manifest") { usleep(200) }
    Foundation.kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    if process.terminationStatus == 0 {
      #expect(FileManager.default.fileExists(atPath: output + "/manifest"))
    } else {
      #expect(process.terminationStatus == 130)
      #expect(try String(contentsOfFile: messages, encoding: .utf8).contains("--resume"))
    }
    let resumed = try fixture.run(["index"], fixture.stores, ["-o", output, "--resume", "--quiet"])
    #expect(resumed.status == 0, "\(resumed)")
  }

  /// Checks that an index that a process was killed over is whole, and gives what a search by it finds.
  func answer(of index: String, _ about: String) throws -> String {
    let check = try Program.run("check", index)
    #expect(check.status == 0, "\(about): \(check)")
    return try fixture.search(index)
  }

  @Test(
    "killed at random moments, add leaves what was there or all that it adds; the next one does the rest",
    arguments: 1...2 as ClosedRange<UInt64>)
  func killedAdd(seed: UInt64) throws {
    let (a, b) = (fixture.stores[0], fixture.stores[1])
    let template = try fixture.build([a], as: "a.index")
    let both = try fixture.build([a, b], as: "ab.index", "--codebook", template)
    let (before, after) = (try fixture.search(template), try fixture.search(both))
    #expect(before != after)
    let index = fixture.file("x.index")
    try FileManager.default.copyItem(atPath: template, toPath: index)
    let duration = try time(["index", "add", index, b])
    var generator = SeededGenerator(seed: seed)
    var kills = 0
    for round in 0..<10 {
      let about = "seed \(seed), round \(round)"
      try FileManager.default.removeItem(atPath: index)
      try FileManager.default.copyItem(atPath: template, toPath: index)
      let isAnyMoment = round % 2 == 0
      let wasKilled = try kill(
        ["index", "add", index, b],
        // A new file has appeared, under whatever name.
        when: { isAnyMoment || fixture.names(in: index).count > 4 },
        after: UInt32.random(in: 0...(isAnyMoment ? duration : 5000), using: &generator))
      if wasKilled { kills += 1 }
      let found = try answer(of: index, about)
      #expect(found == before || found == after, "\(about)")
      if found == before { try fixture.expectDone("index", "add", index, b) }
      #expect(try fixture.search(index) == after, "\(about)")
      try fixture.expectDone("index", "merge", index)
      #expect(fixture.names(in: index).count == 4, "\(about): \(fixture.names(in: index))")
      #expect(fixture.segments(of: index) == fixture.segments(of: both), "\(about)")
    }
    #expect(kills > 0, "seed \(seed)")
  }

  @Test(
    "killed at random moments, merge leaves the index as it was or tidied; the next one does the rest",
    arguments: 1...2 as ClosedRange<UInt64>)
  func killedMerge(seed: UInt64) throws {
    let (a, b, c) = (fixture.stores[0], fixture.stores[1], fixture.stores[2])
    let template = try fixture.build([a], as: "a.index")
    let both = try fixture.build([a, c], as: "ac.index", "--codebook", template)
    try fixture.expectDone("index", "add", template, b)
    try fixture.expectDone("index", "add", template, c)
    try fixture.expectDone("index", "remove", template, fixture.ids[1])
    let expected = try fixture.search(both)
    #expect(try fixture.search(template) == expected)
    let index = fixture.file("x.index")
    let joined = fixture.file("joined.index")
    try FileManager.default.copyItem(atPath: template, toPath: index)
    let duration = try time(["index", "merge", index])
    let names = (folder.contents + ["joined.index"]).sorted()
    var generator = SeededGenerator(seed: seed)
    var kills = 0
    for round in 0..<12 {
      let about = "seed \(seed), round \(round)"
      try FileManager.default.removeItem(atPath: index)
      try FileManager.default.copyItem(atPath: template, toPath: index)
      let isInPlace = round % 3 != 2
      let isAnyMoment = round % 2 == 0
      let count = fixture.names(in: index).count
      let wasKilled = try kill(
        ["index", "merge", index] + (isInPlace ? [] : ["-o", joined]),
        when: {
          isAnyMoment
            || (isInPlace ? fixture.names(in: index).count != count : folder.contents.contains("joined.index.partial"))
        },
        after: UInt32.random(in: 0...(isAnyMoment ? duration : 3000), using: &generator))
      if wasKilled { kills += 1 }
      #expect(try answer(of: index, about) == expected, "\(about)")
      try fixture.expectDone("index", "merge", index)
      #expect(fixture.names(in: index).count == 4, "\(about): \(fixture.names(in: index))")
      #expect(fixture.segments(of: index) == fixture.segments(of: both), "\(about)")
      #expect(try fixture.search(index) == expected, "\(about)")
      guard !isInPlace else { continue }
      if !folder.contents.contains("joined.index") { try fixture.expectDone("index", "merge", index, "-o", joined) }
      #expect(fixture.bytes(of: joined) == fixture.bytes(of: both), "\(about)")
      #expect(folder.contents == names, "\(about)")
      try FileManager.default.removeItem(atPath: joined)
    }
    #expect(kills > 0, "seed \(seed)")
  }

  @Test("searches while photos are added, removed and merged find what some valid state of the index holds")
  func readMeanwhile() throws {
    let index = try fixture.build([fixture.stores[0]], as: "x.index")
    let without = try fixture.search(index)
    let with = try fixture.search(
      try fixture.build([fixture.stores[0], fixture.stores[1]], as: "ab.index", "--codebook", index))
    #expect(without != with)
    let script = """
      set -e
      for i in $(seq 500); do
        [ "$i" -le 20 ] || [ ! -e "$5" ] || break
        "$1" index add "$2" "$3" --quiet
        [ $((i % 2)) = 1 ] || "$1" index merge "$2" --quiet
        "$1" index remove "$2" "$4"
        [ $((i % 3)) = 1 ] || "$1" index merge "$2" --quiet
      done
      """
    // Goes on, twenty times at least, until searches have met both states.
    let seenBoth = fixture.file("seen both")
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/bash")
    writer.arguments = ["-c", script, "bash", Program.path, index, fixture.stores[1], fixture.ids[1], seenBoth]
    writer.standardOutput = FileHandle.nullDevice
    let messages = folder.write("", to: "messages")
    writer.standardError = FileHandle(forWritingAtPath: messages)
    try writer.run()
    var counts: [String: Int] = [:]
    while writer.isRunning {
      counts[try fixture.search(index), default: 0] += 1
      if counts.count == 2 { folder.write("", to: "seen both") }
      let info = try Program.run("info", index)
      #expect(info.status == 0, "\(info)")
      let check = try Program.run("check", index)
      #expect(check.status == 0, "\(check)")
    }
    writer.waitUntilExit()
    let said = try String(contentsOfFile: messages, encoding: .utf8)
    #expect(writer.terminationStatus == 0, "\(said)")
    #expect(Set(counts.keys) == [without, with], "\(counts.values)")
    #expect(try fixture.search(index) == without)
  }
}
