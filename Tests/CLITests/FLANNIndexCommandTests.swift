import Foundation
import TestSupport
import Testing

@Suite("facsimile index flann") struct FLANNIndexCommandTests {
  let folder = TemporaryFolder()

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: folder.file(name)) }

  /// Two stores and an index over both.
  func build(extractor: String) throws -> (stores: [String], index: String) {
    let lists = TemporaryFolder()
    let photos = try FileManager.default.contentsOfDirectory(atPath: references).sorted()
    let stores = [folder.file("a.h5"), folder.file("b.h5")]
    for (store, part) in zip(stores, [photos.prefix(9), photos.dropFirst(9)]) {
      let list = lists.write(part.map { references + "/" + $0 }.joined(separator: "\n"), to: "list.txt")
      let result = try Program.run("extract", list, "-o", store, "--extractor", extractor)
      try #require(result.status == 0, "\(result.messages)")
    }
    let index = folder.file("refs.index")
    let built = try Program.run("index", "flann", stores[0], stores[1], "-o", index, "--json")
    try #require(built.status == 0, "\(built.messages)")
    #expect(try built.json()["images"] as? Int == 18)
    #expect(folder.contents == TemporaryFolder.contents(outputs: ["a.h5", "b.h5", "refs.index"]))
    return (stores, index)
  }

  @Test("builds, tells about and searches by an index; the same every time", arguments: ["orb", "opencv-sift"])
  func search(extractor: String) throws {
    let (stores, index) = try build(extractor: extractor)
    let again = try Program.run("index", "flann", stores[0], stores[1], "-o", folder.file("again.index"))
    #expect(again.status == 0)
    #expect(bytes("again.index") == bytes("refs.index"))
    let seeded = try Program.run(
      "index", "flann", stores[0], stores[1], "-o", folder.file("again.index"), "--seed", "1")
    #expect(seeded.status == 0)
    #expect(bytes("again.index") != bytes("refs.index"))

    let info = try Program.run("info", index)
    #expect(info.status == 0)
    #expect(info.output.contains("index by FLANN") && info.output.contains("images      18"))
    #expect(try Program.run("info", index, "--json").json()["images"] as? Int == 18)

    for (name, threads) in [("1.csv", "1"), ("2.csv", "2")] {
      let found = try Program.run(
        "search", "--queries", queries, "--references", stores[0], stores[1], "--extractor", extractor, "--index",
        index,
        "-o", folder.file(name), "--threads", threads, "--json")
      #expect(found.status == 0, "\(found.messages)")
      #expect(try found.json()["queries_with_match"] as? Int ?? 0 >= 10)
    }
    #expect(bytes("1.csv") == bytes("2.csv"))
  }

  /// The search must fail with one line that contains all `parts`, and write nothing.
  func expectFailure(_ stores: [String], _ index: String, _ parts: String..., at: SourceLocation = #_sourceLocation)
    throws
  {
    let result = try execute(
      [Program.path, "search", "--queries", stores[0], "--references"] + stores
        + ["--index", index, "-o", folder.file("p.csv"), "--no-mirror"])
    #expect(result.status == 1, "\(result.messages)", sourceLocation: at)
    #expect(result.messages.split(separator: "\n").count == 1, "\(result.messages)", sourceLocation: at)
    for part in [index] + parts { #expect(result.messages.contains(part), "\(result.messages)", sourceLocation: at) }
    #expect(bytes("p.csv") == nil, sourceLocation: at)
  }

  @Test("an index that is missing, foreign, cut, damaged or of other references is a clear error")
  func badIndex() throws {
    let (stores, index) = try build(extractor: "orb")
    let whole = [UInt8](try #require(bytes("refs.index")))
    try expectFailure(stores, folder.file("none.index"), "No such file")
    try expectFailure(stores, references + "/R000001.jpg", "is not an index", "ff d8")
    try expectFailure(stores, stores[0], "is not an index", "HDF5")
    try expectFailure(stores, folder.write("text", to: "t.index"), "is not an index", "text")
    for length in [0, 7, 20, 100, whole.count / 2, whole.count - 1] {
      try expectFailure(stores, folder.write(Array(whole[..<length]), to: "cut.index"), "it")
    }
    for position in [9, 13, 21, 40, whole.count / 2, whole.count - 1] {
      var changed = whole
      changed[position] ^= 16
      try expectFailure(stores, folder.write(changed, to: "changed.index"))
    }
    try expectFailure([stores[0]], index, stores[0], "18", "9")
    try expectFailure(stores.reversed(), index, stores[0], stores[1])
  }

  @Test("stores that are none, unequal options, a bad output are named before anything is written")
  func badInput() throws {
    let photo = queries + "/Q00002.jpg"
    let (orb, sift) = (folder.file("orb.h5"), folder.file("sift.h5"))
    #expect(try Program.run("extract", photo, "-o", orb).status == 0)
    #expect(try Program.run("extract", photo, "-o", sift, "--extractor", "opencv-sift").status == 0)
    let output = folder.file("x.index")
    for (arguments, part, status) in [
      ([photo], "run facsimile extract on it first", 64), (["/nowhere"], "/nowhere", 1),
      ([orb, sift], "orb.h5 has orb", 1), ([orb, orb], "would both be called", 1),
      ([orb, "--key-bits", "40"], "--key-bits is 40, but must be in 8...28", 64),
    ] as [([String], String, Int32)] {
      let result = try execute([Program.path, "index", "flann"] + arguments + ["-o", output])
      #expect(result.status == status && result.messages.contains(part), "\(result.messages)")
    }
    let gone = try Program.run("index", "flann", orb, "-o", folder.file("gone/x.index"))
    #expect(gone.status == 1 && gone.messages.contains("gone/x.index"), "\(gone.messages)")
    #expect(try Program.run(fileLimit: 0, "index", "flann", orb, "-o", output).status == 1)
    #expect(folder.contents == TemporaryFolder.contents(outputs: ["orb.h5", "sift.h5"]))
  }
}
