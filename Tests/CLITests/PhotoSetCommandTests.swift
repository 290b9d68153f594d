import Foundation
import Imaging
import Storage
import TestSupport
import Testing

/// Sets of photos as people have them, through the program.
@Suite("facsimile, sets of photos") struct PhotoSetCommandTests {
  let folder = TemporaryFolder()
  let options = ["--max-features", "40", "--max-side", "160"]

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
  }

  private func writePhoto(_ name: String, seed: Int) throws {
    try syntheticPhoto(width: 96, height: 80, seed: UInt64(seed)).write(to: folder.file(name))
  }

  private func run(_ arguments: [String]) throws -> ProgramResult {
    try execute([Program.path] + arguments, in: folder.path)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  @Test("200 folders of equal names are one set, given as a folder or a list, whole, in shards, or as a store")
  func equalNames() throws {
    var paths: [String] = []
    for index in 0..<200 {
      let name = "set \(index)"
      try makeFolder("tree/\(name)")
      try writePhoto("tree/\(name)/image_0001.png", seed: index)
      paths.append("\(name)/image_0001.png")
    }
    try writePhoto("tree/solo.png", seed: 1000)
    paths.sort()
    let note =
      "tree: 200 of 201 photos are called by their paths, as names without folder and extension don't tell them apart"
    let whole = try run(["extract", "tree", "-o", "whole.h5"] + options)
    #expect(whole.status == 0 && whole.messages.contains("facsimile: \(note)\n"), "\(whole.messages)")
    #expect(try FeatureStore(path: folder.file("whole.h5")).names == paths + ["solo"])

    folder.write((paths + ["solo.png"]).map { "tree/\($0)\n" }.joined(), to: "list.txt")
    #expect(try run(["extract", "list.txt", "-o", "list.h5"] + options).status == 0)
    #expect(try FeatureStore(path: folder.file("list.h5")).names == ["solo"] + paths.map { "tree/\($0)" })

    for shard in 1...3 {
      let part = try run(["extract", "tree", "-o", "\(shard).h5", "--shard", "\(shard)/3"] + options)
      #expect(part.status == 0, "\(part.messages)")
    }
    #expect(try run(["merge", "1.h5", "2.h5", "3.h5", "-o", "merged.h5"]).status == 0)
    for suffix in ["", ".manifest.json"] {
      #expect(
        FileManager.default.contents(atPath: folder.file("merged.h5" + suffix))
          == FileManager.default.contents(atPath: folder.file("whole.h5" + suffix)))
    }

    let refused = try run(["extract", "tree", "-o", "stem.h5", "--ids", "stem"] + options)
    #expect(refused.status == 1 && refused.messages.contains("tree/set 0/image_0001.png and "), "\(refused.messages)")
    #expect(try run(["extract", "tree", "-o", "path.h5", "--ids", "path", "--quiet"] + options).messages == "")
    #expect(try FeatureStore(path: folder.file("path.h5")).names == paths + ["solo.png"])
    #expect(try run(["info", "path.h5", "--json"]).json()["ids"] as? String == "path")

    // In itself: no photo finds itself, by the folder or by the store.
    let itself = try run(["search", "--queries", "tree", "--references", "tree", "-o", "self.csv"] + options)
    #expect(itself.status == 0 && itself.messages.components(separatedBy: note).count == 2, "\(itself.messages)")
    let store = try run([
      "search", "--queries", "tree", "--references", "whole.h5", "--exclude-self", "-o", "store.csv",
    ])
    #expect(store.status == 0)
    for output in ["self.csv", "store.csv"] {
      for row in try text(output).split(separator: "\n").dropFirst() {
        let fields = row.split(separator: ",")
        #expect(fields[0] != fields[1], "\(row)")
      }
    }

    // Candidates by paths of any length; a name of 200 photos is none.
    let known = ["/x/tree/set 7/image_0001.png", "solo.png", "set 9/image_0001.png"]
    folder.write(known.map { "set 7/image_0001.png,\($0)\n" }.joined(), to: "pairs.csv")
    let verified = try run([
      "verify", "--candidates", "pairs.csv", "--queries", "tree", "--references", "whole.h5", "-o", "v.csv",
    ])
    #expect(verified.status == 0, "\(verified.messages)")
    #expect(try text("v.csv").contains("\nset 7/image_0001.png,set 7/image_0001.png,"))
    folder.write("solo,image_0001\n", to: "pairs.csv")
    let ambiguous = try run([
      "verify", "--candidates", "pairs.csv", "--queries", "tree", "--references", "tree", "-o", "v.csv",
    ])
    #expect(
      ambiguous.status == 1
        && ambiguous.messages.contains("\"image_0001\" may be 200 photos of tree: set 0/image_0001.png, set 1/"),
      "\(ambiguous.messages)")
  }

  @Test("sets that are joined have the same ids, whether as folders or as stores, and a query among them has its own")
  func joined() throws {
    for (index, name) in ["spring", "summer"].enumerated() {
      try makeFolder(name)
      for photo in 0..<3 { try writePhoto("\(name)/\(photo).png", seed: 10 * index + photo) }
      let result = try run(["extract", name, "-o", "\(name).h5", "--extractor", "sift"] + options)
      #expect(result.status == 0, "\(result.messages)")
    }
    try writePhoto("summer/9.png", seed: 0)
    #expect(try run(["extract", "summer", "-o", "summer.h5", "--extractor", "sift"] + options).status == 0)
    var predictions: [String] = []
    for sets in [
      ["spring", "spring", "summer"], ["spring.h5", "spring.h5", "summer.h5"], ["spring", "spring.h5", "summer"],
    ] {
      let result = try run(
        ["search", "--queries", sets[0], "--references", sets[1], sets[2], "--exclude-self", "-o", "p.csv"]
          + (sets == ["spring", "spring", "summer"] ? ["--extractor", "sift"] + options : []))
      #expect(result.status == 0, "\(result.messages)")
      predictions.append(try text("p.csv"))
    }
    #expect(Set(predictions).count == 1)
    #expect(predictions[0].contains("\nspring/0,9,") && !predictions[0].contains("spring/0,spring/0"))
  }

  @Test("x.jpg beside x.png is no error")
  func equalStems() throws {
    try makeFolder("p")
    for (seed, name) in ["p/x.png", "p/x.jpg"].enumerated() { try writePhoto(name, seed: seed) }
    #expect(try run(["extract", "p", "-o", "f.h5"]).status == 0)
    #expect(try FeatureStore(path: folder.file("f.h5")).names == ["x.jpg", "x.png"])
    #expect(try run(["pack", "p", "-o", "p.h5"]).status == 0)
    #expect(try ImagePack(path: folder.file("p.h5")).names == ["x.jpg", "x.png"])
    #expect(try run(["pack", "p", "-o", "p.h5", "--ids", "stem"]).status == 1)
  }

  @Test("a folder with links to itself is one photo, with a note", .timeLimit(.minutes(1)))
  func links() throws {
    try makeFolder("t")
    try writePhoto("t/x.png", seed: 1)
    for link in ["t/a", "t/b"] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: ".")
    }
    let result = try run(["extract", "t", "-o", "f.h5"])
    #expect(result.status == 0 && result.output.hasSuffix(" of 1 images in f.h5\n"), "\(result.output)")
    #expect(result.messages.contains("t: 2 names passed over (links to what is there under another name: 2)"))
  }

  @Test(
    "a name that is no UTF-8 is opened by its bytes, from a folder, a list and the command line, and written escaped")
  func bytes() throws {
    try makeFolder("p")
    try writePhoto("p/good.png", seed: 1)
    let script =
      #"cp p/good.png p/latin$'\xff'.png; echo text > p/broken$'\xe9'.png; printf 'p/latin\xff.png\n' > list.txt"#
    #expect(try execute(["bash", "-c", script], in: folder.path).status == 0)
    let result = try run(["extract", "p", "-o", "f.h5"])
    #expect(
      result.status == 3 && result.messages.contains(#"skipped: p/broken\xe9.png: it is no "#), "\(result.messages)")
    #expect(try text("f.h5.failures.csv").contains("\n" + #"p/broken\xe9.png,"#))
    #expect(try FeatureStore(path: folder.file("f.h5")).names == ["good", #"latin\xff"#])
    #expect(try run(["extract", "list.txt", "-o", "l.h5"]).status == 0)
    #expect(try FeatureStore(path: folder.file("l.h5")).imagePath(at: 0) == #"p/latin\xff.png"#)
    for argument in [#"p/latin$'\xff'.png"#, #"'p/latin\xff.png'"#] {
      let match = try execute(
        ["bash", "-c", "exec \"$0\" match \(argument) p/good.png", Program.path], in: folder.path)
      #expect(match.status == 0 && match.output.contains(#"p/latin\xff.png"#), "\(match.output)\(match.messages)")
    }
    let output = try execute(
      ["bash", "-c", #"exec "$0" extract p/good.png -o o$'\xfe'.h5"#, Program.path], in: folder.path)
    #expect(output.status == 0)
    #expect(try execute(["bash", "-c", #"test -f o$'\xfe'.h5"#], in: folder.path).status == 0)
    #expect(try run(["check", #"o\xfe.h5"#]).status == 0)
  }

  @Test("photos without features are named and counted, in text, JSON and files, but nothing was skipped")
  func featureless() throws {
    try makeFolder("p")
    try writePhoto("p/good.png", seed: 1)
    try GrayImage(width: 90, height: 90, filledWith: 250).write(to: folder.file("p/blank.png"))
    let result = try run(["extract", "p", "-o", "f.h5"])
    #expect(result.status == 0 && result.output.contains(" of 2 images, 1 of them without any, in f.h5\n"))
    #expect(
      result.messages.contains("p/blank.png: no features were found in it\n")
        && result.messages.contains("1 photo has no features and can't be found, listed in f.h5.failures.csv\n"))
    #expect(try text("f.h5.failures.csv") == "input,reason\np/blank.png,no features were found in it\n")
    let json = try run(["extract", "p", "-o", "f.h5", "--json"]).json()
    #expect(json["without_features"] as? [String] == ["p/blank.png"] && json["skipped"] as? Int == 0)
    for set in ["p", "f.h5"] {
      let search = try run(["search", "--queries", set, "--references", "p/good.png", "-o", "p.csv"])
      #expect(search.status == 0 && search.output.contains("; 1 photo has no features"), "\(search.output)")
      #expect(try text("p.csv.failures.csv") == "input,reason\np/blank.png,no features were found in it\n")
      let json = try run(["search", "--queries", "p/good.png", "--references", set, "-o", "p.csv", "--json"]).json()
      #expect(json["without_features"] as? [String] == ["p/blank.png"])
    }
    // Merged alone, the store brings what its manifest tells.
    #expect(try run(["merge", "f.h5", "-o", "m.h5"]).status == 0)
    #expect(try text("m.h5.failures.csv") == text("f.h5.failures.csv"))
  }

  @Test("what is named like an image and can't be read is skipped with the reason, status 3")
  func unreadable() throws {
    try makeFolder("p")
    try writePhoto("p/good.png", seed: 1)
    #expect(mkfifo(folder.file("p/pipe.jpg"), 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: folder.file("p/gone.jpg"), withDestinationPath: "nowhere")
    folder.write("", to: "p/empty.jpg")
    let result = try run(["extract", "p", "-o", "f.h5"])
    #expect(result.status == 3)
    #expect(
      try text("f.h5.failures.csv") == """
        input,reason
        p/empty.jpg,the file is empty
        p/gone.jpg,it can't be read: it is a link that leads to no file
        p/pipe.jpg,"it can't be read: it is a pipe, a socket or a device, not a file"

        """)
  }

  @Test("a list with a byte order mark is read; a table and UTF-16 are named as such")
  func lists() throws {
    try writePhoto("a.png", seed: 1)
    folder.write("\u{FEFF}a.png\r\n", to: "list.txt")
    #expect(try run(["extract", "list.txt", "-o", "f.h5"]).status == 0)
    folder.write("query_id,reference_id\na,b\n", to: "list.csv")
    let table = try run(["extract", "list.csv", "-o", "f.h5"])
    #expect(table.status == 1 && table.messages.contains("list.csv:1: commas divide the line"), "\(table.messages)")
    folder.write([0xFF, 0xFE] + "a.png\n".utf8.flatMap { [$0, 0] }, to: "list.txt")
    let wide = try run(["extract", "list.txt", "-o", "f.h5"])
    #expect(wide.status == 1 && wide.messages.contains("list.txt: a text in UTF-16"), "\(wide.messages)")
  }

  @Test("a list that comes through a pipe is read whole")
  func pipedList() throws {
    let photos = ["Q00002", "Q00007"].map { "\(queries)/\($0).jpg" }
    let list = photos.map { "'\($0)'" }.joined(separator: " ")
    let result = try execute([
      "bash", "-c", "'\(Program.path)' extract <(printf '%s\\n' \(list)) -o '\(folder.file("piped.h5"))' --json",
    ])
    #expect(result.status == 0, "\(result.messages)")
    #expect(try result.json()["images"] as? Int == 2)
  }
}
