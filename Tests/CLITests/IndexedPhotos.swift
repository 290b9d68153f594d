import Foundation
import TestSupport
import Testing

/// Stores of the fixtures' photos, to make indexes of.
struct IndexedPhotos {
  let folder = TemporaryFolder()
  /// Of the references, three.
  let stores: [String]
  /// Of some queries.
  let queries: String
  /// Photos of each store, and a list of their ids.
  let counts: [Int]
  let ids: [String]
  /// How features are found.
  let options: [String]

  init(extractor: String = "sift") throws {
    options = ["--extractor", extractor, "--max-side", "320", "--max-features", "200"]
    let photos = try FileManager.default.contentsOfDirectory(atPath: references).sorted()
    let parts = [Array(photos[..<7]), Array(photos[7..<13]), Array(photos[13...])]
    let names = ["a", "b", "c"]
    for (name, part) in zip(names, parts) {
      let list = folder.write(part.map { references + "/" + $0 }.joined(separator: "\n"), to: name + ".list.txt")
      let extracted = try execute([Program.path, "extract", list, "-o", folder.file(name + ".h5")] + options)
      try #require(extracted.status == 0, "\(extracted)")
      folder.write(part.map { $0.prefix { $0 != "." } + "\n" }.joined(), to: name + ".txt")
    }
    stores = names.map { [folder] in folder.file($0 + ".h5") }
    ids = names.map { [folder] in folder.file($0 + ".txt") }
    counts = parts.map(\.count)
    queries = folder.file("q.h5")
    let some = try FileManager.default.contentsOfDirectory(atPath: CLITests.queries).sorted().prefix(10)
    let list = folder.write(some.map { CLITests.queries + "/" + $0 }.joined(separator: "\n"), to: "q.list.txt")
    let extracted = try execute([Program.path, "extract", list, "-o", queries] + options)
    try #require(extracted.status == 0, "\(extracted)")
  }

  func file(_ name: String) -> String { folder.file(name) }

  func run(_ arguments: [String]...) throws -> ProgramResult {
    try execute([Program.path] + arguments.flatMap { $0 })
  }

  func expectDone(_ arguments: String..., at: SourceLocation = #_sourceLocation) throws {
    let result = try execute([Program.path] + arguments)
    #expect(result.status == 0, "\(arguments): \(result)", sourceLocation: at)
  }

  func build(_ stores: [String], as name: String, _ more: String...) throws -> String {
    let index = file(name)
    let result = try execute([Program.path, "index"] + stores + ["-o", index, "--quiet"] + more)
    try #require(result.status == 0, "\(result)")
    return index
  }

  /// Names of what is in an index's folder.
  func names(in index: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: index)) ?? [] }

  /// The files of an index.
  func bytes(of index: String) -> [String: Data] {
    let files = names(in: index).compactMap { name in
      FileManager.default.contents(atPath: index + "/" + name).map { (name, $0) }
    }
    return Dictionary(uniqueKeysWithValues: files)
  }

  /// The bytes of its segments, whatever they are called.
  func segments(of index: String) -> Set<Data> {
    Set(bytes(of: index).filter { $0.key.hasPrefix("segment-") }.values)
  }

  /// What a search by an index finds: candidates and predictions.
  func search(_ index: String) throws -> String {
    let outputs = TemporaryFolder()
    let lists = [outputs.file("p.csv"), outputs.file("c.csv")]
    let result = try execute(
      [Program.path, "search", "--queries", queries, "--references"] + stores
        + ["--index", index, "-o", lists[0], "--write-candidates", lists[1], "--candidates", "3", "--quiet"])
    try #require(result.status == 0, "\(result)")
    return try lists.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined(separator: "\n")
  }
}
