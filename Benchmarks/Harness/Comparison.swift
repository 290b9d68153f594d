/// Times ours and a peer's way on the same inputs, in turn, in one process and one thread.
enum Comparison {
  /// One round goes over all inputs and times both on each before the next, so that whatever else the machine does meets
  /// both alike; who goes first changes from input to input. A round that isn't counted warms up.
  ///
  /// - Returns: seconds an input, round by round.
  static func seconds<Input>(
    on inputs: [Input], rounds: Int, ours: (Input) throws -> Void, peer: (Input) throws -> Void
  ) rethrows -> (ours: [Double], peer: [Double]) {
    var oursRounds: [Double] = []
    var peerRounds: [Double] = []
    for round in 0...rounds {
      var oursSum = 0.0
      var peerSum = 0.0
      for (index, input) in inputs.enumerated() {
        if (index + round).isMultiple(of: 2) {
          oursSum += try time { try ours(input) }
          peerSum += try time { try peer(input) }
        } else {
          peerSum += try time { try peer(input) }
          oursSum += try time { try ours(input) }
        }
      }
      guard round > 0 else { continue }
      oursRounds.append(oursSum / Double(inputs.count))
      peerRounds.append(peerSum / Double(inputs.count))
    }
    return (oursRounds, peerRounds)
  }

  /// The comparison as a row: times in `unit`, which is `scale` seconds.
  static func figure<Input>(
    _ name: String, unit: String, scale: Double, peerName: String, on inputs: [Input], rounds: Int = 9,
    goal: Goal? = nil, ours: (Input) throws -> Void, peer: (Input) throws -> Void
  ) rethrows -> Figure {
    let seconds = try seconds(on: inputs, rounds: rounds, ours: ours, peer: peer)
    func units(_ values: [Double]) -> [Double] { values.map { $0 / scale } }
    return Figure(
      name: name, unit: unit, ours: median(units(seconds.ours)), oursSpread: spread(units(seconds.ours)),
      peerName: peerName, peer: median(units(seconds.peer)), peerSpread: spread(units(seconds.peer)),
      ratio: median(zip(seconds.ours, seconds.peer).map { $0 / $1 }), goal: goal)
  }

  static func time(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    return try clock.measure(work) / .seconds(1)
  }
}

extension Comparison {
  /// Two ways to do `units` pieces of work, each at its own number of threads, in turn: how many a second. What is done
  /// before each doesn't count.
  static func rates(
    _ name: String, unit: String, units: Int, peerName: String, rounds: Int, goal: Goal? = nil,
    before: () -> Void = {},
    ours: () async throws -> Void, peer: () async throws -> Void
  ) async throws -> Figure {
    var (oursRates, peerRates): ([Double], [Double]) = ([], [])
    for round in 0...rounds {
      var rates = (ours: 0.0, peer: 0.0)
      for isOurs in round.isMultiple(of: 2) ? [true, false] : [false, true] {
        before()
        let start = ContinuousClock.now
        try await isOurs ? ours() : peer()
        let rate = Double(units) / (start.duration(to: .now) / .seconds(1))
        if isOurs { rates.ours = rate } else { rates.peer = rate }
      }
      // The first warms up.
      guard round > 0 else { continue }
      oursRates.append(rates.ours)
      peerRates.append(rates.peer)
    }
    return Figure(
      name: name, unit: unit, ours: median(oursRates), oursSpread: spread(oursRates), peerName: peerName,
      peer: median(peerRates), peerSpread: spread(peerRates),
      ratio: median(zip(oursRates, peerRates).map { $0 / $1 }), goal: goal)
  }
}

func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

private func spread(_ values: [Double]) -> [Double] { [quantile(values, 0.1), quantile(values, 0.9)] }

/// By linear interpolation between the sorted values.
private func quantile(_ values: [Double], _ share: Double) -> Double {
  precondition(!values.isEmpty)
  let sorted = values.sorted()
  let position = share * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
