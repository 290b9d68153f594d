import Foundation
import Imaging
import TestSupport
import Testing

@Suite("facsimile duplicates") struct DuplicatesCommandTests {
  let folder = TemporaryFolder()

  static let originals = ["R000001", "R000004", "R000006"]

  /// A photo as people have it several times, and what was done to it.
  static func copies(of photo: ColorImage) -> [(name: String, photo: ColorImage, quality: Int)] {
    let (width, height) = (photo.width, photo.height)
    let (right, bottom) = (Double(width) - 1, Double(height) - 1)
    let center = SIMD2(right, bottom) / 2
    var captioned = photo
    for y in height * 5 / 6..<height { for x in 0..<width { captioned[x, y] = RGB(20, 20, 20) } }
    return [
      ("saved-again", photo, 40),
      ("smaller", photo.redrawn(width: width / 2, height: height / 2) { $0 * 2 + 0.5 }, 90),
      (
        "cropped",
        photo.redrawn(width: width * 2 / 3, height: height * 3 / 4) {
          $0 + SIMD2(Double(width) / 6, Double(height) / 8)
        },
        90
      ),
      ("mirrored", photo.redrawn(width: width, height: height) { SIMD2(right - $0.x, $0.y) }, 90),
      ("quarter-turn", photo.redrawn(width: height, height: width) { SIMD2($0.y, bottom - $0.x) }, 90),
      (
        "turned",
        photo.redrawn(width: width, height: height) { place in
          let offset = place - center
          return center + SIMD2(0.995 * offset.x - 0.1 * offset.y, 0.1 * offset.x + 0.995 * offset.y)
        }, 90
      ),
      ("captioned", captioned, 90),
    ]
  }

  /// A library with three photos in eight versions and one more each, byte by byte, and six other photos.
  ///
  /// - Returns: the ids of each photo's versions.
  func makeLibrary() throws -> [Set<String>] {
    try FileManager.default.createDirectory(atPath: folder.file("library"), withIntermediateDirectories: true)
    var families: [Set<String>] = []
    for name in Self.originals {
      let file = "\(references)/\(name).jpg"
      var family: Set<String> = [name, name + "-again"]
      for id in family {
        try FileManager.default.copyItem(atPath: file, toPath: folder.file("library/\(id).jpg"))
      }
      for copy in Self.copies(of: try ColorImage(contentsOf: file)) {
        folder.write(try copy.photo.encoded(as: .jpeg(quality: copy.quality)), to: "library/\(name)-\(copy.name).jpg")
        family.insert("\(name)-\(copy.name)")
      }
      families.append(family)
    }
    for name in ["R000000", "R000002", "R000003", "R000007", "R000008", "R000009"] {
      try FileManager.default.copyItem(
        atPath: "\(references)/\(name).jpg", toPath: folder.file("library/other-\(name).jpg"))
    }
    return families
  }

  struct Row {
    let group: Int
    let fields: [String: String]
    subscript(_ name: String) -> String { fields[name] ?? "" }
  }

  func rows(_ name: String) throws -> [Row] {
    let lines = try String(contentsOfFile: folder.file(name), encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return lines.dropFirst().map { line in
      Row(group: Int(line[0])!, fields: Dictionary(uniqueKeysWithValues: zip(lines[0], line)))
    }
  }

  func groups(_ rows: [Row]) -> [Set<String>] {
    Dictionary(grouping: rows, by: \.group).sorted { $0.key < $1.key }.map { Set($0.value.map { $0["id"] }) }
  }

  @Test("groups every version of a photo, and nothing else", arguments: ["orb", "sift"])
  func versions(extractor: String) throws {
    let families = try makeLibrary()
    let library = folder.file("library")
    let result = try Program.run(
      "duplicates", library, "-o", folder.file("g.csv"), "--extractor", extractor, "--html", folder.file("pages"))
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("3 groups of copies among 33 photos"), "\(result.output)")
    let rows = try rows("g.csv")
    #expect(Set(groups(rows)) == Set(families))
    for group in Dictionary(grouping: rows, by: \.group).values {
      // Of the largest versions, the original has the most bytes, and its copy byte by byte the later name.
      #expect(group.map { $0["is_best"] } == ["1"] + group.dropFirst().map { _ in "0" })
      #expect(Self.originals.contains(group[0]["id"]))
      #expect(group[0]["score"] == "" && group[0]["link_id"] == "" && group[0]["link_score"] == "")
      for row in group {
        #expect(row["path"] == "\(library)/\(row["id"]).jpg")
        let image = try ColorImage(contentsOf: row["path"])
        #expect(row["width"] == "\(image.width)" && row["height"] == "\(image.height)")
        #expect(row["bytes"] == "\(FileManager.default.contents(atPath: row["path"])!.count)")
      }
      for row in group.dropFirst() {
        #expect(group.contains { $0["id"] == row["link_id"] } && row["link_id"] != row["id"])
        // The way along the links is the best there is, the pair with the best photo being one of them.
        #expect(Double(row["link_score"])! >= Double(row["score"]) ?? 2)
      }
    }
    // A picture of each of the photos, and a page that shows them.
    let page = try String(contentsOfFile: folder.file("pages/index.html"), encoding: .utf8)
    for row in rows { #expect(page.contains(">\(row["id"])<")) }
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.file("pages/pictures"))
    #expect(pictures.count == rows.count)
    for name in pictures {
      #expect(page.contains("src=\"pictures/\(name)\""))
      #expect(try ColorImage(contentsOf: folder.file("pages/pictures/\(name)")).size.longestSide == 256)
    }
  }

