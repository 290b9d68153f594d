import Foundation
import TestSupport
import Testing

@Suite("facsimile import and export") struct ExchangeCommandTests {
  let folder = TemporaryFolder()

  func store(_ photos: String, _ name: String, extractor: String = "sift") throws -> String {
    let result = try Program.run(
      "extract", photos, "-o", folder.file(name), "--extractor", extractor, "--max-features", "150")
    try #require(result.status == 0, "\(result.messages)")
    return folder.file(name)
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }

  @Test("a store goes to hloc and back, and verifies as before but for the photos' appearance")
  func roundTrip() throws {
    let (q, r) = (try store(queries, "q.h5"), try store(references, "r.h5"))
    var back: [String] = []
    for path in [q, r] {
      let hloc = path + ".hloc.h5"
      let exported = try Program.run("export", path, "--to", "hloc-features", "-o", hloc)
      #expect(exported.status == 0 && exported.output.contains(" features of "), "\(exported.messages)")
      back.append(path + ".back.h5")
      let imported = try Program.run("import", hloc, "-o", back.last!, "--json")
      #expect(imported.status == 0, "\(imported.messages)")
      #expect(try imported.json()["format"] as? String == "hloc-features")
      #expect(try imported.json()["outputs"] as? [String] == [back.last!])
    }
    let pairs = folder.write("Q00002 R000006\nQ00002 R000001\nQ00004 R000001\n", to: "pairs.txt")
    func predictions(_ q: String, _ r: String) throws -> String {
      let result = try Program.run(
        "verify", "--candidates", pairs, "--queries", q, "--references", r, "-o", folder.file("p.csv"),
        "--no-appearance")
      #expect(result.status == 0, "\(result.messages)")
      return try text("p.csv")
    }
    #expect(try predictions(back[0], back[1]) == predictions(q, r))
  }

  @Test("matches go to COLMAP and to hloc, pairs and names to lists")
  func matches() throws {
    let (q, r) = (try store(queries, "q.h5"), try store(references, "r.h5"))
    let pairs = folder.write("Q00002,R000006\nQ00002,R000001\nR000006,Q00002\n", to: "pairs.csv")
    for format in ["colmap", "hloc-matches"] {
      let output = folder.file(format)
      let result = try Program.run(
        "export", q, r, "--to", format, "--pairs", pairs, "--photos", Photos.fixtures, "-o", output, "--json")
      #expect(result.status == 0 && result.messages.isEmpty, "\(result.messages)")
      let json = try result.json()
      #expect(json["pairs"] as? Int == 2 && json["verified_pairs"] as? Int == 1 && json["skipped_pairs"] as? Int == 1)
    }
    let plain = try Program.run(
      "export", q, r, "--to", "colmap", "--pairs", pairs, "--no-distinctiveness", "-o", folder.file("plain"), "--json")
    #expect(try plain.status == 0 && plain.json()["verified_pairs"] as? Int == 1, "\(plain.messages)")
    let imported = try Program.run("import", folder.file("hloc-matches"), "-o", folder.file("back.csv"))
    #expect(imported.output == "2 pairs (hloc-matches) in \(folder.file("back.csv"))\n")
    // hloc replaces the slashes of names, and nobody can tell afterwards which dash was one.
    #expect(try text("back.csv").contains("queries-Q00002,references-R000006,"))
    let list = try Program.run("export", pairs, "--to", "pairs", "-o", folder.file("pairs.txt"))
    #expect(list.status == 0 && list.output == "3 pairs in \(folder.file("pairs.txt"))\n")
    #expect(try text("pairs.txt").hasPrefix("Q00002 R000006\n"))
    #expect(try Program.run("export", r, "--to", "ids", "-o", folder.file("ids")).status == 0)
    let ids = try FileManager.default.contentsOfDirectory(atPath: references).sorted().map { $0.dropLast(4) + "\n" }
    #expect(try text("ids") == ids.joined())
  }

