import Options

/// How a ``FLANNIndex`` is built; the kind of descriptor determines the algorithm.
public struct FLANNOptions: Sendable, Hashable, Codable {
  /// Trees of the KD-forest over histograms, 1...64. More take more memory and time to build, and find more of the nearest
  /// neighbours.
  public var trees = 8
  /// Hash tables of the LSH over binary descriptors, 1...64; as for trees.
  public var tables = 13
  /// Bits of a descriptor that form its key in a table, 8...28. One more halves the descriptors in a bucket.
  public var keyBits = 20
  /// Buckets are probed whose key differs from the query's in at most this many bits, 0...3.
  public var probeBits = 1
  /// Seed of all random choices: equal descriptors, options and seed give an equal index.
  public var seed: UInt64 = 0

  public init() {}

  /// Names the first field that is out of range; building calls this on entry.
  public func validate() throws(OptionsError) {
    guard (1...64).contains(trees) else { throw OptionsError("FLANNOptions.trees", trees, mustBe: "in 1...64") }
    guard (1...64).contains(tables) else { throw OptionsError("FLANNOptions.tables", tables, mustBe: "in 1...64") }
    guard (8...28).contains(keyBits) else { throw OptionsError("FLANNOptions.keyBits", keyBits, mustBe: "in 8...28") }
    guard (0...3).contains(probeBits) else {
      throw OptionsError("FLANNOptions.probeBits", probeBits, mustBe: "in 0...3")
    }
  }
}
