import Foundation
import Storage
import TestSupport
import Testing

@Suite("facsimile check") struct CheckCommandTests {
  let folder = TemporaryFolder()

  /// A small store of the fixtures and an index over it.
  func build() throws -> (store: String, index: String) {
    let (store, index) = (folder.file("good.h5"), folder.file("good.index"))
    let extracted = try Program.run("extract", references, "-o", store, "--max-side", "160", "--max-features", "50")
    try #require(extracted.status == 0, "\(extracted.messages)")
    let indexed = try Program.run("index", "flann", store, "-o", index)
    try #require(indexed.status == 0, "\(indexed.messages)")
    return (store, index)
  }

  @Test("says that whole files are whole")
  func whole() throws {
    let (store, index) = try build()
    let result = try Program.run("check", store, index)
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output == "\(store): whole, a feature store of 18 images\n\(index): whole, an index of 18 images\n")
  }

  @Test("finds any one changed byte; no command crashes on it", arguments: 1...100 as ClosedRange<UInt64>)
  func flips(seed: UInt64) throws {
    let (store, _) = try build()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: store)))
    var generator = SeededGenerator(seed: seed)
    let position = Int.random(in: 0..<bytes.count, using: &generator)
    bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    let damaged = folder.write(bytes, to: "damaged.h5")
    let check = try Program.run("check", damaged)
    #expect(check.status == 2 && check.output.contains("\(damaged): damaged"), "byte \(position): \(check)")
    // Each of these must end by itself, with an answer or an error.
    let others = [
      ["info", damaged], ["merge", damaged, "-o", folder.file("m.h5")],
      ["index", "flann", damaged, "-o", folder.file("f.index")], ["index", damaged, "-o", folder.file("i.index")],
      ["search", "--queries", queries + "/Q00002.jpg", "--references", damaged, "-o", folder.file("p.csv")],
    ]
    for arguments in others {
      let result = try execute([Program.path] + arguments)
      #expect([0, 1, 3].contains(result.status), "byte \(position), \(arguments[0]): \(result)")
      #expect(result.status != 1 || result.messages.contains(damaged), "byte \(position), \(arguments[0]): \(result)")
    }
  }

  @Test("finds any one changed byte of a pack; no command crashes on it", arguments: 1...100 as ClosedRange<UInt64>)
  func packFlips(seed: UInt64) throws {
    let pack = folder.file("pack.h5")
    let options = seed.isMultiple(of: 2) ? [] : ["--store", "pixels", "--side", "24"]
    #expect(try execute([Program.path, "pack", queries + "/Q00002.jpg", "-o", pack] + options).status == 0)
    let whole = try Program.run("check", pack)
    #expect(whole.status == 0 && whole.output == "\(pack): whole, an image pack of 1 images\n")
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: pack)))
    var generator = SeededGenerator(seed: seed)
    let position = Int.random(in: 0..<bytes.count, using: &generator)
    bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    let damaged = folder.write(bytes, to: "damaged.h5")
    let check = try Program.run("check", damaged)
    #expect(check.status == 2 && check.output.contains("\(damaged): damaged"), "byte \(position): \(check)")
    // Each of these must end by itself, with an answer or an error.
    let others = [
      ["info", damaged], ["extract", damaged, "-o", folder.file("f.h5")], ["pack", damaged, "-o", folder.file("p.h5")],
      ["index", "flann", damaged, "-o", folder.file("f.index")], ["index", damaged, "-o", folder.file("i.index")],
    ]
    for arguments in others {
      let result = try execute([Program.path] + arguments)
      #expect([0, 1, 3].contains(result.status), "byte \(position), \(arguments[0]): \(result)")
      #expect(result.status != 1 || result.messages.contains(damaged), "byte \(position), \(arguments[0]): \(result)")
    }
  }

  @Test("finds that a store was cut short")
  func truncated() throws {
    let (store, _) = try build()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: store)))
    for length in [0, 1, 7, 8, 9, 100, bytes.count / 2, bytes.count - 20, bytes.count - 1] {
      let damaged = folder.write(Array(bytes[..<length]), to: "damaged.h5")
      let check = try Program.run("check", damaged, "--json")
      // Of a few bytes nobody can tell what they were.
      #expect(check.status == (length < 8 ? 1 : 2), "\(length) bytes: \(check)")
      #expect((check.output + check.messages).contains("damaged.h5"))
    }
  }

  @Test("names the image whose features have changed, and the manifest that tells of another store")
  func names() throws {
    let (store, _) = try build()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: store)))
    // Descriptors fill most of the store; some place among them is changed.
    let place = bytes.count / 2
    bytes[place] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: store))
    let changed = try Program.run("check", store)
    #expect(changed.status == 2)
    #expect(changed.output.contains("image ") && changed.output.contains("(R"), "\(changed.output)")
    // Whoever reads them says so, too, and writes nothing that looks whole.
    let ids = try FeatureStore(path: store).names
    let pairs = folder.write(ids.map { "\(ids[0]),\($0)\n" }.joined(), to: "pairs.csv")
    for arguments in [
      ["search", "--queries", store, "--references", store, "-o", folder.file("p.csv")],
      ["verify", "--queries", store, "--references", store, "--candidates", pairs, "-o", folder.file("p.csv")],
      ["index", store, "-o", folder.file("i.index")], ["index", "flann", store, "-o", folder.file("f.index")],
      ["export", store, "--to", "hloc-features", "-o", folder.file("h.h5")],
      ["merge", store, "-o", folder.file("m.h5")],
      ["duplicates", store, "-o", folder.file("d.csv")],
    ] {
      let result = try execute([Program.path] + arguments)
      #expect(result.status == 1, "\(arguments): \(result)")
      #expect(result.messages.contains("\(store): image ") && result.messages.contains("have changed"), "\(result)")
    }
    #expect(!folder.contents.contains { ["p.csv", "i.index", "f.index", "h.h5", "m.h5", "d.csv"].contains($0) })

    bytes[place] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: store))
    let path = store + ".manifest.json"
    let manifest = try String(contentsOfFile: path, encoding: .utf8)
    folder.write(manifest.replacing("\"images\" : 18", with: "\"images\" : 19"), to: "good.h5.manifest.json")
    let other = try Program.run("check", store)
    #expect(other.status == 2 && other.output.contains("manifest"), "\(other.output)")
  }

  @Test("a missing file and one that is none of ours")
  func otherFiles() throws {
    let missing = try Program.run("check", folder.file("none.h5"))
    #expect(missing.status == 1 && missing.messages.contains("none.h5"), "\(missing)")
    let text = folder.write("hello", to: "text.h5")
    let foreign = try Program.run("check", text)
    #expect(foreign.status == 1 && foreign.messages.contains("a text that starts with"), "\(foreign)")
    // The others are looked at all the same.
    let (store, _) = try build()
    let all = try Program.run("check", text, store)
    #expect(all.status == 1 && all.output.contains("\(store): whole"), "\(all)")
  }
}