  @Test("a store says the same as the photos, and so do several sets; only what is new is compared with --add")
  func sets() throws {
    let families = try makeLibrary()
    let library = folder.file("library")
    func find(_ arguments: String..., to name: String) throws -> ProgramResult {
      let result = try execute([Program.path, "duplicates"] + arguments + ["-o", folder.file(name), "--json"])
      #expect(result.status == 0, "\(result.messages)")
      return result
    }
    _ = try find(library, "--extractor", "sift", to: "photos.csv")
    let extracted = try Program.run("extract", library, "-o", folder.file("all.h5"), "--extractor", "sift")
    try #require(extracted.status == 0, "\(extracted.messages)")
    let json = try find(folder.file("all.h5"), to: "store.csv").json()
    #expect(
      try String(contentsOfFile: folder.file("store.csv"), encoding: .utf8)
        == String(contentsOfFile: folder.file("photos.csv"), encoding: .utf8))
    #expect(json["images"] as? Int == 33 && json["searched"] as? Int == 33 && json["copies"] as? Int == 24)
    let listed = try #require(json["groups"] as? [[String: Any]])
    #expect(Set(listed.map { Set(($0["photos"] as! [[String: Any]]).map { $0["id"] as! String }) }) == Set(families))
    for group in listed {
      let link = try #require(group["weakest_link"] as? [String: Any])
      let scores = (group["photos"] as! [[String: Any]]).compactMap {
        ($0["link"] as? [String: Any])?["score"] as? Double
      }
      #expect(link["score"] as? Double == scores.min())
    }

    // One family's versions are new, but for the original.
    try FileManager.default.createDirectory(atPath: folder.file("new"), withIntermediateDirectories: true)
    for id in families[0] where id != Self.originals[0] {
      try FileManager.default.moveItem(atPath: "\(library)/\(id).jpg", toPath: folder.file("new/\(id).jpg"))
    }
    _ = try find(library, folder.file("new"), "--extractor", "sift", to: "both.csv")
    #expect(Set(groups(try rows("both.csv"))) == Set(families))
    let old = try Program.run("extract", library, "-o", folder.file("old.h5"), "--extractor", "sift")
    try #require(old.status == 0, "\(old.messages)")
    let added = try find(folder.file("old.h5"), "--add", folder.file("new"), to: "added.csv").json()
    #expect(added["images"] as? Int == 33 && added["searched"] as? Int == 8)
    #expect(groups(try rows("added.csv")) == [families[0]])

