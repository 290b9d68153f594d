/// A value and an index that sort by falling value, then by rising index, at the cost of comparing two integers.
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