  @Test("wrong input and wrong usage are named, and nothing is left")
  func badInput() throws {
    let binary = try store(references, "orb.h5", extractor: "orb")
    let q = try store(queries, "q.h5")
    let before = folder.contents
    let output = folder.file("out")
    let elsewhere = TemporaryFolder()
    let strangers = elsewhere.write("nobody,Q00002\n", to: "strangers.csv")
    func expect(_ status: Int32, _ parts: String..., from arguments: String...) throws {
      let result = try execute([Program.path] + arguments + ["-o", output])
      #expect(result.status == status, "\(arguments): \(result.messages)")
      for part in parts { #expect(result.messages.contains(part), "\(arguments): \(result.messages)") }
      #expect(folder.contents == before, "\(arguments)")
    }
    try expect(1, "/nowhere", "No such file", from: "import", "/nowhere")
    try expect(1, "none of the layouts", "descriptors", from: "import", q)
    try expect(1, "is not an HDF5 file", from: "import", Photos.package + "/README.md", "--format", "hloc-features")
    try expect(1, "expected 2 words", from: "import", Photos.package + "/README.md")
    try expect(64, "hloc-features", from: "import", q, "--format", "nonsense")
    try expect(64, from: "import")
    try expect(1, "is not an HDF5 file", from: "export", Photos.package + "/README.md", "--to", "ids")
    try expect(1, "only features of equal options", from: "export", q, binary, "--to", "hloc-features")
    try expect(1, "would both be called", from: "export", q, q, "--to", "colmap")
    try expect(1, "nobody", "is not in", from: "export", q, "--to", "colmap", "--pairs", strangers)
    try expect(1, "no image in it is called", from: "export", q, "--to", "ids", "--photos", references)
    try expect(64, "needs --pairs", from: "export", q, "--to", "hloc-matches")
    try expect(64, "--pairs is for", from: "export", q, "--to", "ids", "--pairs", q)
    try expect(64, "takes one list", from: "export", q, q, "--to", "pairs")
    let overwritten = try Program.run("export", q, "--to", "ids", "-o", q)
    #expect(overwritten.status == 64 && overwritten.messages.contains("would be overwritten"))
    let unwritable = try Program.run("export", q, "--to", "colmap", "-o", "/nowhere/x.db")
    #expect(unwritable.status == 1 && unwritable.messages.contains("does not exist"))
    let full = try Program.run(fileLimit: 16, "export", q, "--to", "colmap", "-o", output)
    #expect(full.status == 1 && full.messages.contains("cannot write \(output)"), "\(full.messages)")
    let fullHloc = try Program.run(fileLimit: 16, "export", q, "--to", "hloc-features", "-o", output)
    #expect(fullHloc.status == 1 && fullHloc.messages.contains("cannot write \(output)"), "\(fullHloc.messages)")
    #expect(folder.contents == before)
  }

  @Test(
    "features of hloc are told from ours, and photos can't be compared with them",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func origin() throws {
    let hloc = folder.file("hloc.h5")
    try Python.run(
      """
      import sys, h5py, numpy as np
      with h5py.File(sys.argv[1], "w") as f:
          g = f.create_group("db/a.jpg")
          g["keypoints"] = np.zeros((3, 2)); g["image_size"] = np.array([64, 48])
          g["descriptors"] = np.full((128, 3), 128 ** -0.5)
      """, arguments: [hloc])
    let store = folder.file("store.h5")
    #expect(try Program.run("import", hloc, "-o", store, "--max-side", "1024").status == 0)
    let info = try Program.run("info", store)
    #expect(info.output.contains("max side 1024, origin hloc\n"), "\(info.output)")
    for command in ["search", "verify"] {
      var arguments = [command, "--queries", queries, "--references", store, "-o", folder.file("p.csv")]
      if command == "verify" { arguments += ["--candidates", folder.write("Q00002,a\n", to: "pairs.csv")] }
      let result = try execute([Program.path] + arguments)
      #expect(
        result.status == 1 && result.messages.contains("features of hloc can't be found in photos"),
        "\(result.messages)")
    }
    // Another file of the same run, with other numbers of features.
    try Python.run(
      """
      import sys, h5py, numpy as np
      with h5py.File(sys.argv[1], "r+") as f:
          g = f.create_group("db/b.jpg")
          g["keypoints"] = np.zeros((9, 2)); g["image_size"] = np.array([64, 48])
          g["descriptors"] = np.full((128, 9), 128 ** -0.5)
      """, arguments: [hloc])
    let other = folder.file("other.h5")
    #expect(try Program.run("import", hloc, "-o", other, "--max-side", "1024").status == 0)
    let both = try Program.run("search", "--queries", other, "--references", store, "-o", folder.file("p.csv"))
    #expect(both.status == 0, "\(both.messages)")
  }
}
