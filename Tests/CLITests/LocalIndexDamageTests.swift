import Foundation
import TestSupport
import Testing

/// An index some file of which is missing, foreign or damaged, and a disk that is full.
@Suite("facsimile index, damage") struct LocalIndexDamageTests {
  let fixture: IndexedPhotos
  let index: String
  var folder: TemporaryFolder { fixture.folder }

  init() throws {
    fixture = try IndexedPhotos()
    index = try fixture.build([fixture.stores[0], fixture.stores[1]], as: "x.index")
  }

  /// Runs what reads an index over one that is broken: each ends by itself, with an answer, or with one line that names a file of it.
  ///
  /// - Parameter mayServe: whether the damage may go unnoticed where nothing reads all of the index.
  func expectFailures(mayServe: Bool, _ about: String, at: SourceLocation = #_sourceLocation) throws {
    let before = fixture.bytes(of: index)
    let check = try Program.run("check", index)
    let isIndex = before["manifest"] != nil
    #expect(check.status == (isIndex ? 2 : 1), "\(about): \(check)", sourceLocation: at)
    #expect((check.output + check.messages).contains(index), "\(about): \(check)", sourceLocation: at)
    #expect(!isIndex || check.output.contains("\(index): damaged"), "\(about): \(check)", sourceLocation: at)
    let outputs = TemporaryFolder()
    let search = [
      "search", "--queries", fixture.queries, "--references", fixture.stores[0], fixture.stores[1], "--index", index,
      "-o", outputs.file("p.csv"), "--candidates", "3", "--quiet",
    ]
    for (arguments, isStrict) in [
      (["index", "merge", index, "-o", outputs.file("m.index")], true), (["info", index], !mayServe),
      (["index", "add", index, fixture.stores[2]], !mayServe), (search, !mayServe),
    ] {
      let result = try execute([Program.path] + arguments)
      let statuses: Set<Int32> = isStrict ? [1] : [0, 1]
      #expect(statuses.contains(result.status), "\(about): \(arguments): \(result)", sourceLocation: at)
      guard result.status != 0 else { continue }
      #expect(result.messages.contains(index), "\(about): \(arguments): \(result)", sourceLocation: at)
      let lines = result.messages.count { $0 == "\n" }
      #expect(lines == 1 && result.output.isEmpty, "\(about): \(arguments): \(result)", sourceLocation: at)
      #expect(outputs.contents == [], "\(about): \(arguments)", sourceLocation: at)
    }
    if !mayServe {
      var after = fixture.bytes(of: index)
      if before["lock"] == nil { after["lock"] = nil }
      #expect(after == before, "\(about)", sourceLocation: at)
    }
  }

  @Test(
    "a file that is missing, foreign, cut short or of another index", arguments: ["manifest", "codebook", "segment-0"])
  func broken(name: String) throws {
    let path = index + "/" + name
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let other = try fixture.build([fixture.stores[2]], as: "other.index")
    for length in [0, 1, 8, 31, 64, whole.count / 2, whole.count - 21, whole.count - 1] {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      try expectFailures(mayServe: false, "\(name) of \(length) bytes")
    }
    let foreign = try Data(contentsOf: URL(fileURLWithPath: references + "/R000001.jpg"))
    for (content, about) in [
      (whole + [0], "lengthened"), (Data("text\n".utf8), "text"), (foreign, "photo"),
      (try Data(contentsOf: URL(fileURLWithPath: other + "/" + name)), "another index's"),
    ] {
      try content.write(to: URL(fileURLWithPath: path))
      try expectFailures(mayServe: false, "\(name): \(about)")
    }
    try FileManager.default.removeItem(atPath: path)
    try expectFailures(mayServe: false, "\(name) is missing")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try expectFailures(mayServe: false, "\(name) is a folder")
    try FileManager.default.removeItem(atPath: path)
    try whole.write(to: URL(fileURLWithPath: path))
    #expect(try Program.run("check", index).status == 0)
  }

