import TestSupport
import Testing

@testable import Features

@Suite("KeypointSpread") struct KeypointSpreadTests {
  /// - cells: the responses of each cell's corners.
  func choose(_ count: Int, _ cells: [[Float]]) -> [Int] {
    var spread = KeypointSpread(exponent: 1.2)
    let ends = cells.indices.map { UInt32(cells[...$0].joined().count) }
    // A slice that does not begin at 0, as that of any level but the first.
    let responses = [9, 9] + cells.joined()
    return spread.choose(count, of: responses[2...], cellEnds: ends).map { $0 - 2 }
  }

  @Test("the strong corner of a quiet cell comes before the many of a busy one")
  func even() {
    let busy = (0..<20).map { 1 - Float($0) / 100 }
    #expect(choose(3, [busy, [], [0.5]]).contains(20))
    #expect(choose(3, [busy, [], [0.001]]) == [0, 1, 2])
  }

  @Test(
    "takes exactly as many as asked for, by rising index, the same each time", arguments: 1...20 as ClosedRange<UInt64>)
  func count(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let cells = (0..<30).map { _ in
      // Many equal ones, some negative.
      (0..<Int.random(in: 0...20, using: &generator)).map { _ in Float(Int.random(in: -3...10, using: &generator)) }
    }
    let count = Int.random(in: 0...cells.joined().count, using: &generator)
    let chosen = choose(count, cells)
    #expect(chosen.count == count, "seed \(seed)")
    #expect(chosen == Array(Set(chosen)).sorted(), "seed \(seed)")
    #expect(choose(count, cells) == chosen, "seed \(seed)")
  }

  @Test("takes the same from keypoints of any order, best first", arguments: 1...20 as ClosedRange<UInt64>)
  func ranked(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let cells = (0..<Int.random(in: 1...200, using: &generator)).map { _ in Int.random(in: 0..<9, using: &generator) }
    let responses = cells.map { _ in Float.random(in: 0...1, using: &generator) }
    let count = Int.random(in: 0...220, using: &generator)
    var spread = KeypointSpread(exponent: 0.5)
    let found = spread.ranked(count, responses: responses, cells: cells)

    let order = cells.indices.sorted { (cells[$0], $0) < (cells[$1], $1) }
    let ends = (0..<9).map { cell in UInt32(cells.count { $0 <= cell }) }
    let expected = spread.choose(count, of: order.map { responses[$0] }[...], cellEnds: ends).map { order[$0] }
    #expect(found.sorted() == expected.sorted(), "seed \(seed)")
    func merit(_ index: Int) -> Float {
      let rank = cells.indices.count { cells[$0] == cells[index] && responses[$0] > responses[index] }
      return responses[index] / Float(rank + 1).squareRoot()
    }
    #expect(zip(found, found.dropFirst()).allSatisfy { merit($0) >= merit($1) * 0.999 }, "seed \(seed)")
  }

  @Test("what is no corner stays behind everything that is")
  func negative() {
    #expect(choose(1, [[-1], [1e-9]]) == [1])
  }

  @Test("quickSelect finds what sorting would", arguments: 1...30 as ClosedRange<UInt64>)
  func selection(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
      RankKey(Float(Int.random(in: 0...5, using: &generator)), Int.random(in: 0...9, using: &generator))
    }
    let rank = Int.random(in: 0..<values.count, using: &generator)
    var scratch = values
    #expect(quickSelect(&scratch, rank: rank) == values.sorted()[rank], "seed \(seed)")
  }

  @Test("keys sort by falling value, then by rising index")
  func keys() {
    let pairs: [(Float, Int)] = [(2, 0), (1, 3), (1, 4), (0.5, 1), (0, 9), (-0.5, 0), (-1, 0), (-1, 7)]
    let keys = pairs.map { RankKey($0, $1) }
    #expect(keys.reversed().sorted() == keys)
    #expect(keys.map(\.index) == pairs.map(\.1))
  }
}
