import Features

/// A set and copies of some of its descriptors that differ a little, as those of a copied photo do.
public struct NearDuplicates: Sendable {
  public let set: Descriptors
  public let queries: Descriptors
  /// The descriptor that each query was made from.
  public let truth: [Int]

  /// Every query has a twelfth of its bits flipped, or every byte changed by at most 12.
  public init(_ kind: DescriptorKind, count: Int, queries queryCount: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    set = randomDescriptors(kind, count: count, using: &generator)
    truth = (0..<queryCount).map { _ in Int.random(in: 0..<count, using: &generator) }
    var bytes: [UInt8] = []
    for origin in truth {
      for byte in set[origin] {
        switch kind {
        case .binary256:
          let flips = (0..<8).reduce(UInt8(0)) { Int.random(in: 0..<12, using: &generator) == 0 ? $0 | 1 << $1 : $0 }
          bytes.append(byte ^ flips)
        case .histogram128:
          bytes.append(UInt8(clamping: Int(byte) + Int.random(in: -12...12, using: &generator)))
        }
      }
    }
    queries = Descriptors(kind: kind, bytes: bytes)
  }
}
