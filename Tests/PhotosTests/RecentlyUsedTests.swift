import TestSupport
import Testing

@testable import Photos

@Suite("RecentlyUsed") struct RecentlyUsedTests {
  @Test("what was not used the longest goes first, and reading is a use")
  func order() {
    var recent = RecentlyUsed<String, Int>(limit: 3)
    for (value, key) in ["a", "b", "c"].enumerated() { recent.hold(value, of: key) }
    #expect(recent.value(of: "a") == 0)
    recent.hold(3, of: "d")
    #expect(recent.value(of: "b") == nil && recent.count == 3)
    #expect(recent.value(of: "a") == 0 && recent.value(of: "c") == 2 && recent.value(of: "d") == 3)
  }

  @Test("entries take room, and one that takes more than there is drives nobody out")
  func room() {
    var recent = RecentlyUsed<Int, String>(limit: 10)
    recent.hold("four", of: 4, room: 4)
    recent.hold("five", of: 5, room: 5)
    recent.hold("eleven", of: 11, room: 11)
    #expect(recent.room == 9 && recent.count == 2 && recent.value(of: 11) == nil)
    recent.hold("six", of: 6, room: 6)
    #expect(recent.room == 6 && recent.value(of: 4) == nil && recent.value(of: 5) == nil)
    // In place of itself, with other room.
    recent.hold("SIX", of: 6, room: 3)
    #expect(recent.room == 3 && recent.value(of: 6) == "SIX")
    // What was held before doesn't outlive a new value that finds no room.
    recent.hold("too large", of: 6, room: 12)
    #expect(recent.value(of: 6) == nil && recent.room == 0 && recent.count == 0)
  }

  @Test("keeps what a plain list of uses keeps", arguments: 1...4 as ClosedRange<UInt64>)
  func plainList(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var recent = RecentlyUsed<Int, Int>(limit: 20)
    /// By rising time of the last use.
    var plain: [(key: Int, value: Int, room: Int)] = []
    for step in 0..<5000 {
      let key = Int.random(in: 0..<15, using: &generator)
      let place = plain.firstIndex { $0.key == key }
      if Bool.random(using: &generator) {
        #expect(recent.value(of: key) == place.map { plain[$0].value })
        if let place { plain.append(plain.remove(at: place)) }
      } else {
        let room = Int.random(in: 0...6, using: &generator)
        recent.hold(step, of: key, room: room)
        if let place { plain.remove(at: place) }
        plain.append((key, step, room))
        while plain.reduce(0, { $0 + $1.room }) > 20 { plain.removeFirst() }
      }
      #expect(recent.count == plain.count && recent.room == plain.reduce(0) { $0 + $1.room })
    }
  }
}
