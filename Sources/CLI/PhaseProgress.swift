import Foundation

/// How far a phase of a run has come, and when that was last shown.
struct PhaseProgress {
  let name: String
  let total: Int
  private(set) var done = 0
  private let start = ContinuousClock.now
  private var lastShown = ContinuousClock.now

  init(_ name: String = "", total: Int = 0) {
    self.name = name
    self.total = total
  }

  /// Notes one more step.
  ///
  /// - Returns: whether it is time to show it, once every `interval`.
  mutating func advance(showingEvery interval: Duration) -> Bool {
    done += 1
    guard lastShown.duration(to: .now) >= interval else { return false }
    lastShown = .now
    return true
  }

  /// Since it began.
  var seconds: Double { start.duration(to: .now) / .seconds(1) }

  /// Steps done and to do, the rate and the time left.
  var pace: String {
    let seconds = max(self.seconds, 1e-6)
    let rate = Double(done) / seconds
    let left = rate > 0 ? Self.clock(Double(total - done) / rate) : "--:--"
    return "\(done)/\(total)  \(String(format: rate < 10 ? "%.1f" : "%.0f", rate))/s  \(left) left"
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let minutes = String(format: "%02d:%02d", whole / 60 % 60, whole % 60)
    return whole < 3600 ? minutes : "\(whole / 3600):\(minutes)"
  }
}
