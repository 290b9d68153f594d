import Testing

@testable import Copies

@Suite("pairSeed") struct PairSeedTests {
  @Test("depends on both names, their order, the run's seed and the view")
  func seeds() {
    #expect(pairSeed("a", "b", 0) == pairSeed("a", "b", 0))
    #expect(
      Set([pairSeed("a", "b", 0), pairSeed("b", "a", 0), pairSeed("ab", "", 0), pairSeed("a", "b", 1)]).count == 4)
    #expect(pairSeed("a", "b", 0, isMirrored: true) != pairSeed("a", "b", 0))
  }
}
