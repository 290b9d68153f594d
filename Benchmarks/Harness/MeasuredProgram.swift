import Foundation

/// The built `facsimile`, run as users run it and measured from outside. Its output is thrown away; it must end with 0.
enum MeasuredProgram {
  private static let path = ".build/release/facsimile"

  /// Says so where the program isn't built.
  static func isThere(for purpose: String) -> Bool {
    let isThere = FileManager.default.isExecutableFile(atPath: path)
    if !isThere { print("\(path) is missing: \(purpose) is not measured (make build)") }
    return isThere
  }

  /// From start to end.
  static func seconds(_ arguments: String...) throws -> Double {
    try Comparison.time {
      let process = try start(arguments)
      process.waitUntilExit()
      requireSuccess(of: process)
    }
  }

  /// The most memory that was resident at once.
  ///
  /// By looking again and again: what the system tells of a process that has ended counts what its parent had when it was
  /// started.
  static func peakMegabytes(_ arguments: String...) throws -> Double {
    let process = try start(arguments)
    var peak = 0.0
    while process.isRunning {
      peak = max(peak, highWaterMark(of: process.processIdentifier) ?? 0)
      usleep(2000)
    }
    requireSuccess(of: process)
    return peak
  }

  private static func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func requireSuccess(of process: Process) {
    precondition(process.terminationStatus == 0, "facsimile \(process.arguments ?? []) failed")
  }

  private static func highWaterMark(of process: Int32) -> Double? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1e3 }
  }
}
