import Photos
import Synchronization

/// A line of progress a minute on stderr, for logs; none for what takes less.
final class ProgressLines: ProgressReporter {
  private struct State {
    var phase = ""
    var total = 0
    var done = 0
    var start = ContinuousClock.now
    var lastWritten = ContinuousClock.now
  }

  private let state = Mutex(State())
  private let interval: Duration
  private let write: @Sendable (String) -> Void

  init(every interval: Duration = .seconds(60), write: @escaping @Sendable (String) -> Void = printMessage) {
    self.interval = interval
    self.write = write
  }

  func begin(_ phase: String, total: Int) { state.withLock { $0 = State(phase: phase, total: total) } }

  func advance() {
    state.withLock {
      $0.done += 1
      guard $0.lastWritten.duration(to: .now) >= interval else { return }
      $0.lastWritten = .now
      let seconds = max($0.start.duration(to: .now) / .seconds(1), 1e-6)
      write("\($0.phase) " + TerminalProgress.pace(done: $0.done, of: $0.total, seconds: seconds))
    }
  }

  func end() {}
}
