import Foundation

/// A built `facsimile`, run as users run it and measured from outside. Its output is thrown away; it must end with 0.
struct MeasuredProgram {
  let path: String

  /// That of this folder.
  static let built = MeasuredProgram(path: ".build/release/facsimile")

  /// How long a run took.
  struct Times {
    /// From start to end, in seconds.
    let wall: Double
    /// What its threads took of the processors, in seconds: less disturbed by whatever else the machine does.
    let processor: Double
  }

  /// Says so where the program isn't built.
  func isThere(for purpose: String) -> Bool {
    let isThere = FileManager.default.isExecutableFile(atPath: path)
    if !isThere { print("\(path) is missing: \(purpose) is not measured (make build)") }
    return isThere
  }

  /// From start to end.
  func seconds(_ arguments: String...) throws -> Double { try times(arguments).wall }

  func times(_ arguments: [String]) throws -> Times {
    let before = Self.processorSecondsOfChildren()
    let wall = try Comparison.time {
      let process = try start(arguments)
      process.waitUntilExit()
      requireSuccess(of: process)
    }
    return Times(wall: wall, processor: Self.processorSecondsOfChildren() - before)
  }

  /// The most memory that was resident at once.
  ///
  /// By looking again and again: what the system tells of a process that has ended counts what its parent had when it was
  /// started.
  func peakMegabytes(_ arguments: String...) throws -> Double { try peakMegabytes(arguments) }

  func peakMegabytes(_ arguments: [String]) throws -> Double {
    let process = try start(arguments)
    var peak = 0.0
    while process.isRunning {
      peak = max(peak, Self.highWaterMark(of: process.processIdentifier) ?? 0)
      usleep(2000)
    }
    requireSuccess(of: process)
    return peak
  }

  private func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func requireSuccess(of process: Process) {
    precondition(process.terminationStatus == 0, "\(path) \(process.arguments ?? []) failed")
  }

  /// Of all children that have ended.
  private static func processorSecondsOfChildren() -> Double {
    var usage = rusage()
    #if os(macOS)
      getrusage(RUSAGE_CHILDREN, &usage)
    #else
      getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func highWaterMark(of process: Int32) -> Double? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1e3 }
  }
}
