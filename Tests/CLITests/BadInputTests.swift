import Features
import Foundation
import Imaging
import Storage
import TestSupport
import Testing

@Suite("facsimile, bad input") struct BadInputTests {
  let folder = TemporaryFolder()
  let photo = queries + "/Q00002.jpg"

  /// The program must fail with one line that contains all `parts`.
  func expectFailure(
    _ result: ProgramResult, _ parts: String..., status: Int32 = 1, at: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == status, "\(result.messages)", sourceLocation: at)
    #expect(result.output.isEmpty, sourceLocation: at)
    let lines = result.messages.split(separator: "\n")
    #expect(lines.count == 1 || status == 64, "\(result.messages)", sourceLocation: at)
    for part in parts { #expect(result.messages.contains(part), "\(result.messages)", sourceLocation: at) }
  }

  @Test("a missing path, a folder without images")
  func noInput() throws {
    expectFailure(
      try Program.run("extract", "/nowhere", "-o", folder.file("f.h5")), "/nowhere", "no such file or folder")
    let empty = TemporaryFolder()
    expectFailure(try Program.run("extract", empty.path, "-o", folder.file("f.h5")), empty.path, "no images")
    expectFailure(
      try Program.run("search", "--queries", queries, "--references", empty.path, "-o", folder.file("p.csv")),
      empty.path, "no images")
    #expect(folder.contents == [])
  }

  @Test("files that are no whole images are named with the reason")
  func brokenImages() throws {
    let whole = [UInt8](FileManager.default.contents(atPath: photo)!)
    let inputs = TemporaryFolder()
    let cases = [
      (inputs.write("just text", to: "text.jpg"), "text.jpg"),
      (inputs.write(Array(whole[..<(whole.count / 2)]), to: "cut.jpg"), "missing"),
      (inputs.write("", to: "empty.jpg"), "empty"),
      (inputs.write(Self.hugePNG, to: "huge.png"), "50000"),
      (inputs.file("missing.jpg"), "missing.jpg"),
      (inputs.path, "folder"),
    ]
    for (path, part) in cases {
      expectFailure(try Program.run("match", path, photo), path, part)
      expectFailure(try Program.run("match", photo, path), path, part)
    }
  }

