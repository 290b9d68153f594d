import Files
import Foundation
import TestSupport
import Testing

@Suite("facsimile pack") struct PackCommandTests {
  private let folder = TemporaryFolder()
  private var pack: String { folder.file("images.h5") }

  private func expectFailure(_ arguments: String..., status: Int32 = 1, says parts: String...) throws {
    let result = try execute([Program.path] + arguments)
    #expect(result.status == status && result.output.isEmpty, "\(result)")
    for part in parts { #expect(result.messages.contains(part), "\(result.messages)") }
  }

  @Test("every command finds in a pack what it finds in the folder")
  func replacesFolder() throws {
    let (q, r) = (folder.file("q.h5"), folder.file("r.h5"))
    #expect(
      try Program.run("pack", queries, "-o", q).output
        == "28 images (encoded, \(try bytes(of: queries)) bytes) in \(q)\n")
    #expect(try Program.run("pack", references, "-o", r).status == 0)
    for (name, sets) in [("a.csv", (queries, references)), ("b.csv", (q, r))] {
      let result = try Program.run("search", "--queries", sets.0, "--references", sets.1, "-o", folder.file(name))
      #expect(result.status == 0, "\(result.messages)")
    }
    #expect(try readFile(folder.file("a.csv")) == readFile(folder.file("b.csv")))
    for (name, sets) in [("c.csv", (queries, references)), ("d.csv", (q, r))] {
      let result = try Program.run(
        "verify", "--candidates", folder.file("a.csv"), "--queries", sets.0, "--references", sets.1, "-o",
        folder.file(name))
      #expect(result.status == 0, "\(result.messages)")
    }
    #expect(try readFile(folder.file("c.csv")) == readFile(folder.file("d.csv")))
  }

  private func bytes(of photos: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: photos).reduce(0) { try $0 + readFile(photos + "/" + $1).count }
  }

  @Test("tells what it did, and info what is in it")
  func json() throws {
    let written = try Program.run("pack", references, "-o", pack, "--store", "pixels", "--side", "24", "--json")
    #expect(written.status == 0 && written.messages.isEmpty)
    let report = try written.json()
    #expect(report["output"] as? String == pack && report["store"] as? String == "pixels")
    #expect(report["side"] as? Int == 24 && report["skipped"] as? Int == 0)
    let images = try #require(report["images"] as? Int)
    #expect(report["bytes"] as? Int == images * 24 * 24 * 3)

    let info = try Program.run("info", pack, "--json").json()
    #expect(info["images"] as? Int == images && info["store"] as? String == "pixels" && info["side"] as? Int == 24)
    #expect((info["photo_sides"] as? [String: Int]).map { $0["smallest"]! > 24 } ?? false)
    #expect(try Program.run("info", pack).output.contains("images      \(images) (pixels, 24 × 24)"))
  }

  @Test("skipped photos are listed, with status 3")
  func skipped() throws {
    let mixed = TemporaryFolder()
    try FileManager.default.copyItem(atPath: queries + "/Q00002.jpg", toPath: mixed.file("Q00002.jpg"))
    let broken = mixed.write("text", to: "broken.jpg")
    let result = try Program.run("pack", mixed.path, "-o", pack)
    #expect(result.status == 3)
    #expect(result.messages.contains("1 input was skipped, listed in \(pack).failures.csv"))
    let list = try String(contentsOfFile: pack + ".failures.csv", encoding: .utf8)
    #expect(
      list == "input,reason\n\(broken),\"it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image\"\n")
  }

  @Test("bad usage and files of another kind are named")
  func refusals() throws {
    try expectFailure("pack", queries, status: 64, says: "--output")
    try expectFailure("pack", queries, "-o", pack, "--side", "64", status: 64, says: "--side needs --store pixels")
    try expectFailure("pack", queries, "-o", pack, "--store", "tiles", status: 64, says: "tiles", "encoded", "pixels")
    try expectFailure("pack", queries, "-o", pack, "--store", "pixels", "--side", "0", status: 64, says: "--side is 0")
    try expectFailure("pack", "/nowhere", "-o", pack, says: "/nowhere: no such file or folder")
    try expectFailure("pack", queries, "-o", folder.file("no/p.h5"), says: "does not exist")
    #expect(folder.contents == [])

    let store = folder.file("f.h5")
    #expect(try Program.run("pack", queries + "/Q00002.jpg", "-o", pack).status == 0)
    #expect(try Program.run("extract", pack, "-o", store).status == 0)
    try expectFailure("pack", store, "-o", folder.file("x.h5"), says: "\(store) is a feature store, but must be")
    try expectFailure("extract", store, "-o", folder.file("x.h5"), says: "\(store) is a feature store, but must be")
    let isPack = "\(pack) is an image pack, but must be a feature"
    try expectFailure("index", pack, "-o", folder.file("x"), says: isPack)
    try expectFailure("index", "flann", pack, "-o", folder.file("x"), says: isPack)
    try expectFailure(
      "match", pack, queries + "/Q00002.jpg",
      says: "\(pack): it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image")
    let text = folder.write("nothing\u{0}", to: "t.h5")
    try expectFailure("pack", text, "-o", folder.file("x.h5"), says: "neither a folder, an image, a pack")
    #expect(folder.contents == ["f.h5", "f.h5.manifest.json", "images.h5", "images.h5.manifest.json", "t.h5"])
  }

  @Test(
    "a full disk is a clear error that leaves the older file and nothing half-written",
    arguments: ["encoded", "pixels"], [0, 4, 64, 400])
  func fullDisk(store: String, kilobytes: Int) throws {
    folder.write("the old one", to: "images.h5")
    let result = try Program.run(fileLimit: kilobytes, "pack", references, "-o", pack, "--store", store)
    #expect(result.status == 1 && result.messages.contains("cannot write \(pack): File too large"), "\(result)")
    #expect(folder.contents == ["images.h5"])
    #expect(try readFile(pack) == Array("the old one".utf8))
  }
}
