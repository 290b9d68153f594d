/// How long the built program takes to say its version.
enum StartBenchmarks {
  static func run(report: (Figure) -> Void) throws {
    guard MeasuredProgram.built.isThere(for: "its start") else { return }
    let milliseconds = try (0..<21).map { _ in try MeasuredProgram.built.seconds("--version") * 1000 }
    // The first one reads the program from the disk.
    report(
      Figure(name: "facsimile --version", unit: "ms", ours: median(Array(milliseconds.dropFirst())), goal: .atMost(30)))
  }
}
