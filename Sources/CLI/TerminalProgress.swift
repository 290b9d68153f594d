import Foundation
import Pipeline
import Synchronization

/// A progress bar with rate and time left on stderr; nothing where that is no terminal.
final class TerminalProgress: ProgressReporter {
  private struct State {
    var phase = ""
    var total = 0
    var done = 0
    var start = ContinuousClock.now
    var lastDrawn = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// The reporter for a command: silent when asked to be or when nobody watches.
  static func make(isQuiet: Bool) -> any ProgressReporter {
    isQuiet || isatty(STDERR_FILENO) == 0 ? NoProgress() : TerminalProgress()
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
    let rate = Double(state.done) / seconds
    let width = 24
    let filled = state.total > 0 ? width * state.done / state.total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let left = rate > 0 ? Self.clock(Double(state.total - state.done) / rate) : "--:--"
    let rateText = String(format: rate < 10 ? "%.1f" : "%.0f", rate)
    writeToStandardError("\r\u{1B}[K\(state.phase) \(bar) \(state.done)/\(state.total)  \(rateText)/s  \(left) left")
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let minutes = String(format: "%02d:%02d", whole / 60 % 60, whole % 60)
    return whole < 3600 ? minutes : "\(whole / 3600):\(minutes)"
  }
}
