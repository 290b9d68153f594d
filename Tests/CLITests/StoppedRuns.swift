import Foundation
import TestSupport
import Testing

/// Bytes of finished work in the side file of an output: what is behind its header.
func finishedBytes(besideOutput output: String) -> Int {
  guard let bytes = FileManager.default.contents(atPath: output + ".partial"), bytes.count > 16 else { return 0 }
  let header = 16 + bytes[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) } + 4
  return max(0, bytes.count - header)
}

/// Starts the program without waiting for it.
func startProgram(_ arguments: [String], messages: String? = nil) throws -> Process {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: Program.path)
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = messages.flatMap { FileHandle(forWritingAtPath: $0) } ?? FileHandle.nullDevice
  try process.run()
  return process
}

/// Runs the program with `--resume`, kills it, and does so again and again until a run comes to its end.
///
/// - Parameter status: with which a run ends that does.
/// - Returns: how often work of an earlier run was there to go on with.
func runKilled(
  _ arguments: [String], output: String, seed: UInt64, mostKills: Int = 30, status: Int32 = 0
) throws -> Int {
  var generator = SeededGenerator(seed: seed)
  var (kills, resumed) = (0, 0)
  while true {
    let before = finishedBytes(besideOutput: output)
    let process = try startProgram(arguments + ["-o", output, "--resume"])
    if kills < mostKills {
      // Once it has finished something new, at once or a little later; or at a moment of any kind.
      let isAnyMoment = Bool.random(using: &generator)
      if !isAnyMoment {
        while process.isRunning, finishedBytes(besideOutput: output) <= before { usleep(500) }
      }
      usleep(UInt32.random(in: 0...(isAnyMoment ? 200_000 : 20_000), using: &generator))
      kill(process.processIdentifier, SIGKILL)
      kills += 1
    }
    process.waitUntilExit()
    if before > 0 { resumed += 1 }
    if process.terminationReason == .exit {
      #expect(process.terminationStatus == status, "seed \(seed)")
      return resumed
    }
  }
}

/// Makes stores of the fixtures, `q.h5` with many queries and `r.h5`: enough for a run of several blocks.
func buildLongRun(in folder: TemporaryFolder) throws -> (queries: String, references: String) {
  let many = TemporaryFolder()
  for name in try FileManager.default.contentsOfDirectory(atPath: queries) {
    for copy in 0..<40 {
      try many.copy(queries + "/" + name, as: "\(copy)-\(name)")
    }
  }
  let stores = [folder.file("q.h5"), folder.file("r.h5")]
  for (photos, store) in zip([many.path, references], stores) {
    let result = try Program.run(
      "extract", photos, "-o", store, "--extractor", "sift", "--max-features", "100", "--max-side", "200")
    try #require(result.status == 0, "\(result.messages)")
  }
  return (stores[0], stores[1])
}
