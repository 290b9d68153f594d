import Foundation
import Photos
import Synchronization

/// A progress bar with rate and time left on stderr, which has to be a terminal.
final class TerminalProgress: ProgressReporter {
  private struct State {
    var phase = ""
    var total = 0
    var done = 0
    var start = ContinuousClock.now
    var lastDrawn = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// The reporter for a command: silent when asked to be, lines now and then where nobody watches.
  static func make(isQuiet: Bool) -> any ProgressReporter {
    if isQuiet { return NoProgress() }
    return isatty(STDERR_FILENO) == 0 ? ProgressLines() : TerminalProgress()
  }

  func begin(_ phase: String, total: Int) {
    state.withLock {
      $0 = State(phase: phase, total: total)
      draw($0)
    }
  }

  func advance() {
    state.withLock {
      $0.done += 1
      // Ten times a second is as often as an eye follows.
      guard $0.done == $0.total || $0.lastDrawn.duration(to: .now) > .milliseconds(100) else { return }
      $0.lastDrawn = .now
      draw($0)
    }
  }

  func end() {
    writeToStandardError("\r\u{1B}[K")
  }

  private func draw(_ state: State) {
    let seconds = max(state.start.duration(to: .now) / .seconds(1), 1e-6)
    let width = 24
    let filled = state.total > 0 ? min(width, width * state.done / state.total) : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let pace = Self.pace(done: state.done, of: state.total, seconds: seconds)
    writeToStandardError("\r\u{1B}[K\(state.phase) \(bar) \(pace)")
  }

  /// How far a phase has come, its rate and the time left.
  static func pace(done: Int, of total: Int, seconds: Double) -> String {
    let rate = Double(done) / seconds
    let left = rate > 0 ? clock(Double(total - done) / rate) : "--:--"
    return "\(done)/\(total)  \(String(format: rate < 10 ? "%.1f" : "%.0f", rate))/s  \(left) left"
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let minutes = String(format: "%02d:%02d", whole / 60 % 60, whole % 60)
    return whole < 3600 ? minutes : "\(whole / 3600):\(minutes)"
  }
}
