import Photos
import Synchronization

/// Counts what it is told.
final class CountingProgress: ProgressReporter {
  private let steps = Mutex((total: 0, done: 0))

  var total: Int { steps.withLock { $0.total } }
  var done: Int { steps.withLock { $0.done } }

  func begin(_ phase: String, total: Int) { steps.withLock { $0.total += total } }
  func advance() { steps.withLock { $0.done += 1 } }
  func end() {}
}
