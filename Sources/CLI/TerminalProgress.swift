import Foundation
import Photos
import Synchronization

/// A progress bar with rate and time left on stderr, which has to be a terminal.
final class TerminalProgress: ProgressReporter {
  private let phase = Mutex(PhaseProgress())

  func begin(_ phase: String, total: Int) {
    self.phase.withLock {
      $0 = PhaseProgress(phase, total: total)
      draw($0)
    }
  }

  func advance() {
    phase.withLock {
      // Ten times a second is as often as an eye follows.
      if $0.advance(showingEvery: .milliseconds(100)) || $0.done == $0.total { draw($0) }
    }
  }

  func end() {
    writeToStandardError("\r\u{1B}[K")
  }

  private func draw(_ phase: PhaseProgress) {
    let width = 24
    let filled = phase.total > 0 ? min(width, width * phase.done / phase.total) : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    writeToStandardError("\r\u{1B}[K\(phase.name) \(bar) \(phase.pace)")
  }
}
