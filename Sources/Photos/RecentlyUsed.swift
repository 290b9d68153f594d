/// What was asked for lately, within a limit of room; what nobody has asked for the longest goes first.
///
/// - Complexity: every use takes O(1), a few of them O(entries): amortised.
package struct RecentlyUsed<Key: Hashable, Value> {
  private struct Entry {
    var value: Value
    var room: Int
    /// When it was last asked for.
    var time: Int
  }

  private let limit: Int
  private var entries: [Key: Entry] = [:]
  /// Every use, the earliest first; those of entries that were used again since, or are gone, mean nothing.
  private var uses: [(key: Key, time: Int)] = []
  private var firstUse = 0
  private var time = 0
  /// What all entries take.
  package private(set) var room = 0

  /// - Parameter limit: most room that all entries may take together.
  package init(limit: Int) {
    self.limit = limit
  }

  package var count: Int { entries.count }

  /// The value of a key, if it is still there.
  package mutating func value(of key: Key) -> Value? {
    guard let value = entries[key]?.value else { return nil }
    use(key)
    return value
  }

  /// Holds one more, in place of those that were not used the longest. A value that takes more than all the room is not held.
  ///
  /// - Parameter room: that the value takes.
  package mutating func hold(_ value: Value, of key: Key, room: Int = 1) {
    if let before = entries.removeValue(forKey: key) { self.room -= before.room }
    guard room <= limit else { return }
    entries[key] = Entry(value: value, room: room, time: time)
    self.room += room
    use(key)
    while self.room > limit { dropOldest() }
  }

  private mutating func use(_ key: Key) {
    time += 1
    entries[key]?.time = time
    uses.append((key, time))
    guard uses.count - firstUse > 2 * entries.count + 16 else { return }
    uses = uses[firstUse...].filter { entries[$0.key]?.time == $0.time }
    firstUse = 0
  }

  private mutating func dropOldest() {
    let use = uses[firstUse]
    firstUse += 1
    if let entry = entries[use.key], entry.time == use.time {
      room -= entry.room
      entries[use.key] = nil
    }
    guard firstUse > uses.count / 2 else { return }
    uses.removeFirst(firstUse)
    firstUse = 0
  }
}
