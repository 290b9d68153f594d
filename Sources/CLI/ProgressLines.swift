import Photos
import Synchronization

/// A line of progress a minute on stderr, for logs; none for what takes less.
final class ProgressLines: ProgressReporter {
  private let phase = Mutex(PhaseProgress())

  func begin(_ phase: String, total: Int) { self.phase.withLock { $0 = PhaseProgress(phase, total: total) } }

  func advance() {
    phase.withLock {
      if $0.advance(showingEvery: .seconds(60)) { printMessage("\($0.name) \($0.pace)") }
    }
  }

  func end() {}
}