    // The folder of the store itself, with the new photos in it, and by another way.
    for id in families[0] where id != Self.originals[0] {
      try FileManager.default.moveItem(atPath: folder.file("new/\(id).jpg"), toPath: "\(library)/\(id).jpg")
    }
    let grown = try Program.run(
      "duplicates", folder.file("old.h5"), "--add", library + "/../library", "-o", folder.file("grown.csv"))
    #expect(grown.status == 0 && grown.messages.contains("25 photos are passed over"), "\(grown.messages)")
    #expect(groups(try rows("grown.csv")) == [families[0]])
  }

  @Test("killed again and again and resumed, it gives the same bytes and leaves nothing else")
  func killed() throws {
    let (many, _) = try buildLongRun(in: folder)
    let arguments = ["duplicates", many, "--candidates", "4", "--quiet"]
    let whole = try execute([Program.path] + arguments + ["-o", folder.file("whole.csv")])
    #expect(whole.status == 0, "\(whole.messages)")
    #expect(try runKilled(arguments, output: folder.file("g.csv"), seed: 7) > 0)
    for suffix in ["", ".manifest.json"] {
      #expect(
        FileManager.default.contents(atPath: folder.file("g.csv" + suffix))
          == FileManager.default.contents(atPath: folder.file("whole.csv" + suffix)), "\(suffix)")
    }
    #expect(folder.contents == TemporaryFolder.contents([], outputs: ["g.csv", "q.h5", "r.h5", "whole.csv"]))
  }

  @Test("what can't be used is listed, whatever the number of threads")
  func unusable() throws {
    _ = try makeLibrary()
    let library = folder.file("library")
    folder.write("no photo", to: "library/broken.jpg")
    func find(_ name: String, _ more: String...) throws -> ProgramResult {
      try execute([Program.path, "duplicates", library, "-o", folder.file(name), "--extractor", "sift"] + more)
    }
    let whole = try find("g.csv")
    #expect(whole.status == 3 && whole.messages.contains("broken.jpg"), "\(whole.messages)")
    let again = try find("h.csv", "--threads", "1")
    #expect(again.status == 3)
    for suffix in ["", ".manifest.json", ".failures.csv"] {
      #expect(
        FileManager.default.contents(atPath: folder.file("g.csv" + suffix))
          == FileManager.default.contents(atPath: folder.file("h.csv" + suffix)), "\(suffix)")
    }
  }

  @Test("shards, merged in any order, are the files of one run, by orb, of several sets and of new photos, too")
  func shards() throws {
    let families = try makeLibrary()
    folder.write("no photo", to: "library/broken.jpg")
    try FileManager.default.createDirectory(atPath: folder.file("new"), withIntermediateDirectories: true)
    for id in families[0] where id != Self.originals[0] {
      try FileManager.default.moveItem(atPath: folder.file("library/\(id).jpg"), toPath: folder.file("new/\(id).jpg"))
    }
    for (number, sets) in [["library", "new"], ["new", "--add", "library"]].enumerated() {
      func find(_ output: String, _ more: String...) throws -> ProgramResult {
        try execute([Program.path, "duplicates"] + sets + ["-o", output] + more, in: folder.path)
      }
      let whole = "whole-\(number).csv"
      #expect(try find(whole).status == 3)
      let parts = (1...3).map { "part-\(number)-\($0).csv" }
      for (index, part) in parts.enumerated() {
        let result = try find(part, "--shard", "\(index + 1)/3")
        #expect(result.status == 3 && result.output.contains("shard \(index + 1)/3"), "\(result)")
      }
      let merged = "merged-\(number).csv"
      let result = try execute([Program.path, "merge"] + parts.reversed() + ["-o", merged, "--json"], in: folder.path)
      #expect(result.status == 3 && result.messages.contains("broken.jpg"), "\(result)")
      #expect(try result.json()["groups"] as? Int == Set(rows(whole).map(\.group)).count)
      for suffix in ["", ".manifest.json", ".failures.csv"] {
        let expected = FileManager.default.contents(atPath: folder.file(whole + suffix))
        #expect(expected != nil && FileManager.default.contents(atPath: folder.file(merged + suffix)) == expected)
      }
      #expect(try !rows(merged).isEmpty)
      let few = try execute([Program.path, "merge"] + parts.dropLast() + ["-o", "x.csv"], in: folder.path)
      #expect(few.status == 1 && few.messages.contains("shard 3/3 is missing"), "\(few)")
    }
    folder.write("a,b,1\n", to: "pairs.csv")
    let mixed = try execute(
      [Program.path, "merge", "part-0-1.csv", "pairs.csv", "-o", "x.csv"], in: folder.path)
    #expect(mixed.status == 64 && mixed.messages.contains("can't be joined"), "\(mixed)")
    let pages = try execute(
      [Program.path, "duplicates", "new", "-o", "x.csv", "--shard", "1/2", "--html", "pages"], in: folder.path)
    #expect(pages.status == 64 && pages.messages.contains("--html"), "\(pages)")
    #expect(!folder.contents.contains { $0.hasPrefix("x.csv") || $0 == "pages" })
  }

  @Test("a set without copies, and a folder that isn't for pages")
  func nothing() throws {
    let result = try Program.run("duplicates", references, "-o", folder.file("g.csv"), "--max-features", "100")
    #expect(result.status == 0 && result.output.contains("no copies among 18 photos"), "\(result.output)")
    #expect(try rows("g.csv").isEmpty)
    folder.write("mine", to: "mine.txt")
    let refused = try Program.run("duplicates", references, "-o", folder.file("h.csv"), "--html", folder.path)
    #expect(refused.status != 0 && refused.messages.contains("holds something else than a gallery"))
    #expect(!folder.contents.contains("h.csv"))
    let within = try Program.run("duplicates", folder.path, "-o", folder.file("h.csv"), "--html", folder.file("pages"))
    #expect(within.status == 64 && within.messages.contains("must not lie in"), "\(within.messages)")
    #expect(!folder.contents.contains("pages"))
  }
}
