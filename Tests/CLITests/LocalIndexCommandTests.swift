import Foundation
import TestSupport
import Testing

@Suite("facsimile index") struct LocalIndexCommandTests {
  let fixture: IndexedPhotos
  var folder: TemporaryFolder { fixture.folder }

  init() throws { fixture = try IndexedPhotos() }

  @Test("builds, tells about, checks and searches by an index", arguments: ["sift", "orb"])
  func search(extractor: String) throws {
    let fixture = extractor == "sift" ? fixture : try IndexedPhotos(extractor: extractor)
    let names = fixture.folder.contents
    let built = try fixture.run(["index"], fixture.stores, ["-o", fixture.file("refs.index"), "--json"])
    #expect(built.status == 0 && built.messages.isEmpty, "\(built)")
    let result = try built.json()
    #expect(result["images"] as? Int == 18 && result["removed"] as? Int == 0 && result["segments"] as? Int == 1)
    #expect(result["descriptors"] as? Int ?? 0 > 1000)
    #expect(fixture.folder.contents == (names + ["refs.index"]).sorted())
    let index = fixture.file("refs.index")
    #expect(fixture.bytes(of: index).keys.sorted() == ["codebook", "lock", "manifest", "segment-0"])

    let info = try Program.run("info", index)
    #expect(info.status == 0)
    #expect(info.output.contains("index over local features") && info.output.contains("images      18\n"), "\(info)")
    #expect(try Program.run("info", index, "--json").json()["images"] as? Int == 18)
    let check = try Program.run("check", index)
    #expect(check.status == 0 && check.output == "\(index): whole, an index over local features of 18 images\n")

    let found = try fixture.run(
      ["search", "--queries", fixture.queries, "--references"], fixture.stores,
      ["--index", index, "-o", fixture.file("p.csv"), "--json"])
    #expect(found.status == 0, "\(found)")
    #expect(try found.json()["queries_with_match"] as? Int ?? 0 >= 4, "\(found)")
  }

