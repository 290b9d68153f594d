import Photos
import Synchronization

/// Cancels the task that it is told by after so many steps of a phase.
final class CancellingProgress: ProgressReporter {
  private let phase: String
  private let limit: Int
  private let state = Mutex((isCounting: false, count: 0))

  init(after limit: Int, of phase: String) {
    self.limit = limit
    self.phase = phase
  }

  func begin(_ phase: String, total: Int) { state.withLock { $0.isCounting = phase == self.phase } }
  func end() {}
  func advance() {
    let isDue = state.withLock {
      $0.count += $0.isCounting ? 1 : 0
      return $0.count == limit
    }
    // `advance` is called in the caller's task.
    if isDue { withUnsafeCurrentTask { $0?.cancel() } }
  }
}

/// Counts the steps of one phase.
final class CountingProgress: ProgressReporter {
  private let phase: String
  private let state = Mutex((isCounting: false, total: 0, done: 0))

  init(_ phase: String) { self.phase = phase }

  var total: Int { state.withLock { $0.total } }
  var done: Int { state.withLock { $0.done } }

  func begin(_ phase: String, total: Int) {
    state.withLock {
      $0.isCounting = phase == self.phase
      if $0.isCounting { $0.total += total }
    }
  }
  func end() { state.withLock { $0.isCounting = false } }
  func advance() { state.withLock { $0.done += $0.isCounting ? 1 : 0 } }
}
