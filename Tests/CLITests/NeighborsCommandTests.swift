import Exchange
import Foundation
import TestSupport
import Testing
import Vectors

@Suite("facsimile embed and neighbors") struct NeighborsCommandTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: String...) throws -> ProgramResult {
    try execute([Program.path] + arguments, in: folder.path)
  }

  private func expectFailure(_ arguments: String..., status: Int32 = 1, says parts: String...) throws {
    let before = folder.contents
    let result = try execute([Program.path] + arguments, in: folder.path)
    #expect(result.status == status && result.output.isEmpty, "\(result)")
    for part in parts { #expect(result.messages.contains(part), "\(result.messages)") }
    #expect(folder.contents == before)
  }

  @Test("what they name is verified: copies that GIST finds are proved")
  func cascade() throws {
    #expect(
      try run("embed", queries, "--model", "gist", "-o", "q.h5").output
        == "vectors of 28 images (gist, 960 numbers each) in q.h5\n")
    #expect(try run("embed", references, "--model", "gist", "-o", "r.h5").status == 0)
    #expect(
      try run("neighbors", "--queries", "q.h5", "--references", "r.h5", "-k", "3", "-o", "c.csv").output
        == "84 candidates for 28 queries among 18 references in c.csv\n")
    let verified = try run(
      "verify", "--candidates", "c.csv", "--queries", queries, "--references", references, "-o", "p.csv", "--json")
    #expect(verified.status == 0, "\(verified)")
    #expect(try verified.json()["candidate_pairs"] as? Int == 84)
    #expect(try verified.json()["verified_pairs"] as? Int ?? 0 >= 5)
    #expect(try run("info", "q.h5").output.contains("vectors     960 numbers each, by gist"))
    #expect(try run("check", "q.h5", "r.h5").output.contains("q.h5: whole, a vector file of 28 images"))
    let track = try run("import", "q.h5", "r.h5", "-o", "track.h5")
    #expect(track.output.contains("descriptors of 28 queries and 18 references, 960 numbers each (isc2021)"))
    #expect(try DISC21TrackDescriptors(path: folder.file("track.h5")).queries.dimension == 960)
  }

  @Test("by the inner product, the score is that")
  func metric() throws {
    for (name, values) in [("q.h5", [3, 4]), ("r.h5", [1, 2])] as [(String, [Float])] {
      try ISC2021Descriptors.write(VectorSet(ids: ["x"], dimension: 2, values: values), to: folder.file(name))
    }
    for (metric, row) in [("inner-product", "x,x,11.0"), ("euclidean", "x,x,-2.828427")] {
      let result = try run(
        "neighbors", "--queries", "q.h5", "--references", "r.h5", "--metric", metric, "-o", "c.csv", "--quiet")
      #expect(result.status == 0, "\(result)")
      let list = try String(contentsOfFile: folder.file("c.csv"), encoding: .utf8)
      #expect(list == "query_id,reference_id,score\n\(row)\n")
    }
  }

  @Test("files of several models count together; of what every one finds alike enough the list is left")
  func models() throws {
    for (name, values) in [("aq", [3, 4]), ("ar", [1, 2, 0, 1]), ("bq", [1, 0]), ("br", [1, 0, 2, 0])]
      as [(String, [Float])]
    {
      try ISC2021Descriptors.write(
        VectorSet(ids: (0..<values.count / 2).map { "x\($0)" }, dimension: 2, values: values),
        to: folder.file(name + ".h5"))
    }
    let both = ["--queries", "aq.h5", "--queries", "bq.h5", "--references", "ar.h5", "--references", "br.h5"]
    func list(_ arguments: String...) throws -> String {
      let result = try execute(
        [Program.path, "neighbors", "--metric", "inner-product", "-o", "c.csv", "--quiet"] + both + arguments,
        in: folder.path)
      #expect(result.status == 0, "\(result)")
      return try String(contentsOfFile: folder.file("c.csv"), encoding: .utf8)
    }
    #expect(try list() == "query_id,reference_id,score\nx0,x0,12.0\nx0,x1,6.0\n")
    let floors = ["--min-similarity", "4", "--min-similarity", "2"]
    let every = try list(floors[0], floors[1], floors[2], floors[3], "--agreement", "every")
    #expect(every == "query_id,reference_id,score\nx0,x1,6.0\n")
    #expect(try list("--min-similarity", "5") == "query_id,reference_id,score\nx0,x0,12.0\n")
    #expect(try list("--min-similarity", "-1").contains("x0,x1"))
    try expectFailure(
      "neighbors", "--queries", "aq.h5", "--queries", "bq.h5", "--references", "ar.h5", "-o", "x.csv",
      says: "2 of queries, 1 of references")
    try expectFailure(
      "neighbors", "--queries", "aq.h5", "--references", "ar.h5", "--min-similarity", "1", "--min-similarity", "2",
      "-o",
      "x.csv", status: 64, says: "--min-similarity is given 2 times, but must be given once")
  }

  @Test("of NumPy's arrays and DISC21's track, with whitening and scores that are lowered; --json counts")
  func otherFiles() throws {
    let (one, other) = (
      VectorSet(ids: ["x", "y"], dimension: 2, values: [3, 4, 0, 1]),
      VectorSet(ids: ["r", "s"], dimension: 2, values: [1, 2, 5, 1])
    )
    try DISC21TrackDescriptors(queries: one, references: other).write(to: folder.file("track.h5"))
    folder.write(NumPyArray.bytes([[1, 0], [0, 2], [-1, 1]]), to: "b.npy")
    folder.write("one\ntwo\nthree\n", to: "b.ids.txt")
    let result = try run(
      "neighbors", "--queries", "track.h5", "--references", "track.h5", "--background", "b.npy", "--whiten", "2",
      "--normalize", "--normalize-scores", "2", "--shard", "1/1", "-o", "c.csv", "--json")
    #expect(result.status == 0, "\(result)")
    #expect(try result.json()["pairs"] as? Int == 4 && result.json()["references"] as? Int == 2)
    try expectFailure(
      "neighbors", "--queries", "b.npy", "--references", "b.npy", "--whiten", "2", "-o", "x.csv", status: 64,
      says: "--whiten is 2, but must be left out without --background")
    // The ids are an input, too.
    for role in [
      ["--queries", "b.npy", "--references", "b.npy"],
      ["--queries", "track.h5", "--references", "track.h5", "--background", "b.npy", "--whiten", "1"],
    ] {
      let result = try execute([Program.path, "neighbors"] + role + ["-o", "b.ids.txt"], in: folder.path)
      #expect(result.status == 1 && result.messages.contains("b.ids.txt: it is one of the inputs"), "\(result)")
    }
    #expect(try String(contentsOfFile: folder.file("b.ids.txt"), encoding: .utf8) == "one\ntwo\nthree\n")
    folder.write("one\ntwo\none\n", to: "b.ids.txt")
    try expectFailure(
      "neighbors", "--queries", "b.npy", "--references", "b.npy", "-o", "x.csv",
      says: "b.ids.txt: line 3 is \"one\", as line 1 is")
  }

  @Test("killed at random moments and resumed, they are the same bytes", arguments: 1...2 as ClosedRange<UInt64>)
  func killed(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for (name, count) in [("q.h5", 60_000), ("r.h5", 6000)] {
      try ISC2021Descriptors.write(
        VectorSet(
          ids: (0..<count).map { "\($0)" }, dimension: 16,
          values: (0..<count * 16).map { _ in .random(in: -1...1, using: &generator) }), to: folder.file(name))
    }
    let arguments = [
      "neighbors", "--queries", folder.file("q.h5"), "--references", folder.file("r.h5"), "-k", "3", "--quiet",
    ]
    #expect(try execute([Program.path] + arguments + ["-o", folder.file("whole.csv"), "--threads", "1"]).status == 0)
    #expect(try runKilled(arguments, output: folder.file("c.csv"), seed: seed, mostKills: 6) > 0, "seed \(seed)")
    for suffix in ["", ".manifest.json"] {
      let (one, other) = ("c.csv\(suffix)", "whole.csv\(suffix)")
      #expect(FileManager.default.contentsEqual(atPath: folder.file(one), andPath: folder.file(other)), "seed \(seed)")
    }
    #expect(!folder.contents.contains("c.csv.partial"))
  }

  @Test("skipped photos are listed, with status 3, and a damaged vector is found by check")
  func failures() throws {
    let mixed = TemporaryFolder()
    try FileManager.default.copyItem(atPath: queries + "/Q00002.jpg", toPath: mixed.file("Q00002.jpg"))
    mixed.write("text", to: "broken.jpg")
    let result = try run("embed", mixed.path, "--model", "gist", "-o", "v.h5")
    #expect(result.status == 3 && result.messages.contains("1 input was skipped, listed in v.h5.failures.csv"))
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("v.h5"))))
    let vector = try ISC2021Descriptors.read(folder.file("v.h5"))[0]
    let first = vector.first!.bitPattern
    let stored = (0..<4).map { UInt8(truncatingIfNeeded: first >> (8 * UInt32($0))) }
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: stored) })
    bytes[place] ^= 1
    folder.write(bytes, to: "v.h5")
    let check = try run("check", "v.h5")
    #expect(check.status == 2 && check.output.contains("image 0 (Q00002): its numbers have changed"), "\(check)")
  }

  @Test(
    "of isc2021's file, what is wrong is said where it is read, and what it is elsewhere",
    .enabled(if: Python.withH5py != nil, "needs python3 with h5py"))
  func compressed() throws {
    try Python.run(
      """
      import sys, h5py, numpy as np
      with h5py.File(sys.argv[1], "w") as f:
          f.create_dataset("vectors", data=np.zeros((2, 4), "f4"), compression="gzip")
          f["image_names"] = np.array([b"a", b"b"])
      """, arguments: [folder.file("gz.h5")])
    try expectFailure(
      "neighbors", "--queries", "gz.h5", "--references", "gz.h5", "-o", "c.csv", says: "gz.h5", "vectors", "h5repack")
    try expectFailure("import", "gz.h5", "gz.h5", "-o", "track.h5", says: "gz.h5", "vectors", "h5repack")
    try expectFailure("embed", "gz.h5", "--model", "gist", "-o", "v.h5", says: "in the layout of isc2021")
  }

  @Test("bad usage and files of another kind are named, and nothing is written")
  func refusals() throws {
    #expect(try run("embed", queries + "/Q00002.jpg", "--model", "gist", "-o", "q.h5").status == 0)
    #expect(try run("extract", queries + "/Q00002.jpg", "-o", "f.h5").status == 0)
    #expect(try run("pack", queries + "/Q00002.jpg", "--store", "pixels", "-o", "p.h5").status == 0)
    try ISC2021Descriptors.write(VectorSet(ids: ["x"], dimension: 2, values: [3, 4]), to: folder.file("two.h5"))
    try expectFailure("embed", queries, "-o", "x.h5", status: 64, says: "--model")
    try expectFailure("embed", queries, "--model", "gist", "-o", "x.csv", status: 64, says: "x.csv")
    try expectFailure("embed", "q.h5", "--model", "gist", "-o", "x.h5", says: "q.h5 is a vector file, but must be")
    try expectFailure("embed", "p.h5", "--model", "gist", "-o", "x.h5", says: "p.h5: a pack of resized pixels")
    try expectFailure("embed", "/nowhere", "--model", "gist", "-o", "x.h5", says: "/nowhere: no such file or folder")
    try expectFailure("extract", "q.h5", "-o", "x.h5", says: "q.h5 is a vector file, but must be")
    let sets = ["neighbors", "-o", "x.csv", "--queries"]
    for (query, reference, part) in [
      ("q.h5", "two.h5", "q.h5 has vectors of 960 numbers, but two.h5 of 2"),
      ("f.h5", "q.h5", "f.h5: the dataset vectors is missing"), ("q.h5", "/nowhere", "/nowhere"),
    ] {
      let result = try execute([Program.path] + sets + [query, "--references", reference], in: folder.path)
      #expect(result.status == 1 && result.messages.contains(part), "\(result)")
    }
    let same = try run("neighbors", "--queries", "q.h5", "--references", "q.h5", "-o", "./q.h5")
    #expect(same.status == 64 && same.messages.contains("q.h5"), "\(same)")
    #expect(!folder.contents.contains("x.csv"))
  }
}
