import Foundation
import TestSupport
import Testing

/// Command lines that mean something else than they say.
@Suite("facsimile says what was meant") struct MeantTests {
  let folder = TemporaryFolder()
  let photo = queries + "/Q00002.jpg"

  func expect(_ status: Int32, _ parts: String..., from arguments: String..., at: SourceLocation = #_sourceLocation)
    throws
  {
    let result = try execute([Program.path] + arguments, in: folder.path)
    #expect(result.status == status, "\(arguments): \(result)", sourceLocation: at)
    for part in parts {
      #expect(result.messages.contains(part), "\(arguments): \(result.messages)", sourceLocation: at)
    }
  }

  @Test("an unknown command names the nearest, or nothing where none is near")
  func commands() throws {
    for (word, meant) in [
      ("serch", "search"), ("mtach", "match"), ("Extract", "extract"), ("eval", "evaluate"), ("idnex", "index"),
      ("dedupe", "duplicates"), ("dups", "duplicates"), ("compare", "match"),
    ] {
      try expect(64, "there is no command \"\(word)\"; did you mean \(meant)?", from: word, photo)
    }
    try expect(64, "there is no command \"frobnicate\"\n", from: "frobnicate")
    try expect(64, "did you mean search?", from: "help", "serch")
  }

  @Test("a photo whose name begins with a dash is no option, and not the help")
  func dashes() throws {
    for arguments in [
      ["match", "-dash.jpg", photo], ["match", photo, "-other.jpg"], ["extract", "-h.jpg", "-o", "f.h5"],
    ] {
      let name = try #require(arguments.first { $0.hasSuffix(".jpg") && $0.hasPrefix("-") })
      let result = try execute([Program.path] + arguments, in: folder.path)
      #expect(result.status == 64 && result.output.isEmpty, "\(arguments): \(result)")
      #expect(result.messages == "facsimile: error: \(name) is no option; a file of that name is given as ./\(name)\n")
    }
    try FileManager.default.copyItem(atPath: photo, toPath: folder.file("-dash.jpg"))
    for name in ["./-dash.jpg", "-- -dash.jpg"] {
      let names = name.split(separator: " ").map(String.init)
      let result = try execute([Program.path, "match", photo] + names, in: folder.path)
      #expect(result.status == 0, "\(names): \(result)")
    }
  }

  @Test("photos without the name of their option, too many for match, photos for an index")
  func photos() throws {
    for command in ["search", "verify"] {
      try expect(64, "--queries PHOTOS --references PHOTOS", from: command, queries, references)
      try expect(
        64, "--queries PHOTOS --references PHOTOS", from: command, "-o", "p.csv", "--candidates", "3", "--queries",
        queries, "a.jpg", "--references", references)
    }
    let all = try FileManager.default.contentsOfDirectory(atPath: references).map { references + "/" + $0 }
    let many = try execute([Program.path, "match", photo] + all)
    #expect(many.status == 64 && many.messages.contains("match takes two photos, not 19"), "\(many.messages)")
    #expect(many.messages.contains("search --queries") && !many.messages.contains(all[5]), "\(many.messages)")
    let excess = try execute([Program.path, "info", photo] + all)
    #expect(excess.status == 64 && excess.messages.prefix { $0 != "\n" }.count < 400, "\(excess.messages)")
    for path in [photo, queries] {
      try expect(64, "run facsimile extract on it first", from: "index", path, "-o", "x")
      try expect(64, "run facsimile extract on it first", from: "index", "flann", path, "-o", "x")
    }
    #expect(folder.contents == [])
  }

  @Test("lists whose fields are separated by semicolons or tabs")
  func separators() throws {
    let truth = Photos.fixtures + "/ground_truth.csv"
    folder.write("Q00002;R000006;0.5\n", to: "a.csv")
    folder.write("Q00002;R000006;0,5\n", to: "b.csv")
    folder.write("query_id\treference_id\tscore\nQ00002\tR000006\t0.5\n", to: "tabs.csv")
    for list in ["a.csv", "b.csv"] {
      try expect(
        1, "\(list):1: its fields are separated by semicolons", from: "verify", "--candidates", list, "--queries",
        queries,
        "--references", references, "-o", "p.csv")
    }
    try expect(1, "a.csv:1: expected 3 fields", "separated by semicolons", from: "evaluate", "a.csv", truth)
    try expect(1, "tabs.csv:1: expected 3 fields", "separated by tabs", from: "evaluate", "tabs.csv", truth)
    // Words of a list may be separated by tabs, and have a header.
    try expect(
      0, from: "verify", "--candidates", "tabs.csv", "--queries", photo, "--references", references, "-o", "p.csv",
      "--max-features", "200")
  }

  @Test(
    "a file of another tool is told to be that, by every command that wants one of ours",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"),
    arguments: ["earliest", "latest"])
  func foreignFiles(version: String) throws {
    try Python.run(
      """
      import sys, h5py, numpy as np
      with h5py.File(sys.argv[1] + "/global.h5", "w", libver=sys.argv[2]) as f:
          f["vectors"] = np.zeros((2, 4), "f4"); f["image_names"] = np.array([b"a", b"b"])
      with h5py.File(sys.argv[1] + "/other.h5", "w", libver=sys.argv[2]) as f:
          f["weights"] = np.zeros(3)
          f.attrs["format"] = "of variable length"
      """, arguments: [folder.path, version])
    for (file, kind) in [
      ("global.h5", "global descriptors in the layout of isc2021"), ("other.h5", "it holds weights"),
    ] {
      try expect(1, "\(file) is no file of facsimile", kind, from: "info", file)
      try expect(1, "\(file) is no file of facsimile", kind, from: "check", file)
      try expect(1, file, kind, from: "index", file, "-o", "x.index")
      try expect(1, file, kind, from: "index", "flann", file, "-o", "x.index")
      try expect(1, file, kind, from: "search", "--queries", file, "--references", references, "-o", "p.csv")
    }
  }

  @Test("an output whose ending belongs to another kind of file is refused before any work; others are not")
  func endings() throws {
    let sets = ["--queries", photo, "--references", photo]
    let truth = Photos.fixtures + "/ground_truth.csv"
    folder.write("Q00002,R000006,1\n", to: "p.csv")
    folder.write("Q00002 R000006\n", to: "pairs.txt")
    #expect(try Program.run("extract", photo, "-o", folder.file("f.h5"), "--max-features", "50").status == 0)
    #expect(
      try Program.run("export", folder.file("f.h5"), "--to", "hloc-features", "-o", folder.file("hloc.h5")).status == 0)
    let before = folder.contents
    for (arguments, endings) in [
      (["extract", photo, "-o"], ["csv", "index", "PNG", "json"]), (["pack", photo, "-o"], ["csv", "jpg"]),
      (["embed", photo, "--model", "gist", "-o"], ["csv", "jpg"]),
      (["neighbors", "--queries", "f.h5", "--references", "f.h5", "-o"], ["h5", "tsv"]),
      (["index", "f.h5", "-o"], ["h5", "csv"]), (["index", "flann", "f.h5", "-o"], ["h5", "csv"]),
      (["index", "merge", "f.index", "-o"], ["h5"]), (["merge", "f.h5", "-o"], ["csv"]),
      (["merge", "p.csv", "-o"], ["h5"]),
      (["search"] + sets + ["-o"], ["h5", "json", "tsv"]),
      (["search"] + sets + ["-o", "x.csv", "--write-candidates"], ["h5"]),
      (["verify", "--candidates", "p.csv"] + sets + ["-o"], ["hdf5"]),
      (["match", photo, photo, "-o"], ["csv", "h5", "webp", "svg", "picture"]),
      (["evaluate", "p.csv", truth, "--plot"], ["pdf", "csv", "plot", "jpg"]),
      (["evaluate", "p.csv", truth, "--errors"], ["h5"]),
      (["import", "hloc.h5", "-o"], ["csv"]), (["import", "pairs.txt", "-o"], ["h5"]),
      (["export", "f.h5", "--to", "hloc-features", "-o"], ["csv", "db"]),
      (["export", "f.h5", "--to", "colmap", "-o"], ["h5"]), (["export", "f.h5", "--to", "ids", "-o"], ["h5", "csv"]),
    ] as [([String], [String])] {
      for ending in endings {
        let result = try execute([Program.path] + arguments + ["out.\(ending)"], in: folder.path)
        #expect(result.status == 64 && result.messages.contains("out.\(ending)"), "\(arguments) \(ending): \(result)")
        #expect(folder.contents == before, "\(arguments) \(ending)")
      }
    }
    for output in ["plain", "x.features", "x.H5", "archive.2024"] {
      try expect(0, from: "extract", photo, "-o", output, "--max-features", "50")
    }
  }
}
