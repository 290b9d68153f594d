import Foundation

/// How long the built program takes to say its version.
enum StartBenchmarks {
  private static let program = ".build/release/facsimile"

  static func run(report: (Figure) -> Void) throws {
    guard FileManager.default.isExecutableFile(atPath: program) else {
      print("\(program) is missing: its start is not measured (make build)")
      return
    }
    let milliseconds = try (0..<21).map { _ in
      try Comparison.time {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--version"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
      } * 1000
    }
    // The first one reads the program from the disk.
    report(
      Figure(name: "facsimile --version", unit: "ms", ours: median(Array(milliseconds.dropFirst())), goal: .atMost(30)))
  }
}
