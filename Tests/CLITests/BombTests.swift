import Foundation
import TestSupport
import Testing

/// Pictures that are far larger, or far more work, than their files are: those of `script/bombs`.
@Suite("Bombs") struct BombTests {
  let folder = TemporaryFolder()

  private func bombs() throws -> TemporaryFolder {
    let bombs = TemporaryFolder()
    let result = try execute(["python3", Photos.package + "/script/bombs", bombs.path])
    #expect(result.status == 0, "\(result)")
    return bombs
  }

  /// Runs the program with no more than so much memory, in MiB, in which its own 300 of code and stacks count.
  private func run(memory: Int, _ arguments: [String]) throws -> ProgramResult {
    let script = "ulimit -v $((\(memory) * 1024)); exec \"$@\""
    return try execute(["bash", "-c", script, "bash", Program.path] + arguments)
  }

  @Test("each is read or refused with a reason, within 2 GiB, and none ends the run", .timeLimit(.minutes(2)))
  func all() throws {
    let bombs = try bombs()
    let output = folder.file("f.h5")
    let result = try run(memory: 2048, ["extract", bombs.path, "-o", output, "--threads", "1", "--json"])
    #expect(result.status == 3, "\(result)")
    let failures = try String(contentsOfFile: output + ".failures.csv", encoding: .utf8)
    func reason(_ name: String) -> String {
      failures.split(separator: "\n").first { $0.hasPrefix(bombs.file(name) + ",") }.map(String.init) ?? "read"
    }
    let sides = "pixels, but no side may be longer than 1000000"
    #expect(reason("fantasy.png").contains("4260009772 × 3752571987 \(sides)"), "\(failures)")
    #expect(reason("rows.png").contains("1 × 100000000 \(sides)"), "\(failures)")
    #expect(reason("large.webp").contains("its 16383 × 16383 = 268402689 pixels are more than"), "\(failures)")
    #expect(reason("sparse.png").contains("the file has more than 867108864 bytes"), "\(failures)")
    #expect(reason("samples.tif").contains("far larger than the picture"), "\(failures)")
    for name in ["scans.jpg", "scans-large.jpg"] { #expect(reason(name).contains("too many scans"), "\(failures)") }
    for name in ["ztxt.png", "itxt.png", "iccp.png", "texts.png", "empty.png", "strip.png", "scans-30.jpg", "deep.png"]
    {
      let line = reason(name)
      #expect(line == "read" || line.contains("no features were found"), "\(line)")
    }
  }

  @Test("texts of a PNG are passed over, not unpacked and kept")
  func texts() throws {
    let bombs = try bombs()
    // Peak memory, in KiB, behind what the program says. Unpacked, the texts are 20 GB, of which libpng would keep a third.
    let measured = """
      import resource, subprocess, sys
      status = subprocess.run(sys.argv[1:]).returncode
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      sys.exit(status)
      """
    for name in ["ztxt.png", "itxt.png", "iccp.png", "texts.png"] {
      // Little enough that nobody is harmed where they are kept.
      let result = try execute([
        "bash", "-c", "ulimit -v $((2 << 20)); exec \"$@\"", "bash", "python3", "-c", measured, Program.path, "extract",
        bombs.file(name), "-o", folder.file(name + ".h5"), "--threads", "1", "--quiet",
      ])
      // On macOS it is in bytes.
      let memory = try #require(result.output.split(separator: "\n").last.flatMap { Int($0) })
      #if os(macOS)
        #expect(memory >> 20 < 300, "\(name): \(memory >> 20) MiB")
      #else
        #expect(memory >> 10 < 300, "\(name): \(memory >> 10) MiB")
      #endif
    }
  }

  @Test("a header that tells of more pixels than there are numbers ends no command by a trap")
  func fantasy() throws {
    let bad = folder.write(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D] + Array("IHDR".utf8)
        + [0xFD, 0xEA, 0x96, 0xEC, 0xDF, 0xAB, 0xA0, 0x53, 8, 2, 0, 0, 0], to: "bad.png")
    let photo = references + "/R000003.jpg"
    for arguments in [
      ["extract", bad, "-o", folder.file("f.h5")], ["pack", bad, "-o", folder.file("p.h5")],
      ["embed", bad, "--model", "gist", "-o", folder.file("v.h5")], ["match", bad, photo], ["match", photo, bad],
      ["search", "--queries", bad, "--references", references, "-o", folder.file("q.csv")],
      ["search", "--queries", photo, "--references", bad, "-o", folder.file("r.csv")],
    ] {
      let result = try execute([Program.path] + arguments)
      #expect(result.status == 1 && result.messages.contains("no side may be longer than 1000000"), "\(result)")
    }
    #expect(folder.contents == ["bad.png"])
  }

  @Test("memory that isn't to be had for a photo is that photo's failure", .timeLimit(.minutes(1)))
  func memory() throws {
    let photos = TemporaryFolder()
    // 80 megapixels of white in two colours a pixel; a small photo beside it.
    let side = 9000
    photos.write(Array("P4 \(side) \(side)\n".utf8) + [UInt8](repeating: 0x0F, count: side / 8 * side), to: "large.pbm")
    try photos.copy(references + "/R000003.jpg", as: "small.jpg")
    let output = folder.file("f.h5")
    let result = try run(memory: 500, ["extract", photos.path, "-o", output, "--threads", "1"])
    #expect(result.status == 3, "\(result)")
    let failures = try String(contentsOfFile: output + ".failures.csv", encoding: .utf8)
    #expect(failures.contains("large.pbm,there is not enough memory for the image"), "\(failures)")
    #expect(try Program.run("info", output, "--json").json()["images"] as? Int == 1)
  }

  @Test("SIGINT and SIGTERM are heard while a large picture is decoded", arguments: [SIGINT, SIGTERM])
  func signals(number: Int32) throws {
    let bombs = try bombs()
    for copy in 0..<9 { try bombs.copy(bombs.file("deep.png"), as: "deep\(copy).png") }
    let list = folder.write((0..<9).map { bombs.file("deep\($0).png") }.joined(separator: "\n"), to: "list.txt")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["extract", list, "-o", folder.file("f.h5"), "--threads", "2"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, !folder.contents.contains("f.h5.partial") { usleep(1000) }
    usleep(200_000)
    let start = ContinuousClock.now
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    // Those that are left take ten on an idle machine; this leaves room for a busy one.
    #expect(ContinuousClock.now - start < .seconds(6))
  }
}
