import Foundation

/// The part of 0 to 1 that an axis shows: from one round number to another, so that what is drawn fills it.
struct PlotRange: Sendable, Hashable {
  let low: Double
  let high: Double
  /// Between two of ``ticks``.
  let step: Double

  /// The smallest of few lines that holds some values, each in 0 to 1.
  init(_ values: some Sequence<Double>) {
    let least = values.reduce(1, min)
    let most = max(values.reduce(0, max), least)
    // Values are quotients of whole numbers: one that is a round number may be a little beyond it.
    let slack = 1e-9
    func bounds(_ step: Double) -> (low: Double, high: Double) {
      let low = max(((least + slack) / step).rounded(.down) * step, 0)
      return (low, min(max(((most - slack) / step).rounded(.up) * step, low + step), 1))
    }
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2]
    step = steps.first { step in (bounds(step).high - bounds(step).low) / step < 6.5 } ?? steps[steps.count - 1]
    var (low, high) = bounds(step)
    if high - low < step / 2 { low = high - step }
    (self.low, self.high) = (low, high)
  }

  var ticks: [Double] { (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step } }

  func label(_ value: Double) -> String { String(format: step < 0.1 ? "%.2f" : "%.1f", value) }

  /// Where a value is on the axis, from 0 to 1.
  func share(_ value: Double) -> Double { (min(max(value, low), high) - low) / (high - low) }
}