  @Test(
    "check finds any one changed bit; nothing crashes on it, and no merge makes it look whole",
    arguments: 1...4 as ClosedRange<UInt64>)
  func flips(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let whole = fixture.bytes(of: index)
    for round in 0..<12 {
      let name = ["manifest", "codebook", "segment-0", "segment-0"][round % 4]
      var changed = try #require(whole[name])
      let place = Int.random(in: 0..<changed.count, using: &generator)
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      try changed.write(to: URL(fileURLWithPath: index + "/" + name))
      try expectFailures(mayServe: name == "segment-0", "seed \(seed): byte \(place) of \(name)")
      try restore(whole)
    }
  }

  @Test("a full disk is a clear error, and the index stays as it was")
  func fullDisk() throws {
    try fixture.expectDone("index", "add", index, fixture.stores[2])
    try fixture.expectDone("index", "remove", index, fixture.ids[1])
    let before = fixture.bytes(of: index)
    let names = folder.contents
    var failed: [String: Int] = [:]
    for kilobytes in [0, 1, 4, 16, 40] {
      for arguments in [
        ["add", index, fixture.stores[1]], ["remove", index, fixture.ids[2]], ["merge", index],
        ["merge", index, "-o", folder.file("m.index")],
      ] {
        let result = try Program.run(fileLimit: kilobytes, ["index"] + arguments)
        let about = "\(kilobytes) KiB, \(arguments): \(result)"
        if result.status == 0 {
          // It was enough.
          if arguments.last == folder.file("m.index") {
            try FileManager.default.removeItem(atPath: folder.file("m.index"))
          } else {
            try restore(before)
          }
          continue
        }
        failed[arguments[0], default: 0] += 1
        #expect(result.status == 1 && result.messages.contains("File too large"), "\(about)")
        #expect(result.messages.count { $0 == "\n" } == 1, "\(about)")
        #expect(fixture.bytes(of: index) == before, "\(about)")
        #expect(folder.contents == names, "\(about)")
      }
    }
    #expect(failed["add"] ?? 0 >= 4 && failed["remove"] ?? 0 >= 1 && failed["merge"] ?? 0 >= 8, "\(failed)")
    try fixture.expectDone("index", "add", index, fixture.stores[1])
    try fixture.expectDone("index", "merge", index)
    #expect(try Program.run("check", index).status == 0)
  }

  @Test("a build on a full disk says how to go on, and does so")
  func fullDiskWhileBuilding() throws {
    let whole = fixture.bytes(of: index)
    let output = folder.file("y.index")
    for kilobytes in [0, 1, 16, 40] {
      let result = try Program.run(
        fileLimit: kilobytes, ["index", fixture.stores[0], fixture.stores[1], "-o", output, "--resume"])
      #expect(result.status == 1 && result.messages.contains("File too large"), "\(kilobytes) KiB: \(result)")
      let left = folder.contents.filter { $0.hasPrefix("y") }
      #expect(left == [] || left == ["y.index.partial"], "\(kilobytes) KiB")
      // Before there is a manifest, there is nothing to go on with.
      let begun = FileManager.default.fileExists(atPath: output + ".partial/manifest")
      #expect(result.messages.contains("--resume") == begun, "\(kilobytes) KiB: \(result)")
      #expect(begun || kilobytes < 40, "\(kilobytes) KiB")
    }
    try fixture.expectDone("index", fixture.stores[0], fixture.stores[1], "-o", output, "--resume")
    #expect(fixture.bytes(of: output) == whole)
    #expect(folder.contents.filter { $0.hasPrefix("y") } == ["y.index"])
  }

  func restore(_ files: [String: Data]) throws {
    try FileManager.default.removeItem(atPath: index)
    try FileManager.default.createDirectory(atPath: index, withIntermediateDirectories: false)
    for (name, content) in files { try content.write(to: URL(fileURLWithPath: index + "/" + name)) }
  }
}