  /// Signature and header of a PNG of 50,000 × 50,000 pixels of 8-bit RGB, and nothing more.
  static let hugePNG: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0xC3, 0x50, 0, 0, 0xC3,
    0x50, 8, 2, 0, 0, 0, 0x15, 0x61, 0x1C, 0x4B,
  ]

  @Test("features of an earlier version beside photos are refused, also where their extractor is asked for")
  func earlierRevision() throws {
    let store = folder.file("old.h5")
    let writer = try FeatureStoreWriter(
      path: store, descriptorKind: .binary256, options: #"{"extractor":"orb","maxFeatures":500,"maxSide":640}"#)
    try writer.append(
      name: "a",
      features: FeatureSet(
        imageSize: ImageSize(width: 9, height: 9), keypoints: [], descriptors: Descriptors(kind: .binary256)))
    try writer.finish()
    // 500 features are the default, and say nothing.
    for (option, value) in [("--max-features", "500"), ("--extractor", "orb")] {
      expectFailure(
        try Program.run(
          "search", "--queries", queries, "--references", store, "-o", folder.file("p.csv"), option, value),
        queries, "revision 1 of orb", "extract the others anew")
      let both = try Program.run(
        "search", "--queries", store, "--references", store, "-o", folder.file("p.csv"), option, value)
      #expect(both.status == 0, "\(both.messages)")
    }
  }

  @Test("a photo of one colour has no keypoints: an answer without matches, no error")
  func oneColour() throws {
    let path = folder.file("black.png")
    try GrayImage(width: 64, height: 64, filledWith: 0).write(to: path)
    let match = try Program.run("match", path, photo, "--json")
    #expect(match.status == 2, "\(match.messages)")
    #expect(try match.json()["tentative_matches"] as? Int == 0)
    let search = try Program.run("search", "--queries", path, "--references", references, "-o", folder.file("p.csv"))
    #expect(search.status == 0)
    #expect(try String(contentsOfFile: folder.file("p.csv"), encoding: .utf8) == "query_id,reference_id,score\n")
  }

  @Test("an unreadable file among good ones is skipped and listed; the good ones' results are kept")
  func skipped() throws {
    let mixed = TemporaryFolder()
    for name in ["Q00002.jpg", "Q00004.jpg"] {
      try FileManager.default.copyItem(atPath: queries + "/" + name, toPath: mixed.file(name))
    }
    let broken = mixed.write("text", to: "broken.jpg")
    let output = folder.file("p.csv")
    let mixedRun = try Program.run("search", "--queries", mixed.path, "--references", references, "-o", output)
    #expect(mixedRun.status == 3)
    #expect(mixedRun.messages.contains("1 input was skipped, listed in \(output).failures.csv"))
    let failures = try String(contentsOfFile: output + ".failures.csv", encoding: .utf8)
    #expect(
      failures == "input,reason\n\(broken),\"it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image\"\n")
    #expect(
      mixedRun.messages.contains(
        "skipped: \(broken): it is no JPEG, PNG, WebP, GIF, TIFF, BMP, PNM, HEIC or AVIF image\n"))
    let kept = try Data(contentsOf: URL(fileURLWithPath: output))

    // Without the broken file: the same answers, and no stale list.
    try FileManager.default.removeItem(atPath: broken)
    let cleanRun = try Program.run("search", "--queries", mixed.path, "--references", references, "-o", output)
    #expect(cleanRun.status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == kept)
    #expect(folder.contents == TemporaryFolder.contents(outputs: ["p.csv"]))

    mixed.write("text", to: "broken.jpg")
    #expect(try Program.run("extract", mixed.path, "-o", folder.file("f.h5"), "--quiet").status == 3)
    #expect(try Program.run("info", folder.file("f.h5")).output.contains("images      2"))
  }

  @Test("an output folder that does not exist, or where nothing can be written")
  func badOutput() throws {
    let gone = folder.file("gone/p.csv")
    expectFailure(
      try Program.run("search", "--queries", photo, "--references", references, "-o", gone), gone, "does not exist")
    expectFailure(try Program.run("extract", photo, "-o", folder.file("gone/f.h5")), "gone/f.h5", "does not exist")
    expectFailure(
      try Program.run("match", photo, references + "/R000006.jpg", "-o", folder.file("gone/m.png")), "gone/m.png")
    // Not even root can write there, whereas root ignores the permissions of a folder.
    let readOnly = FileManager.default.fileExists(atPath: "/proc/self") ? "/proc/p.csv" : "/p.csv"
    expectFailure(try Program.run("search", "--queries", photo, "--references", references, "-o", readOnly), readOnly)
    expectFailure(
      try Program.run("extract", photo, "-o", folder.path), folder.path, "it is a folder")
    #expect(folder.contents == [])
  }

  @Test("an output that is one of the inputs is refused, by whatever path, and the input is kept")
  func outputIsInput() throws {
    let (copy, pack) = (folder.file("a.jpg"), folder.file("pack.h5"))
    try FileManager.default.copyItem(atPath: photo, toPath: copy)
    #expect(try Program.run("pack", copy, "-o", pack).status == 0)
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: pack)
    let before = try [copy, pack].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    let runs = [
      ["extract", pack, "-o", folder.path + "/./pack.h5"], ["extract", pack, "-o", folder.file("link")],
      ["pack", pack, "-o", pack], ["match", copy, copy, "-o", copy],
      ["search", "--queries", copy, "--references", pack, "-o", folder.file("link")],
      ["index", "flann", pack, "-o", folder.file("link")], ["export", pack, "--to", "ids", "-o", folder.file("link")],
    ]
    for arguments in runs {
      expectFailure(try execute([Program.path] + arguments), arguments.last!, "it is one of the inputs")
    }
    #expect(try [copy, pack].map { try Data(contentsOf: URL(fileURLWithPath: $0)) } == before)
  }

  @Test("a full disk is a clear error that leaves the older file and nothing half-written")
  func fullDisk() throws {
    let store = folder.write("the old one", to: "f.h5")
    expectFailure(
      try Program.run(fileLimit: 64, "extract", references, "-o", store), store, "File too large", "--resume")
    let picture = folder.write("the old one", to: "m.png")
    expectFailure(
      try Program.run(fileLimit: 8, "match", photo, references + "/R000006.jpg", "-o", picture), picture)
    let predictions = folder.write("the old one", to: "p.csv")
    expectFailure(
      try Program.run(fileLimit: 0, "search", "--queries", photo, "--references", references, "-o", predictions),
      predictions)
    // What was extracted before the disk was full is kept beside.
    #expect(folder.contents == ["f.h5", "f.h5.partial", "m.png", "p.csv"])
    for path in [store, picture, predictions] {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "the old one")
    }
  }

  @Test("SIGINT in the middle leaves nothing half-written", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let many = TemporaryFolder()
    for copy in 0..<2000 {
      try many.copy(photo, as: "\(copy).jpg")
    }
    let output = folder.file("f.h5")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["extract", many.path, "-o", output, "--extractor", "opencv-sift"]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // The temporary file says that the run has begun.
    while process.isRunning && folder.contents.isEmpty { usleep(10_000) }
    usleep(200_000)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    // What is finished is kept, if anything is.
    #expect(folder.contents == [] || folder.contents == ["f.h5.partial"])
  }

  @Test("bad usage ends with status 64 and names what is wrong")
  func badUsage() throws {
    expectFailure(try Program.run("extract", photo), "--output", status: 64)
    expectFailure(
      try Program.run("match", photo, photo, "--extractor", "surf"), "surf", "opencv-orb", status: 64)
    expectFailure(
      try Program.run("extract", photo, "-o", folder.file("f.h5"), "--threads", "0"), "--threads", status: 64)
    expectFailure(
      try Program.run("extract", photo, "-o", folder.file("f.h5"), "--max-features", "0"),
      "facsimile: error: --max-features is 0, but must be in 1...2147483647", status: 64)
    expectFailure(try Program.run("frobnicate"), "frobnicate", status: 64)
  }

  @Test("features of other options are refused, with what each has")
  func incomparable() throws {
    let (orb, sift) = (folder.file("orb.h5"), folder.file("sift.h5"))
    #expect(try Program.run("extract", photo, "-o", orb).status == 0)
    #expect(try Program.run("extract", photo, "-o", sift, "--extractor", "opencv-sift").status == 0)
    let output = folder.file("p.csv")
    expectFailure(
      try Program.run("search", "--queries", orb, "--references", sift, "-o", output), "orb.h5 has orb", "opencv-sift")
    expectFailure(
      try Program.run("search", "--queries", orb, "--references", references, "--max-side", "320", "-o", output),
      "at 640 pixels", "at 320 pixels")
    #expect(try Program.run("search", "--queries", orb, "--references", references, "-o", output).status == 0)
  }

  @Test("a file that is no store, and malformed predictions, are named")
  func badFiles() throws {
    let text = folder.write("hello", to: "x.h5")
    expectFailure(try Program.run("info", text), text)
    expectFailure(try Program.run("info", photo), photo)
    let csv = folder.write("query_id,reference_id,score\nq,r\n", to: "p.csv")
    expectFailure(
      try Program.run("evaluate", csv, Photos.fixtures + "/ground_truth.csv"), "\(csv):2:", "3 fields")
    let twice = folder.write("q,r,1\nq,r,2\n", to: "twice.csv")
    expectFailure(
      try Program.run("evaluate", twice, Photos.fixtures + "/ground_truth.csv"), "more than once")
  }
}
