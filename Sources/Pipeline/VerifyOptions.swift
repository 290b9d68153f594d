import Matcher
import Options

/// Settings of ``verify(_:queries:references:background:using:options:to:isResuming:progress:)``.
public struct VerifyOptions: Sendable, Hashable {
  /// As in ``SearchOptions``, with a `minScore` of 0, so that both give a pair the same score.
  public var verification = VerificationOptions.listing
  /// Whether each query's mirror image is tried, too, where its features can be known: those of binary descriptors in a
  /// store can't.
  public var triesMirrorImage = true
  /// Seed of all random choices; each pair derives its own from it and from its two names.
  public var seed: UInt64 = 0
  /// How the verification's score and the given one become one.
  public var combination = CombinedScore.verifiedFirst
  /// Most pairs that are worked on together, within which each reference is read once; at least 1.
  public var blockPairs = 500_000
  /// Most memory for the features of the queries of such a block, in bytes; at least 1. A block of fewer pairs keeps to
  /// it; one query is always held.
  public var blockQueryBytes = 1 << 30

  public init() {}

  public func validate() throws(OptionsError) {
    try verification.validate()
    guard blockPairs >= 1 else { throw OptionsError("VerifyOptions.blockPairs", blockPairs, mustBe: "at least 1") }
    guard blockQueryBytes >= 1 else {
      throw OptionsError("VerifyOptions.blockQueryBytes", blockQueryBytes, mustBe: "at least 1")
    }
  }
}
