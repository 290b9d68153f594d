import Foundation
import Photos
import Synchronization

/// A JSON object a line on stderr, at most one a second and one at the end of each phase:
/// `{"done":12,"phase":"extracting","seconds":3.2,"total":100}`.
final class JSONProgress: ProgressReporter {
  /// nil between phases.
  private let phase = Mutex(PhaseProgress?.none)

  func begin(_ phase: String, total: Int) { self.phase.withLock { $0 = PhaseProgress(phase, total: total) } }

  func advance() {
    phase.withLock {
      // The last step's line is that of the end.
      guard var phase = $0 else { return }
      if phase.advance(showingEvery: .seconds(1)), phase.done < phase.total { write(phase) }
      $0 = phase
    }
  }

  func end() {
    phase.withLock {
      if let phase = $0 { write(phase) }
      $0 = nil
    }
  }

  private struct Line: Encodable {
    let phase: String
    let done: Int
    let total: Int
    let seconds: Double
  }

  private func write(_ phase: PhaseProgress) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A phase's time is finite.
    let line = try! encoder.encode(
      Line(phase: phase.name, done: phase.done, total: phase.total, seconds: (phase.seconds * 10).rounded() / 10))
    writeToStandardError(String(decoding: line, as: UTF8.self) + "\n")
  }
}