  @Test("has the same bytes for every number of threads, and as shards that are merged in any order")
  func sameBytes() throws {
    let whole = try fixture.build(fixture.stores, as: "whole.index", "--threads", "1")
    let other = try fixture.build(fixture.stores, as: "other.index", "--threads", "2")
    #expect(fixture.bytes(of: whole) == fixture.bytes(of: other))
    let shards = try (1...3).map { number in
      try fixture.build(fixture.stores, as: "\(number).index", "--shard", "\(number)/3")
    }
    let counts = try shards.map { try #require(try Program.run("info", $0, "--json").json()["images"] as? Int) }
    #expect(counts.reduce(0, +) == 18 && counts.allSatisfy { (1..<18).contains($0) }, "\(counts)")
    let merged = try fixture.run(["index", "merge"], shards.reversed(), ["-o", fixture.file("merged.index")])
    #expect(merged.status == 0, "\(merged)")
    #expect(fixture.bytes(of: fixture.file("merged.index")) == fixture.bytes(of: whole))
  }

  @Test("a shard without photos is an index that can be merged")
  func emptyShard() throws {
    let store = fixture.file("one.h5")
    let photo = references + "/R000006.jpg"
    #expect(try fixture.run(["extract", photo, "-o", store], fixture.options).status == 0)
    let whole = try fixture.build([store], as: "whole.index")
    let shards = try (1...2).map { try fixture.build([store], as: "\($0).index", "--shard", "\($0)/2") }
    let counts = try shards.map { try Program.run("info", $0, "--json").json()["images"] as? Int }
    #expect(Set(counts) == [0, 1])
    #expect(try fixture.run(["check"], shards).status == 0)
    #expect(try fixture.run(["index", "merge"], shards, ["-o", fixture.file("merged.index")]).status == 0)
    #expect(fixture.bytes(of: fixture.file("merged.index")) == fixture.bytes(of: whole))
  }

  @Test("photos that are added, removed, added again and merged are found as in an index that is made of them at once")
  func changes() throws {
    let (a, b, c) = (fixture.stores[0], fixture.stores[1], fixture.stores[2])
    let all = try fixture.build([a, b, c], as: "all.index")
    let two = try fixture.build([a, b], as: "two.index", "--codebook", all)
    let one = try fixture.build([a], as: "one.index", "--codebook", all)
    let expected = try [one, two, all].map(fixture.search)
    #expect(Set(expected).count == 3, "the photos make no difference")

    let index = try fixture.build([a], as: "x.index", "--codebook", all)
    try fixture.expectDone("index", "add", index, b)
    #expect(try fixture.search(index) == expected[1])
    try fixture.expectDone("index", "add", index, c)
    #expect(try fixture.search(index) == expected[2])
    let removed = try Program.run("index", "remove", index, fixture.ids[2], "--json").json()
    #expect(removed["images"] as? Int == 18 - fixture.counts[2] && removed["removed"] as? Int == fixture.counts[2])
    #expect(removed["segments"] as? Int == 3)
    #expect(try fixture.search(index) == expected[1])
    #expect(try Program.run("check", index).status == 0)
    try fixture.expectDone("index", "add", index, c)
    #expect(try fixture.search(index) == expected[2])
    try fixture.expectDone("index", "remove", index, fixture.ids[1])
    try fixture.expectDone("index", "remove", index, fixture.ids[2])
    #expect(try fixture.search(index) == expected[0])
    try fixture.expectDone("index", "add", index, b, c)
    let merged = try Program.run("index", "merge", index, "--json").json()
    #expect(merged["segments"] as? Int == 1 && merged["removed"] as? Int == 0 && merged["images"] as? Int == 18)
    #expect(try fixture.search(index) == expected[2])
    #expect(fixture.segments(of: index) == fixture.segments(of: all))
    // There is nothing left to tidy.
    let before = fixture.bytes(of: index)
    try fixture.expectDone("index", "merge", index)
    #expect(fixture.bytes(of: index) == before)
  }

  @Test("what can't be done is one line that says why, and the index stays as it was")
  func refusals() throws {
    let (a, b) = (fixture.stores[0], fixture.stores[1])
    let index = try fixture.build([a], as: "x.index")
    let foreign = try fixture.build([b], as: "foreign.index")
    let orb = fixture.file("orb.h5")
    #expect(try Program.run("extract", references + "/R000006.jpg", "-o", orb, "--extractor", "orb").status == 0)
    let text = folder.write("text", to: "text")
    try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
    let unknown = folder.write("R000001\nnobody\n", to: "unknown.txt")
    let ofOther = fixture.ids[1]
    let output = folder.file("y.index")
    let before = fixture.bytes(of: index)
    let names = folder.contents
    for (arguments, status, part) in [
      (["add", index, a], 1, "is in it already"), (["add", index, b, a], 1, "is in it already"),
      (["add", index, orb], 1, "other options"), (["add", folder.file("none"), b], 1, "none: it is no index"),
      (["add", text, b], 1, "text: it is no index"), (["add", folder.file("empty"), b], 1, "empty: it is no index"),
      (["add", index, "/nowhere.h5"], 1, "/nowhere.h5"), (["add", index, foreign], 1, "foreign.index"),
      (["add", index, references], 64, "run facsimile extract on it first"),
      (["remove", index, unknown], 1, "nobody is not in it"), (["remove", index, ofOther], 1, "is not in it, nor are"),
      (["remove", index, "/nowhere.txt"], 1, "/nowhere.txt"), (["remove", text, unknown], 1, "text: it is no index"),
      (["merge", index, foreign], 64, "-o"), (["merge", index, foreign, "-o", output], 1, "another codebook"),
      (["merge", index, index, "-o", output], 1, "is in both"), (["merge", index, "-o", foreign], 1, "already"),
      (["merge", index, "-o", folder.file("gone/y.index")], 1, "gone does not exist"),
      (["merge", folder.file("none")], 1, "none: it is no index"), (["merge", text, "-o", output], 1, "text"),
      ([a, "-o", index], 1, "there is something already"), ([a, "-o", text], 1, "there is something already"),
      ([a, "-o", folder.file("gone/y.index")], 1, "gone does not exist"),
      ([a, orb, "-o", output], 1, "orb.h5: its features were found with orb"),
      ([a, a, "-o", output], 1, "would both be called"),
      ([a, "--words", "0", "-o", output], 64, "--words is 0"), (["/nowhere", "-o", output], 1, "/nowhere"),
      ([a, "--words", "16", "--codebook", index, "-o", output], 64, "exclude each other"),
      ([a, "--codebook", text, "-o", output], 1, "text"), ([a], 64, "--output"),
      ([orb, "--codebook", index, "-o", output], 1, "orb.h5: its descriptors are binary256, but the codebook's"),
    ] as [([String], Int32, String)] {
      let result = try execute([Program.path, "index"] + arguments)
      let line = result.messages.prefix { $0 != "\n" }
      #expect(result.status == status && line.contains(part), "\(arguments): \(result)")
      #expect(status == 64 || result.messages.count { $0 == "\n" } == 1, "\(arguments): \(result.messages)")
      #expect(result.output.isEmpty, "\(arguments): \(result.output)")
      #expect(folder.contents == names, "\(arguments)")
      #expect(fixture.bytes(of: index) == before, "\(arguments)")
    }
    let search = try fixture.run([
      "search", "--queries", orb, "--references", orb, "--index", index, "-o", fixture.file("p.csv"),
    ])
    #expect(search.status == 1 && search.messages.contains("other options"), "\(search)")
    #expect(folder.contents == names)
  }

  @Test("bad usage names the command with its words")
  func usage() throws {
    let index = try fixture.build([fixture.stores[0]], as: "x.index")
    let result = try Program.run("index", "add", index, references)
    #expect(result.messages.contains("See 'facsimile index add --help'"), "\(result.messages)")
  }

  @Test("files of others in the folder are left alone")
  func foreignFiles() throws {
    let index = try fixture.build([fixture.stores[0]], as: "x.index")
    folder.write("mine", to: "x.index/notes.txt")
    try fixture.expectDone("index", "add", index, fixture.stores[1])
    try fixture.expectDone("index", "merge", index)
    #expect(fixture.bytes(of: index)["notes.txt"] == Data("mine".utf8))
  }

  @Test("while another process changes it, it can be searched, but not changed; nor is a build begun over another's")
  func locked() throws {
    let index = try fixture.build([fixture.stores[0]], as: "x.index")
    try FileManager.default.copyItem(atPath: index, toPath: folder.file("y.index.partial"))
    for path in [index, folder.file("y.index.partial")] {
      let before = fixture.bytes(of: path)
      let lock = open(path + "/lock", O_RDWR)
      defer { close(lock) }
      try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
      for arguments in path == index
        ? [["add", index, fixture.stores[1]], ["remove", index, fixture.ids[0]], ["merge", index]]
        : [
          [fixture.stores[0], "-o", folder.file("y.index")],
          [fixture.stores[0], "-o", folder.file("y.index"), "--resume"],
          ["merge", index, "-o", folder.file("y.index")],
        ]
      {
        let result = try execute([Program.path, "index"] + arguments)
        #expect(result.status == 1 && result.messages.contains("another process"), "\(arguments): \(result)")
        #expect(fixture.bytes(of: path) == before, "\(arguments)")
      }
      #expect(try Program.run("info", path).status == 0)
    }
    #expect(folder.contents.filter { $0.hasPrefix("y") } == ["y.index.partial"])
  }
}
