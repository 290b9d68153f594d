import Foundation
import Storage
import TestSupport
import Testing

@Suite("facsimile embed") struct EmbedCommandTests {
  private let folder = TemporaryFolder()

  private func run(
    _ arguments: String..., environment: [String: String] = Deep.environment
  ) throws -> ProgramResult {
    try execute([Program.path, "embed"] + arguments, in: folder.path, environment: environment)
  }

  private func expectFailure(
    _ arguments: String..., status: Int32 = 1, environment: [String: String] = Deep.environment, says parts: String...
  ) throws {
    let before = folder.contents
    let result = try execute(
      [Program.path, "embed"] + arguments + ["-o", "x.h5"], in: folder.path, environment: environment)
    #expect(result.status == status && result.output.isEmpty, "\(result)")
    for part in parts { #expect(result.messages.contains(part), "\(result.messages)") }
    #expect(folder.contents == before)
  }

  @Test("keeps a vector a view, which others can read, and says how many")
  func views() throws {
    let result = try run(queries, "--model", "gist", "--views", "full,quadrants,proposals", "-o", "v.h5", "--json")
    #expect(result.status == 0, "\(result)")
    let names = [
      "full", "quadrant-1", "quadrant-2", "quadrant-3", "quadrant-4", "proposal-1", "proposal-2", "proposal-3",
    ]
    #expect(try result.json()["views"] as? [String] == names)
    let vectors = try VectorFile(path: folder.file("v.h5")).vectors()
    #expect(vectors.views == names && vectors.count == 28 && vectors.dimension == 960)
    #expect(try run(queries, "--model", "gist", "-o", "full.h5").status == 0)
    let full = try VectorFile(path: folder.file("full.h5")).vectors()
    for photo in 0..<28 { #expect(vectors[photo, 0] == full[photo, 0]) }
    #expect(vectors[3, 1] != vectors[3, 0])
  }

  @Test("killed at any moment, it goes on to the same bytes", arguments: 1...2 as ClosedRange<UInt64>)
  func killed(seed: UInt64) throws {
    let many = TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: queries) {
      for copy in 0..<6 { try many.copy(queries + "/" + name, as: "\(copy)-\(name)") }
    }
    many.write("no photo", to: "3-broken.jpg")
    let arguments = ["embed", many.path, "--model", "gist", "--views", "full,center", "--threads", "2"]
    let (whole, pieces) = (folder.file("whole.h5"), folder.file("pieces.h5"))
    #expect(try execute([Program.path] + arguments + ["-o", whole]).status == 3)
    let resumed = try runKilled(arguments, output: pieces, seed: seed, mostKills: 8, status: 3)
    #expect(resumed > 0)
    for ending in ["", ".manifest.json", ".failures.csv"] {
      #expect(
        FileManager.default.contents(atPath: pieces + ending) == FileManager.default.contents(atPath: whole + ending))
    }
    #expect(!FileManager.default.fileExists(atPath: pieces + ".partial"))
  }

  @Test("shards by merge are the files of one run, status and list of what was skipped included")
  func shards() throws {
    let photos = TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: queries).prefix(6) {
      try photos.copy(queries + "/" + name, as: name)
    }
    photos.write("no photo", to: "broken.jpg")
    #expect(try run(photos.path, "--model", "gist", "-o", "whole.h5").status == 3)
    for number in 1...3 {
      let result = try run(photos.path, "--model", "gist", "--shard", "\(number)/3", "-o", "part-\(number).h5")
      #expect([0, 3].contains(result.status), "\(result)")
    }
    let parts = (1...3).map { "part-\($0).h5" }
    let merged = try execute([Program.path, "merge"] + parts + ["-o", "merged.h5", "--json"], in: folder.path)
    #expect(merged.status == 3 && merged.messages.contains("broken.jpg"), "\(merged)")
    #expect(try merged.json()["images"] as? Int == 6 && merged.json()["skipped"] as? Int == 1)
    for ending in ["", ".manifest.json", ".failures.csv"] {
      let whole = FileManager.default.contents(atPath: folder.file("whole.h5" + ending))
      #expect(whole != nil && FileManager.default.contents(atPath: folder.file("merged.h5" + ending)) == whole)
    }

