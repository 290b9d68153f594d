import Testing

@testable import Tuning

@Suite("SuccessiveHalving") struct SuccessiveHalvingTests {
  /// Scores that say more on each of three rungs: the truth is the candidate itself; the first one errs by half of `error` and
  /// the last one doesn't.
  private func scores(_ candidate: Int, _ rung: Int, parts: Int, error: Double = 0) -> [Double] {
    let noise = Double((candidate &* 7919) % 13) / 13 - 0.5
    return [Double](repeating: Double(candidate) + noise * error * Double(2 - rung) / 2, count: parts)
  }

  @Test("keeps a third from rung to rung, the best, and always the first")
  func thirds() async throws {
    var seen: [[Int]] = [[], [], []]
    let survivors = await SuccessiveHalving(parts: 1, rungs: 3).survivors(of: [0] + (1...26).map { $0 }) {
      candidate, rung in
      seen[rung].append(candidate)
      return scores(candidate, rung, parts: 1)
    }
    #expect(seen[0] == Array(0...26))
    #expect(seen[1] == [0, 26, 25, 24, 23, 22, 21, 20, 19, 18])
    #expect(seen[2] == [0, 26, 25, 24, 23])
    #expect(survivors[0].map(\.candidate) == [26, 25, 24, 23, 0])
    #expect(survivors[0].map(\.score) == [26, 25, 24, 23, 0])
  }

  @Test("finds the best in spite of small rungs that err")
  func noise() async throws {
    let survivors = await SuccessiveHalving(parts: 1, rungs: 3).survivors(of: Array(0..<80)) {
      scores($0, $1, parts: 1, error: 20)
    }
    #expect(try #require(survivors[0].first).candidate == 79)
  }

  @Test("each part decides by its own scores; what any of them keeps is scored once")
  func parts() async throws {
    var counts: [Int: Int] = [:]
    let survivors = await SuccessiveHalving(parts: 2, rungs: 2).survivors(of: Array(0..<9)) { candidate, rung in
      counts[10 * rung + candidate, default: 0] += 1
      return [Double(candidate), -Double(candidate)]
    }
    #expect(survivors[0].map(\.candidate) == [8, 7, 6, 0])
    #expect(survivors[1].map(\.candidate) == [0, 1, 2])
    #expect(counts.values.allSatisfy { $0 == 1 })
    #expect(Set(counts.keys.filter { $0 >= 10 }) == [10, 11, 12, 16, 17, 18])
  }

  @Test("among equals those that come first are kept")
  func ties() async throws {
    let survivors = await SuccessiveHalving(parts: 1, rungs: 2).survivors(of: Array(0..<6)) { _, _ in [1] }
    #expect(survivors[0].map(\.candidate) == [0, 1])
  }

  @Test("where time runs out, those that were best so far have been scored")
  func outOfTime() async throws {
    var left = 9 + 2
    let survivors = await SuccessiveHalving(parts: 1, rungs: 2).survivors(of: Array(0..<9)) { candidate, rung in
      left -= 1
      return left >= 0 ? scores(candidate, rung, parts: 1) : nil
    }
    #expect(survivors[0].map(\.candidate) == [8, 0])
  }
}
