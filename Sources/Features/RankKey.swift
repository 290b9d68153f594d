/// A value and an index, sorted by falling value, then by rising index, at the cost of comparing two integers.
struct RankKey: Comparable {
  private let bits: UInt64

  /// - Parameters:
  ///   - value: finite.
  ///   - index: less than 2^32.
  init(_ value: Float, _ index: Int) {
    let pattern = value.bitPattern
    let rising = pattern & 0x8000_0000 == 0 ? pattern | 0x8000_0000 : ~pattern
    bits = UInt64(~rising) << 32 | UInt64(UInt32(index))
  }

  var index: Int { Int(UInt32(truncatingIfNeeded: bits)) }

  static func < (left: RankKey, right: RankKey) -> Bool { left.bits < right.bits }
}

extension [RankKey] {
  /// The same as `sort()`, but faster for the few keys of a cell.
  mutating func sortFew() {
    guard count <= 48 else { return sort() }
    withUnsafeMutableBufferPointer { keys in
      for index in 1..<Swift.max(1, keys.count) {
        let key = keys[index]
        var place = index
        while place > 0, key < keys[place - 1] {
          keys[place] = keys[place - 1]
          place -= 1
        }
        keys[place] = key
      }
    }
  }
}