    #expect(try Program.run("extract", queries + "/Q00002.jpg", "-o", folder.file("s.h5")).status == 0)
    folder.write("Q00002,R000006,1\n", to: "p.csv")
    for other in ["s.h5", "p.csv"] {
      let mixed = try execute([Program.path, "merge", parts[0], other, "-o", "x.h5"], in: folder.path)
      #expect(mixed.status == 64 && mixed.messages.contains("can't be joined"), "\(mixed)")
    }
    let few = try execute([Program.path, "merge"] + parts.dropLast() + ["-o", "x.h5"], in: folder.path)
    #expect(few.status == 1 && few.messages.contains("shard 3/3 is missing"), "\(few)")
    let table = try execute([Program.path, "merge"] + parts + ["-o", "x.csv"], in: folder.path)
    #expect(table.status == 64, "\(table)")
    #expect(!folder.contents.contains { $0.hasPrefix("x.") })
  }

  @Test("work of other views is refused, and left as it is")
  func otherWork() throws {
    let photo = queries + "/Q00002.jpg"
    let arguments = ["embed", queries, "--model", "gist", "--threads", "1", "-o", folder.file("v.h5")]
    let process = try startProgram(arguments)
    while process.isRunning, finishedBytes(besideOutput: folder.file("v.h5")) == 0 { usleep(500) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try #require(finishedBytes(besideOutput: folder.file("v.h5")) > 0)
    for (more, said) in [
      (["--views", "mirror", "--resume"], "--views (there full, here mirror)"), ([], "--resume"),
      (["--shard", "1/2", "--resume"], "--shard (there none, here 1/2)"),
    ] as [([String], String)] {
      let result = try execute([Program.path] + arguments + more)
      #expect(result.status == 1 && result.messages.contains(said), "\(result)")
    }
    let other = try run(photo, "--model", "gist", "--resume", "-o", "v.h5")
    #expect(other.status == 1 && other.messages.contains("the photos"), "\(other)")
  }

  @Test("without ONNX Runtime, it says what to install, and a model of floats runs by OpenCV")
  func withoutRuntime() throws {
    let model = folder.write(TinyONNX.meanOfChannels(shape: [1, 3, 2, 2]).bytes, to: "tiny.onnx")
    let json = folder.write(#"{"width": 2, "height": 2}"#, to: "p.json")
    let none = folder.file("nothing.so")
    try expectFailure(
      queries, "--model", model, "--preprocess", json, environment: ["FACSIMILE_ONNXRUNTIME": none],
      says: "FACSIMILE_ONNXRUNTIME: \(none) can't be loaded")
    let result = try run(queries, "--model", model, "--preprocess", json, "--engine", "opencv", "-o", "v.h5")
    #expect(result.status == 0 && result.output == "vectors of 28 images (tiny, 3 numbers each) in v.h5\n", "\(result)")
    for input in [model, folder.write(#"{"width": 2, "height": 2}"#, to: "p")] {
      let arguments = [queries, "--model", model, "--preprocess", folder.file("p"), "--engine", "opencv", "-o", input]
      let before = FileManager.default.contents(atPath: input)
      let refused = try execute([Program.path, "embed"] + arguments)
      #expect(refused.status == 1 && refused.messages.contains("\(input): it is one of the inputs"), "\(refused)")
      #expect(FileManager.default.contents(atPath: input) == before)
    }
    let made = try VectorFile(path: folder.file("v.h5")).model
    #expect(made.name == "tiny" && made.runtime?.hasPrefix("opencv") == true)
  }

  @Test("what doesn't go together is refused before any photo is read")
  func refusals() throws {
    try expectFailure(
      queries, "--model", "gost", says: "gost: there is no such file; a model is one in ONNX's format, or gist")
    try expectFailure(
      queries, "--model", "gist", "--preprocess", "sscd", status: 64, says: "--preprocess is for a model in a file")
    try expectFailure(
      queries, "--model", "gist", "--engine", "opencv", status: 64, says: "--engine is for a model in a file")
    try expectFailure(
      queries, "--model", "gist", "--views", "half", status: 64, says: "--views is \"half\", but must be names of full")
    try expectFailure(
      queries, "--model", "m.onnx", "--preprocess", "sccd", says: "sccd: ", "there are the presets sscd")
  }

  @Test(
    "with ONNX Runtime: vectors by threads, a pack, and both engines are the same; what one photo gives is its own failure",
    .enabled(if: Deep.runtime != nil, "needs ONNX Runtime: make test-deep"))
  func runtime() throws {
    let model = folder.write(TinyONNX.logarithm().bytes, to: "tiny.onnx")
    let json = folder.write(#"{"width": 8, "height": 8, "range": 255}"#, to: "p.json")
    #expect(try execute([Program.path, "pack", queries, "-o", folder.file("pack.h5")]).status == 0)
    for (input, threads, output) in [(queries, "1", "a.h5"), (queries, "3", "b.h5"), ("pack.h5", "2", "c.h5")] {
      let result = try run(input, "--model", model, "--preprocess", json, "--threads", threads, "-o", output)
      #expect(result.status == 0, "\(result)")
    }
    let bytes = ["a.h5", "b.h5", "c.h5"].map { FileManager.default.contents(atPath: folder.file($0)) }
    #expect(bytes[0] == bytes[1] && bytes[0] == bytes[2])

    let photos = TemporaryFolder()
    try photos.copy(queries + "/Q00002.jpg", as: "good.jpg")
    photos.write(Array("P6 1 1 255\n".utf8) + [0, 0, 0], to: "black.ppm")
    let result = try run(photos.path, "--model", model, "--preprocess", json, "-o", "d.h5")
    #expect(result.status == 3 && result.messages.contains("black.ppm: "), "\(result)")
    #expect(result.messages.contains("numbers that are not finite: 3 of 3, the first of them -inf"))
    #expect(try VectorFile(path: folder.file("d.h5")).names == ["good"])
  }
}
