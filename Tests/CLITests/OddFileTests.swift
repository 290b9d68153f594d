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

  func makeVectors() throws {
    let result = try run("embed", photo, "--model", "gist", "-o", "v.h5")
    try #require(result.status == 0, "\(result.messages)")
  }

  func makeStore() throws {
    let result = try run("extract", photo, "-o", "r.h5", "--max-features", "20", "--quiet")
    try #require(result.status == 0, "\(result.messages)")
  }

  @Test("an output, or what stands beside it, that is a link is refused before any work, and stays")
  func links() throws {
    try makeStore()
    try makeVectors()
    folder.write("old", to: "there")
    for (link, target) in [("to-file", "there"), ("to-nothing", "nowhere"), ("x.manifest.json", "there")] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
    }
    for output in ["to-file", "to-nothing", "x"] {
      for arguments in [
        ["extract", photo], ["search", "--queries", photo, "--references", photo], ["pack", photo],
        ["export", "r.h5", "--to", "ids"], ["index", "flann", "r.h5"], ["embed", photo, "--model", "gist"],
        ["merge", "r.h5"], ["duplicates", photo], ["neighbors", "--queries", "v.h5", "--references", "v.h5"],
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
    try makeVectors()
    folder.write("precious", to: "precious")
    try FileManager.default.createSymbolicLink(atPath: folder.file("a.partial"), withDestinationPath: "precious")
    #expect(mkfifo(folder.file("b.partial"), 0o600) == 0)
    for (output, reason) in [("a", "it is a link"), ("b", "it is a pipe")] {
      for resume in ["", "--resume"] {
        for command in [
          "extract '\(photo)'", "search --queries '\(photo)' --references '\(photo)'", "embed '\(photo)' --model gist",
          "neighbors --queries v.h5 --references v.h5",
        ] {
          let result = try shell("$F \(command) -o \(output) \(resume)")
          #expect(result.status == 1 && result.messages.contains(reason), "\(command) \(output) \(resume): \(result)")
        }
      }
    }
    #expect(folder.contents == ["a.partial", "b.partial", "precious", "v.h5", "v.h5.manifest.json"])
    #expect(folder.text("precious") == "precious")
  }

  @Test("pipes among photos and in their place are said and skipped, not waited for")
  func pipes() throws {
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    folder.write("pipe\n/dev/zero\n\(photo)\n", to: "list.txt")
    let result = try shell("$F extract list.txt -o f.h5")
    #expect(result.status == 3, "\(result)")
    let list = folder.text("f.h5.failures.csv")
    #expect(list.count("it is a pipe, a socket or a device, not a file") == 2, "\(list)")
    // Of NumPy's vectors, the ids lie beside.
    folder.write(NumPyArray.bytes([[0]]), to: "v.npy")
    #expect(mkfifo(folder.file("v.ids.txt"), 0o600) == 0)
    for command in [
      "match '\(photo)' pipe", "match '\(photo)' /dev/zero", "info pipe", "check pipe",
      "neighbors --queries pipe --references pipe -o n.csv", "neighbors --queries v.npy --references v.npy -o n.csv",
      "embed '\(photo)' --model pipe --engine opencv -o v.h5",
      "embed '\(photo)' --model v.npy --preprocess pipe --engine opencv -o v.h5",
    ] {
      let result = try shell("$F \(command)")
      #expect(result.status == 1 && result.messages.contains("it is a pipe"), "\(command): \(result)")
    }
  }

  @Test("a device without an end, a sparse file, a line without an end in place of a list are refused, not held")
  func endless() throws {
    try makeStore()
    let sparse = folder.write("a,b\n", to: "sparse")
    #expect(truncate(sparse, 3 << 30) == 0)
    folder.write(String(repeating: "a ", count: 1 << 20), to: "words")
    folder.write(String(repeating: ",", count: 3 << 20), to: "commas")
    let truth = Photos.fixtures + "/ground_truth.csv"
    for list in ["/dev/zero", sparse, "words", "commas"] {
      for command in [
        "extract \(list) -o f.h5", "search --queries r.h5 --references r.h5 --also \(list) -o p.csv",
        "verify --queries r.h5 --references r.h5 --candidates \(list) -o p.csv",
        "search --queries r.h5 --references r.h5 --options \(list) -o p.csv", "import \(list) --format pairs -o p.csv",
        "evaluate \(list) '\(truth)'", "evaluate '\(truth)' \(list)", "export \(list) --to pairs -o p.txt",
      ] {
        let result = try shell("ulimit -v $((1 << 20)); $F \(command)")
        #expect(result.status == 1 && result.messages.hasPrefix("facsimile: error: "), "\(command): \(result)")
      }
    }
    #expect(folder.contents.allSatisfy { !$0.hasPrefix("p.") && !$0.hasPrefix("f.h5") }, "\(folder.contents)")
  }

  @Test("a pipe without an end in place of a list is refused, not held")
  func endlessPipe() throws {
    let truth = Photos.fixtures + "/ground_truth.csv"
    // A list of paths is held, a table is read row by row; blank ones take no memory.
    for command in ["yes no.jpg | $F extract /dev/stdin -o f.h5", "yes '' | $F evaluate /dev/stdin '\(truth)'"] {
      let result = try shell("ulimit -v $((4 << 20)); \(command)")
      #expect(result.status == 1 && result.messages.contains("it doesn't end within 1 GiB"), "\(command): \(result)")
    }
    #expect(folder.contents.isEmpty)
  }

  @Test("whitening for which there isn't enough memory is told of, not trapped")
  func whitening() throws {
    // 4 squares of 8,000 numbers a side take 2 GB.
    folder.write(NumPyArray.bytes([[Float]](repeating: [Float](repeating: 1, count: 8000), count: 3)), to: "v.npy")
    folder.write("a\nb\nc\n", to: "v.ids.txt")
    let result = try shell(
      "ulimit -v $((1 << 20)); "
        + "$F neighbors --queries v.npy --references v.npy --background v.npy --whiten 2 -o n.csv")
    #expect(result.status == 1 && result.messages.contains("not enough memory to whiten"), "\(result)")
    #expect(!folder.contents.contains("n.csv"))
  }

  @Test(
    "a folder within that can't be read is skipped and listed, as a file is", .enabled(if: OddFileTests.lockable != nil)
  )
  func lockedFolder() throws {
    try makeFolder("p/locked")
    try FileManager.default.copyItem(atPath: photo, toPath: folder.file("p/a.jpg"))
    #expect(chmod(folder.file("p/locked"), 0) == 0)
    defer { chmod(folder.file("p/locked"), 0o700) }
    let result = try shell("\(try #require(Self.lockable)) $F extract p -o f.h5")
    #expect(result.status == 3 && result.messages.contains("skipped: p/locked: "), "\(result)")
    #expect(folder.text("f.h5.failures.csv").contains("Permission denied"), "\(folder.text("f.h5.failures.csv"))")
  }

  /// What a command needs before it so that a folder's permissions count: nothing but for root, who reads all unless Linux is asked to
  /// take that right away; nil where it can't be.
  private static let lockable: String? = {
    guard geteuid() == 0 else { return "" }
    let program = "setpriv --bounding-set=-dac_override,-dac_read_search"
    return (try? execute(["bash", "-c", "\(program) true"]))?.status == 0 ? program : nil
  }()

  @Test("nothing that is printed or stored holds a longer path than was typed")
  func typedPaths() throws {
    try makeFolder("p")
    for name in ["a.jpg", "b.jpg"] { try FileManager.default.copyItem(atPath: photo, toPath: folder.file("p/\(name)")) }
    folder.write("text", to: "p/broken.jpg")
    folder.write("p/a.jpg\np/missing.jpg\n", to: "list.txt")
    var said = ""
    for (arguments, status) in [
      (["extract", "p", "-o", "f.h5"], 3), (["extract", "list.txt", "-o", "l.h5"], 3),
      (["pack", "p", "-o", "k.h5"], 3),
      (["embed", "p", "--model", "gist", "-o", "v.h5"], 3), (["index", "f.h5", "-o", "i"], 0), (["info", "f.h5"], 0),
      (["search", "--queries", "p", "--references", "list.txt", "-o", "s.csv"], 3), (["check", "f.h5", "i"], 0),
      (["duplicates", "p", "-o", "d.csv"], 3),
      (["neighbors", "--queries", "v.h5", "--references", "v.h5", "-o", "n.csv"], 0),
      (["match", "p/a.jpg", "p/b.jpg", "-o", "m.png"], 0), (["match", "p/a.jpg", "p/broken.jpg"], 1),
    ] as [([String], Int32)] {
      let result = try execute([Program.path] + arguments, in: folder.path)
      #expect(result.status == status, "\(arguments): \(result)")
      said += result.output + result.messages
    }
    #expect(!said.contains(folder.path), "\(said)")
    // However it is reached: the folder for temporary files may be behind a link.
    let name = Array(try #require(folder.path.split(separator: "/").last).utf8)
    let files = try #require(FileManager.default.subpaths(atPath: folder.path))
    for file in files where !file.hasPrefix("p/") {
      let bytes = FileManager.default.contents(atPath: folder.file(file)) ?? Data()
      #expect(bytes.firstRange(of: Data(name)) == nil, "\(file)")
    }
    #expect(folder.text("l.h5.failures.csv").contains("\np/missing.jpg,"), "\(folder.text("l.h5.failures.csv"))")
  }

  @Test("vectors, models and lists in places whose names are no UTF-8 are read, and outputs get such names")
  func bytesOfNames() throws {
    try makeFolder("p")
    folder.write(TinyONNX.meanOfChannels(shape: [1, 3, 2, 2]).bytes, to: "m.onnx")
    folder.write(#"{"width": 2, "height": 2}"#, to: "m.json")
    let name = "$'x\\xff'"
    func expect(_ line: String) throws {
      let result = try shell("B=\(name); \(line)")
      #expect(result.status == 0, "\(line): \(result)")
    }
    try expect("mkdir $B && cp '\(photo)' $B/a && mv m.onnx $B.onnx && mv m.json $B.json")
    try expect("$F embed $B --model $B.onnx --preprocess $B.json --engine opencv -o $B.h5")
    try expect("$F neighbors --queries $B.h5 --references $B.h5 -o $B.csv && test -f $B.csv && test -f $B.h5")
    try expect("$F extract $B -o $B/f.h5 && test -f $B/f.h5 && $F check $B/f.h5")
    guard Python.withH5py != nil else { return }
    try Python.run(
      """
      import sys, h5py, numpy as np
      with h5py.File(sys.argv[1].encode() + b"/x\\xff/v.h5", "w") as f:
          f["vectors"] = np.zeros((2, 3), "f4")
          f.create_dataset("image_names", data=["a", "b"], dtype=h5py.string_dtype())
      """, arguments: [folder.path])
    try expect("$F neighbors --queries $B/v.h5 --references $B/v.h5 -o n.csv")
  }

  @Test("the first SIGTERM ends what waits, or a long step that doesn't look whether it was told to stop")
  func signal() throws {
    try makeStore()
    #expect(mkfifo(folder.file("list"), 0o600) == 0)
    // Principal components of 3,000 numbers are minutes of work.
    var generator = SeededGenerator(seed: 17)
    let rows = (0..<60).map { _ in (0..<3000).map { _ in Float.random(in: 0...1, using: &generator) } }
    folder.write(NumPyArray.bytes(rows), to: "v.npy")
    folder.write(rows.indices.map { "\($0)\n" }.joined(), to: "v.ids.txt")
    // Nobody ever writes to the list.
    for command in [
      "extract list -o f.h5", "import list -o p.csv --format pairs", "export list --to pairs -o p.txt",
      "neighbors --queries v.npy --references v.npy --background v.npy --whiten 2 -o n.csv",
    ] {
      // Killed by it, it had not begun to listen: a busy machine takes its time.
      var result: ProgramResult?
      for pause in [0.5, 2, 10] where result == nil || result?.output == "143\n" {
        // Two seconds are meant; 15 are more than a busy machine makes of them, and far fewer than the step takes. What isn't gone
        // then is killed, which is 137.
        result = try shell(
          """
          $F \(command) & sleep \(pause); kill -TERM $!
          for i in {1..150}; do kill -0 $! 2> kill.log || break; sleep 0.1; done
          kill -KILL $! 2> kill.log; wait $!; echo $?
          """)
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
      if arguments[0] == "neighbors" { try makeVectors() }
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
    "too little memory for code and stacks is told of, and nothing waits for ever",
    arguments: [140, 150, 160, 200, 230])
  func memory(limit: Int) throws {
    let result = try shell("ulimit -v $((\(limit) * 1000)); exec $F extract '\(photo)' -o f.h5")
    // Before the program begins, where its libraries find no room.
    let isTold =
      result.status == 1 && result.messages.contains("ulimit -v")
      || result.status == 127 && result.messages.contains("error while loading shared libraries")
    #expect(isTold, "\(result)")
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
    folder.write(NumPyArray.bytes([[0], [1]]), to: "v.npy")
    folder.write("\u{E9}\ne\u{301}\n", to: "v.ids.txt")
    for arguments in [
      ["extract", "p", "-o", "f.h5"], ["pack", "p", "-o", "k.h5"], ["extract", "k.h5", "-o", "g.h5"],
      ["index", "f.h5", "-o", "i"],
      ["search", "--queries", "p", "--references", "f.h5", "-o", "s.csv"],
      ["search", "--queries", "k.h5", "--references", "f.h5", "--index", "i", "-o", "s.csv"],
      ["export", "f.h5", "--to", "colmap", "--photos", "p", "-o", "c.db"],
      ["export", "f.h5", "--to", "hloc-features", "--photos", "p", "-o", "h.h5"],
      ["export", "f.h5", "--to", "ids", "--photos", "p", "-o", "ids.txt"],
      ["embed", "p", "--model", "gist", "-o", "v.h5"],
      ["neighbors", "--queries", "v.h5", "--references", "v.h5", "-k", "1", "-o", "n.csv"],
      ["neighbors", "--queries", "v.npy", "--references", "v.npy", "-k=1", "-o", "m.csv"],
    ] {
      let result = try execute([Program.path] + arguments + ["--quiet"], in: folder.path)
      #expect(result.status == 0, "\(arguments): \(result)")
    }
    #expect(try run("check", "f.h5", "g.h5", "k.h5", "v.h5").status == 0)
    #expect(lines("ids.txt").count == 2)

    // Each photo finds itself alone, by its own name: by votes, by its vector, and where a list names it.
    let names = ["\u{E9}", "e\u{301}"].map { Array($0.utf8) }
    for list in ["s.csv", "n.csv", "m.csv"] { #expect(pairs(list) == Set(names.map { [$0, $0] }), "\(list)") }
    try Data(pairs("s.csv").flatMap { $0[0] + [UInt8(ascii: ",")] + $0[1] + [10] }).write(
      to: URL(fileURLWithPath: folder.file("list.csv")))
    for arguments in [
      ["verify", "--candidates", "list.csv", "--queries", "p", "--references", "f.h5"],
      ["search", "--also", "list.csv", "--queries", "p", "--references", "f.h5"],
    ] {
      let result = try execute([Program.path] + arguments + ["-o", "w.csv", "--quiet"], in: folder.path)
      #expect(result.status == 0 && pairs("w.csv") == Set(names.map { [$0, $0] }), "\(arguments): \(result)")
    }
    // One photo under both names is there twice.
    try makeFolder("d")
    for name in ["\u{E9}", "e\u{301}"] {
      try FileManager.default.copyItem(atPath: photo, toPath: folder.file("d/\(name).jpg"))
    }
    #expect(try run("duplicates", "d", "-o", "d.csv").status == 0)
    let members = lines("d.csv").dropFirst().map { Array($0.split(separator: UInt8(ascii: ","))[1]) }
    #expect(Set(members) == Set(names), "\(folder.text("d.csv"))")
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

  /// The two ids of each row of a list, but for its header.
  private func pairs(_ name: String) -> Set<[[UInt8]]> {
    Set(lines(name).dropFirst().map { $0.split(separator: UInt8(ascii: ",")).prefix(2).map(Array.init) })
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
