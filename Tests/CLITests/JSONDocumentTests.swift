import Exchange
import Foundation
import Imaging
import Storage
import TestSupport
import Testing
import Vectors

/// docs/json.md against what the commands print.
@Suite("docs/json.md") struct JSONDocumentTests {
  let folder = TemporaryFolder()

  /// The keys that the document lists for each command.
  static func documented() throws -> [String: Set<String>] {
    let text = try String(contentsOfFile: Photos.package + "/docs/json.md", encoding: .utf8)
    var keys: [String: Set<String>] = [:]
    var commands: [String] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { commands = quoted(line[...]) }
      guard line.hasPrefix("| `") else { continue }
      for command in commands {
        keys[command, default: []].formUnion(quoted(line.dropFirst(2).prefix { $0 != "|" }))
      }
    }
    return keys
  }

  private static func quoted(_ text: Substring) -> [String] {
    text.matches(of: /`([^`]+)`/).map { String($0.output.1) }
  }

  /// The keys of an object, as the document spells them.
  static func keys(of value: Any, under path: String = "") -> Set<String> {
    switch value {
    case let object as [String: Any]:
      return object.reduce(into: []) {
        $0.formUnion(keys(of: $1.value, under: path.isEmpty ? $1.key : "\(path).\($1.key)"))
      }
    case let list as [Any]:
      return list.reduce(into: [path]) { if $1 is [String: Any] { $0.formUnion(keys(of: $1, under: path + "[]")) } }
    default: return [path]
    }
  }

  /// Runs a command with `--json` and collects the keys that it prints.
  private func run(_ arguments: String..., in seen: inout [String: Set<String>]) throws {
    let result = try execute([Program.path] + arguments + ["--json"], in: folder.path)
    let object = try? JSONSerialization.jsonObject(with: Data(result.output.utf8))
    guard let object = object as? [String: Any] else {
      Issue.record("\(arguments): \(result)")
      return
    }
    let group = arguments.prefix(2).joined(separator: " ")
    let command = try Program.commands().contains { $0.name == group } ? group : arguments[0]
    seen[command, default: []].formUnion(Self.keys(of: object))
  }

  /// What `inspect` prints before it serves until it is told to end.
  private func servedObject() throws -> [String: Any] {
    let script = """
      coproc "$@"
      while read -r line <&${COPROC[0]}; do echo "$line"; [ "$line" = "}" ] && break; done
      kill -INT $COPROC_PID
      """
    let result = try execute(
      ["bash", "-c", script, "bash", Program.path, "inspect", "p.csv", "--queries", "q.h5", "--references", "r.h5"]
        + ["--no-open", "--json"], in: folder.path)
    return try result.json()
  }

  @Test("lists every key that a command prints, and none that none prints")
  func allKeys() throws {
    var seen: [String: Set<String>] = [:]
    try run("extract", queries, "-o", "q.h5", "--max-features", "200", "--levels", "4", in: &seen)
    try run("extract", references, "-o", "r.h5", "--max-features", "200", "--levels", "4", in: &seen)
    try run("merge", "q.h5", "r.h5", "-o", "all.h5", in: &seen)
    try run("pack", queries, "-o", "pack.h5", "--store", "pixels", "--side", "32", in: &seen)
    try run("index", "flann", "r.h5", "-o", "flann.index", in: &seen)
    try run("index", "r.h5", "-o", "r.index", in: &seen)
    try run("index", "add", "r.index", "q.h5", in: &seen)
    folder.write("R000001\n", to: "ids.txt")
    try run("index", "remove", "r.index", "ids.txt", in: &seen)
    try run("index", "merge", "r.index", in: &seen)
    try run("search", "--queries", "q.h5", "--references", "r.h5", "-o", "p.csv", "--shard", "1/1", in: &seen)
    try run("merge", "p.csv", "-o", "merged.csv", in: &seen)
    try run("inspect", "p.csv", "--queries", "q.h5", "--references", "r.h5", "--export", "mailed", in: &seen)
    seen["inspect"]?.formUnion(Self.keys(of: try servedObject()))
    try run(
      "verify", "--candidates", "p.csv", "--queries", "q.h5", "--references", "r.h5", "-o", "v.csv", "--combine",
      "weighted", "--weight", "0.5", in: &seen)
    try run("embed", queries, "--model", "gist", "-o", "vq.h5", in: &seen)
    folder.write(TinyONNX.meanOfChannels(shape: [1, 3, 2, 2]).bytes, to: "tiny.onnx")
    folder.write(#"{"width": 2, "height": 2}"#, to: "tiny.json")
    try run(
      "embed", queries, "--model", "tiny.onnx", "--preprocess", "tiny.json", "--engine", "opencv", "-o", "tiny.h5",
      in: &seen)
    try run("neighbors", "--queries", "vq.h5", "--references", "vq.h5", "-o", "n.csv", in: &seen)
    let net = VectorModel("net", checksum: "c0ffee", preprocessing: "{}", runtime: "engine 1")
    let writer = try VectorFileWriter(path: folder.file("net.h5"), model: net, dimension: 1)
    try writer.append(name: "x", size: ImageSize(width: 1, height: 1), vector: [1])
    try writer.finish()
    try run("neighbors", "--queries", "net.h5", "--references", "net.h5", "-o", "net.csv", in: &seen)
    let pair = folder.file("pair")
    try FileManager.default.createDirectory(atPath: pair, withIntermediateDirectories: true)
    for name in ["one", "other"] {
      try FileManager.default.copyItem(atPath: references + "/R000006.jpg", toPath: "\(pair)/\(name).jpg")
    }
    try run("duplicates", pair, "-o", "g.csv", "--html", "pages", in: &seen)
    try run("duplicates", pair, "-o", "g1.csv", "--shard", "1/1", in: &seen)
    try run("merge", "g1.csv", "-o", "merged-groups.csv", in: &seen)
    try run("match", queries + "/Q00002.jpg", references + "/R000006.jpg", "-o", "m.png", "--all", in: &seen)
    // Of so few features that a closer look is taken.
    try run("match", queries + "/Q00012.jpg", references + "/R000011.jpg", "--max-features", "60", in: &seen)
    try run(
      "match", "Q00002", "R000006", "--queries", "q.h5", "--references", "r.h5", "--predictions", "v.csv",
      "--candidates",
      "p.csv", in: &seen)
    let photo = [UInt8](try #require(FileManager.default.contents(atPath: references + "/R000006.jpg")))
    let cut = folder.write(Array(photo.prefix(photo.count * 3 / 4)), to: "cut.jpg")
    try run("match", cut, cut, in: &seen)
    for file in ["q.h5", "pack.h5", "r.index", "flann.index", "vq.h5", "net.h5"] { try run("info", file, in: &seen) }
    try run("check", "q.h5", "nowhere.h5", in: &seen)

    let truth = Photos.fixtures + "/ground_truth.csv"
    let table = Photos.fixtures + "/queries.csv"
    // Each list finds a pair that the other has behind wrong ones.
    let rows = try String(contentsOfFile: truth, encoding: .utf8).split(separator: "\n").dropFirst()
    let pairs = rows.filter { !$0.hasSuffix(",") }
    let alone = try #require(rows.first { $0.hasSuffix(",") })
    let wrong = (1...5).map { "\(alone)R00000\($0),1\n" }.joined()
    func write(_ name: String, without missed: Substring) {
      let found = pairs.filter { $0 != missed }.map { "\($0),9\n" }.joined()
      folder.write(found + wrong + "\(missed),0.1\n", to: name)
    }
    write("one.csv", without: pairs[0])
    write("other.csv", without: pairs[1])
    let labels = [("\(pairs[2])", "copy"), ("\(alone)R000001", "not_copy")].map { pair, label in
      let ids = pair.split(separator: ",")
      return "{\"query_id\":\"\(ids[0])\",\"reference_id\":\"\(ids[1])\",\"label\":\"\(label)\"}\n"
    }
    folder.write(
      "{\"format\":\"facsimile-labels\",\"format_version\":1}\n" + labels.joined(), to: "l.jsonl")
    try run("labels", "l.jsonl", "--onto", truth, "-o", "corrected.csv", in: &seen)
    try run(
      "evaluate", "one.csv", truth, "--labels", "l.jsonl", "--queries", queries, "--references", references, "--plot",
      "pr.svg", "--reliability", "r.svg", "--by", table, "--errors", "e.csv",
      "--compare", "other.csv",
      "--track-rules", "drivendata", "--threshold", "0.5", in: &seen)

    try run(
      "tune", "--queries", "q.h5", "--references", "r.h5", "--truth", truth, "-o", "t.json", "--plot", "t.svg",
      "--settings", "models", "max-error", "--trials", "3", in: &seen)

    try run("export", "r.h5", "--to", "hloc-features", "-o", "hloc.h5", in: &seen)
    try run("export", "q.h5", "r.h5", "--to", "colmap", "--pairs", "p.csv", "-o", "c.db", in: &seen)
    try run("export", "p.csv", "--to", "pairs", "-o", "pairs.txt", in: &seen)
    try run("import", "hloc.h5", "-o", "back.h5", in: &seen)
    try run("import", "pairs.txt", "-o", "pairs.csv", in: &seen)
    for name in ["a.h5", "b.h5"] {
      try ISC2021Descriptors.write(
        VectorSet(ids: ["x", "y"], dimension: 2, values: [1, 0, 0, 1]), to: folder.file(name))
    }
    try run("import", "a.h5", "b.h5", "-o", "track.h5", in: &seen)

    let documented = try Self.documented()
    #expect(
      Set(documented.keys) == Set(try Program.commands().map(\.name)), "a command is documented, or prints nothing")
    for (command, printed) in seen.sorted(by: { $0.key < $1.key }) {
      let told = documented[command] ?? []
      func covers(_ entry: String, _ key: String) -> Bool {
        entry == key || (entry.hasSuffix(".*") && key.hasPrefix(entry.dropLast()))
      }
      for key in printed.sorted() {
        #expect(told.contains { covers($0, key) }, "\(command) prints \(key), which docs/json.md doesn't list")
        // As of camelCase with a plural of an abbreviation in it; coordinates are letters.
        #expect(key.firstMatch(of: /(^|[._])([a-wz](_|$)|[xy]_)/) == nil, "\(command): \(key)")
      }
      for entry in told.sorted() where !["files[].error"].contains(entry) || command == "check" {
        // verify has what search hasn't.
        if command == "search", ["options.combine", "options.weight"].contains(entry) { continue }
        #expect(printed.contains { covers(entry, $0) }, "docs/json.md lists \(entry), which \(command) doesn't print")
      }
    }
  }

  @Test("an error is an object on stderr, that of bad usage included; without --json it has one prefix")
  func errors() throws {
    let cases: [(arguments: [String], status: Int32, part: String)] = [
      (["info", "/nowhere"], 1, "/nowhere"), (["extract", queries], 64, "--output"), (["serch"], 64, "search"),
      (["extract", queries, "-o", folder.file("f.h5"), "--max-features", "0"], 64, "--max-features is 0"),
      (["evaluate", "/nowhere.csv", "/nowhere.csv", "--plot", "x.pdf"], 64, "x.pdf"),
    ]
    for (arguments, status, part) in cases {
      let json = try execute([Program.path] + arguments + ["--json"])
      #expect(json.status == status && json.output.isEmpty, "\(arguments): \(json)")
      let error = try JSONDecoder().decode([String: String].self, from: Data(json.messages.utf8))
      #expect(error.count == 1 && error["error"]?.contains(part) ?? false, "\(arguments): \(json.messages)")
      let text = try execute([Program.path] + arguments)
      #expect(text.status == status && text.output.isEmpty)
      #expect(text.messages.hasPrefix("facsimile: error: \(error["error"] ?? "")\n"), "\(arguments): \(text.messages)")
    }
  }
}
