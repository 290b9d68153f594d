import Foundation
import TestSupport
import Testing

/// Files that were damaged at random, read by the program: none ends it but by an exit status.
@Suite("Mutants") struct MutantTests {
  private let folder = TemporaryFolder()

  /// Some bytes of a file changed, removed, doubled or overwritten.
  private static func mutated(_ original: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 1...16, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
      case 1: bytes[place] = .random(in: 0...255, using: &generator)
      // Numbers near the borders of what 8, 16, 32 and 64 bits hold.
      case 2: for index in place..<end { bytes[index] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &generator)! }
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }

  /// As many mutants of a file as asked for, by their paths.
  private func mutants(_ count: Int, of original: String, seed: UInt64, in folder: String) throws -> [String] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: original)))
    let name = (original as NSString).lastPathComponent
    var generator = SeededGenerator(seed: seed)
    return try (0..<count).map { number in
      let path = "\(folder)/\(number)-\(name)"
      try Data(Self.mutated(bytes, using: &generator)).write(to: URL(fileURLWithPath: path))
      return path
    }
  }

  @Test("each mutant of a picture is a photo or a failure, the same on any number of threads")
  func pictures() throws {
    let corpus = Photos.corpus + "/picture"
    let photos = folder.file("photos")
    try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: corpus).sorted()
    #expect(names.count == 26)
    for (seed, name) in names.enumerated() {
      _ = try mutants(50, of: "\(corpus)/\(name)", seed: UInt64(seed), in: photos)
    }
    var stores: [Data] = []
    for threads in ["1", "2"] {
      let store = folder.file("\(threads).h5")
      let result = try Program.run(
        "extract", photos, "-o", store, "--max-pixels", "1000000", "--threads", threads, "--json", "--quiet")
      #expect(result.status == 3, "\(result)")
      let failures = try String(contentsOfFile: store + ".failures.csv", encoding: .utf8)
      let count = try result.json()["images"] as? Int ?? 0
      #expect(count > 300)
      // A mutant that was only partly read is in both.
      #expect(count + failures.split(separator: "\n").count - 1 >= 50 * names.count)
      stores.append(try Data(contentsOf: URL(fileURLWithPath: store)))
    }
    #expect(stores[0] == stores[1])
  }

  @Test("mutants of stores, packs, vector files and indexes are checked and searched, or refused")
  func files() throws {
    let store = folder.file("store.h5")
    let photos = Photos.corpus + "/picture"
    func make(_ arguments: String...) throws {
      let result = try execute([Program.path] + arguments + ["--quiet"])
      try #require(result.status == 0, "\(result)")
    }
    try make("extract", references, "-o", store, "--max-features", "20")
    try make("pack", photos, "-o", folder.file("files.pack"))
    try make("pack", photos, "-o", folder.file("pixels.pack"), "--store", "pixels", "--side", "16")
    try make("embed", photos, "--model", "gist", "-o", folder.file("vectors.h5"))
    try make("index", "flann", store, "-o", folder.file("flann"))
    let mutated = folder.file("mutants")
    try FileManager.default.createDirectory(atPath: mutated, withIntermediateDirectories: true)
    for (seed, name) in ["store.h5", "files.pack", "pixels.pack", "vectors.h5", "flann"].enumerated() {
      let paths = try mutants(100, of: folder.file(name), seed: UInt64(100 + seed), in: mutated)
      let check = try execute([Program.path, "check"] + paths + ["--quiet"])
      #expect([1, 2].contains(check.status), "\(name): \(check.status), \(check.messages)")
      for path in paths.prefix(20) {
        let arguments =
          switch name {
          case "flann": ["search", "--queries", store, "--references", store, "--index", path]
          case "vectors.h5": ["neighbors", "--queries", path, "--references", folder.file("vectors.h5")]
          default: ["search", "--queries", path, "--references", store]
          }
        let result = try execute([Program.path] + arguments + ["-o", folder.file("out.csv"), "--quiet"])
        #expect([0, 1, 3].contains(result.status), "\(path): \(result)")
      }
    }
  }

  @Test("mutants of tables are read or refused", arguments: 1...3 as ClosedRange<UInt64>)
  func tables(seed: UInt64) throws {
    let predictions = folder.write(
      "query_id,reference_id,score\n" + (0..<9).map { "Q\($0),R\($0),\($0)e-\($0)\n" }.joined() + "\"Q\"\"9\",R9,1\n",
      to: "predictions.csv")
    let truth = folder.write("query_id,reference_id\nQ0,R0\nQ1,\nQ2,R2\n", to: "truth.csv")
    let mutated = folder.file("mutants")
    try FileManager.default.createDirectory(atPath: mutated, withIntermediateDirectories: true)
    for path in try mutants(50, of: predictions, seed: seed, in: mutated) {
      let result = try Program.run("evaluate", path, truth)
      #expect([0, 1].contains(result.status), "\(path): \(result)")
    }
    for path in try mutants(50, of: truth, seed: seed, in: mutated) {
      let result = try Program.run("evaluate", predictions, path)
      #expect([0, 1].contains(result.status), "\(path): \(result)")
    }
  }
}
