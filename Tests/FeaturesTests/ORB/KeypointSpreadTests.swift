import CKernels
import TestSupport
import Testing

@testable import Features

@Suite("KeypointSpread") struct KeypointSpreadTests {
  func choose(_ count: Int, _ corners: [(x: Int, y: Int, response: Float)]) -> [Int] {
    var spread = KeypointSpread()
    let points = corners.map { fk_corner(x: UInt16($0.x), y: UInt16($0.y), score: 0) }
    let responses = corners.map(\.response)
    return points.withUnsafeBufferPointer { points in
      responses.withUnsafeBufferPointer { responses in
        spread.choose(count, of: points, responses: responses, width: 320, height: 320)
      }
    }
  }

  @Test("the strong corner of a quiet cell comes before the many of a busy one")
  func even() {
    var busy: [(x: Int, y: Int, response: Float)] = []
    for index in 0..<20 { busy.append((10 + index % 5, 10 + index / 5, 1 - Float(index) / 100)) }
    #expect(choose(3, busy + [(x: 200, y: 200, response: 0.5)]).contains(20))
    #expect(choose(3, busy + [(x: 200, y: 200, response: 0.001)]) == [0, 1, 2])
  }

  @Test(
    "takes exactly as many as asked for, by rising index, the same each time", arguments: 1...20 as ClosedRange<UInt64>)
  func count(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let corners = (0..<300).map { _ in
      (
        x: Int.random(in: 0..<320, using: &generator), y: Int.random(in: 0..<320, using: &generator),
        // Many equal ones, some negative.
        response: Float(Int.random(in: -3...10, using: &generator))
      )
    }
    let count = Int.random(in: 0...300, using: &generator)
    let chosen = choose(count, corners)
    #expect(chosen.count == count, "seed \(seed)")
    #expect(chosen == Array(Set(chosen)).sorted(), "seed \(seed)")
    #expect(choose(count, corners) == chosen, "seed \(seed)")
  }

  @Test("what is no corner stays behind everything that is")
  func negative() {
    #expect(choose(1, [(x: 5, y: 5, response: -1), (x: 100, y: 100, response: 1e-9)]) == [1])
  }

  @Test("quickSelect finds what sorting would", arguments: 1...30 as ClosedRange<UInt64>)
  func selection(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
      UInt64.random(in: 0...50, using: &generator)
    }
    let rank = Int.random(in: 0..<values.count, using: &generator)
    var scratch = values
    #expect(quickSelect(&scratch, rank: rank) == values.sorted()[rank], "seed \(seed)")
  }
}
