import Foundation
import TestSupport
import Testing

/// Outputs that are no files, files that are none, and what the system has little of.
@Suite("facsimile, odd files") struct OddFileTests {
  let folder = TemporaryFolder()
  let photo = queries + "/Q00002.jpg"

  func run(_ arguments: String...) throws -> ProgramResult {
    try execute([Program.path] + arguments, in: folder.path)
  }

  /// Runs a line of shell in which `$F` is the program; one that waits for something is ended after a minute.
  func shell(_ line: String) throws -> ProgramResult {
    try execute(["timeout", "-k", "1", "60", "bash", "-c", "F='\(Program.path)'; \(line)"], in: folder.path)
  }

  func makeStore() throws {
    let result = try run("extract", photo, "-o", "r.h5", "--max-features", "20", "--quiet")
    try #require(result.status == 0, "\(result.messages)")
  }

  @Test("an output, or what stands beside it, that is a link is refused before any work, and stays")
  func links() throws {
    try makeStore()
    folder.write("old", to: "there")
    for (link, target) in [("to-file", "there"), ("to-nothing", "nowhere"), ("x.manifest.json", "there")] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
    }
    for output in ["to-file", "to-nothing", "x"] {
      for arguments in [
        ["extract", photo], ["search", "--queries", photo, "--references", photo], ["pack", photo],
        ["export", "r.h5", "--to", "ids"], ["index", "flann", "r.h5"], ["embed", photo, "--model", "gist"],
        ["merge", "r.h5"], ["duplicates", photo],
      ] {
        let before = folder.contents
        let result = try execute([Program.path] + arguments + ["-o", output], in: folder.path)
        #expect(result.status == 1 && result.messages.contains("it is a link"), "\(arguments) \(output): \(result)")
        #expect(folder.contents == before, "\(arguments) \(output)")
      }
    }
    #expect(folder.text("there") == "old")
    // What /dev/stdout is, which root could lose.
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("stdout"), withDestinationPath: "/proc/self/fd/1")
    let standard = try shell("$F extract '\(photo)' -o stdout > out; echo $?; ls -l stdout; cat out")
    #expect(standard.output.hasPrefix("1\n") && standard.output.contains("stdout -> "), "\(standard)")
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    let pipe = try run("extract", photo, "-o", "pipe")
    #expect(pipe.status == 1 && pipe.messages.contains("no regular file"), "\(pipe)")
  }

  @Test("a side file that is a link or a pipe is refused at once, and nothing is written to what it leads to")
  func sideFiles() throws {
    folder.write("precious", to: "precious")
    try FileManager.default.createSymbolicLink(atPath: folder.file("a.partial"), withDestinationPath: "precious")
    #expect(mkfifo(folder.file("b.partial"), 0o600) == 0)
    for (output, reason) in [("a", "it is a link"), ("b", "it is a pipe")] {
      for resume in ["", "--resume"] {
        for command in ["extract '\(photo)'", "search --queries '\(photo)' --references '\(photo)'"] {
          let result = try shell("$F \(command) -o \(output) \(resume)")
          #expect(result.status == 1 && result.messages.contains(reason), "\(command) \(output) \(resume): \(result)")
        }
      }
    }
    #expect(folder.contents == ["a.partial", "b.partial", "precious"] && folder.text("precious") == "precious")
  }

  @Test("pipes among photos and in their place are said and skipped, not waited for")
  func pipes() throws {
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    folder.write("pipe\n/dev/zero\n\(photo)\n", to: "list.txt")
    let result = try shell("$F extract list.txt -o f.h5")
    #expect(result.status == 3, "\(result)")
    let list = folder.text("f.h5.failures.csv")
    #expect(list.count("it is a pipe, a socket or a device, not a file") == 2, "\(list)")
    for command in ["match '\(photo)' pipe", "match '\(photo)' /dev/zero", "info pipe", "check pipe"] {
      let result = try shell("$F \(command)")
      #expect(result.status == 1 && result.messages.contains("it is a pipe"), "\(command): \(result)")
    }
  }

  @Test("the first SIGTERM ends what waits, or a library's long step")
  func signal() throws {
    try makeStore()
    #expect(mkfifo(folder.file("list"), 0o600) == 0)
    // Nobody ever writes to the list.
    for command in ["extract list -o f.h5", "import list -o p.csv --format pairs", "export list --to pairs -o p.txt"] {
      // Killed by it, it had not begun to listen: a busy machine takes its time.
      var result: ProgramResult?
      for pause in [0.5, 2, 10] where result == nil || result?.output == "143\n" {
        result = try shell("$F \(command) & sleep \(pause); kill -TERM $!; wait $!; echo $?")
      }
      let ended = try #require(result)
      #expect(ended.output == "130\n", "\(command): \(ended)")
      #expect(ended.messages.contains("facsimile: error: interrupted"), "\(command): \(ended)")
    }
  }

  @Test("what killed runs left of an output's name is removed by the next, of export and import, too")
  func leftovers() throws {
    try makeStore()
    folder.write("a b\n", to: "pairs.txt")
    for (arguments, output) in [
      (["export", "r.h5", "--to", "colmap"], "c.db"), (["export", "r.h5", "--to", "hloc-features"], "h.h5"),
      (["import", "pairs.txt"], "p.csv"), (["neighbors", "--queries", "v.h5", "--references", "v.h5"], "n.csv"),
    ] {
      if arguments[0] == "neighbors" {
        #expect(try run("embed", photo, "--model", "gist", "-o", "v.h5").status == 0)
      }
      folder.write("half", to: ".\(output).1abc9.partial")
      folder.write("half", to: ".\(output).manifest.json.1abc9.partial")
      let result = try execute([Program.path] + arguments + ["-o", output], in: folder.path)
      #expect(result.status == 0, "\(result)")
      #expect(!folder.contents.contains { $0.hasPrefix(".") }, "\(arguments): \(folder.contents)")
    }
  }

  @Test("a result that can't be printed is an error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func full() throws {
    try makeStore()
    for command in ["info r.h5", "info r.h5 --json", "check r.h5", "match '\(photo)' '\(photo)'"] {
      let result = try shell("$F \(command) > /dev/full")
      #expect(result.status == 1 && result.messages.contains("No space left on device"), "\(command): \(result)")
    }
  }

  @Test("few open files are a clear error, not a trap", arguments: [4, 6, 31])
  func openFiles(limit: Int) throws {
    let result = try shell("ulimit -n \(limit); exec $F extract '\(photo)' -o f.h5")
    #expect(result.status == 1 && result.messages.contains("ulimit -n 32"), "\(result)")
    #expect(try shell("ulimit -n 32; exec $F extract '\(photo)' -o f.h5").status == 0)
    #expect(try shell("ulimit -S -n 6; exec $F extract '\(photo)' -o f.h5").status == 0)
  }

  @Test(
    "too little memory for code and stacks is told of, and nothing waits for ever", arguments: [140, 150, 160, 200])
  func memory(limit: Int) throws {
    let result = try shell("ulimit -v $((\(limit) * 1000)); exec $F extract '\(photo)' -o f.h5")
    #expect(result.status == 1 && result.messages.contains("ulimit -v"), "\(result)")
  }

  @Test("a COLMAP database that is there is replaced where that is asked for alone")
  func database() throws {
    try makeStore()
    #expect(try run("export", "r.h5", "--to", "colmap", "-o", "c.db").status == 0)
    let before = folder.text("c.db")
    let refused = try run("export", "r.h5", "--to", "colmap", "-o", "c.db")
    #expect(refused.status == 1 && refused.messages.contains("--overwrite"), "\(refused)")
    #expect(folder.text("c.db") == before)
    #expect(try run("export", "r.h5", "--to", "colmap", "-o", "c.db", "--overwrite").status == 0)
  }

  @Test("photos of one look, whose names Unicode writes in two ways, go through every command")
  func twoSpellings() throws {
    try makeFolder("p")
    for (name, photo) in [("\u{E9}", "Q00002"), ("e\u{301}", "Q00007")] {
      try FileManager.default.copyItem(atPath: "\(queries)/\(photo).jpg", toPath: folder.file("p/\(name).jpg"))
    }
    for arguments in [
      ["extract", "p", "-o", "f.h5"], ["pack", "p", "-o", "k.h5"], ["extract", "k.h5", "-o", "g.h5"],
      ["index", "f.h5", "-o", "i"],
      ["search", "--queries", "p", "--references", "f.h5", "-o", "s.csv"],
      ["search", "--queries", "k.h5", "--references", "f.h5", "--index", "i", "-o", "s.csv"],
      ["export", "f.h5", "--to", "colmap", "--photos", "p", "-o", "c.db"],
      ["export", "f.h5", "--to", "hloc-features", "--photos", "p", "-o", "h.h5"],
      ["export", "f.h5", "--to", "ids", "--photos", "p", "-o", "ids.txt"],
    ] {
      let result = try execute([Program.path] + arguments + ["--quiet"], in: folder.path)
      #expect(result.status == 0, "\(arguments): \(result)")
    }
    #expect(try run("check", "f.h5", "g.h5", "k.h5").status == 0)
    #expect(lines("ids.txt").count == 2)

    // Each photo finds itself alone, by its own name.
    let rows = Set(lines("s.csv").dropFirst().map { $0.split(separator: UInt8(ascii: ",")).prefix(2).map(Array.init) })
    let names = ["\u{E9}", "e\u{301}"].map { Array($0.utf8) }
    #expect(rows == Set(names.map { [$0, $0] }))
    // What is true of one is true of its twin alone where the bytes say so.
    for (isSwapped, precision) in [(false, 1.0), (true, 0)] {
      let pairs = zip(names, isSwapped ? names.reversed() : names)
      let truth = pairs.reduce(Array("query_id,reference_id\n".utf8)) { $0 + $1.0 + [UInt8(ascii: ",")] + $1.1 + [10] }
      try Data(truth).write(to: URL(fileURLWithPath: folder.file("t.csv")))
      let result = try run("evaluate", "s.csv", "t.csv", "--json")
      let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
      #expect(result.status == 0 && json?["micro_average_precision"] as? Double == precision, "\(result)")
    }
    // What is missing is told from what looks like it.
    folder.write("\u{E9}\n", to: "removed.txt")
    #expect(try run("index", "remove", "i", "removed.txt").status == 0)
    let missing = try run("index", "remove", "i", "removed.txt")
    #expect(missing.status == 1 && missing.messages.contains(#"e\xcc\x81"#), "\(missing)")
  }

  private func lines(_ name: String) -> [[UInt8]] {
    (FileManager.default.contents(atPath: folder.file(name)) ?? Data()).split(separator: 10).map(Array.init)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
  }
}

extension TemporaryFolder {
  /// What a file holds; empty where there is none.
  fileprivate func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: file(name)) ?? Data(), as: UTF8.self)
  }
}

extension String {
  fileprivate func count(_ part: String) -> Int { ranges(of: part).count }
}
