import Testing

@testable import Evaluation
@testable import Tuning

@Suite("a difference that may be chance") struct DoubtTests {
  private func doubt(_ difference: Double, _ lower: Double, _ upper: Double, pairs: Int) -> Doubt {
    Doubt(
      difference: difference, interval: BootstrapInterval(lower: lower, upper: upper, resamples: 1, seed: 0),
      pairs: pairs)
  }

  @Test("is told by more pairs, as the root of their number")
  func shrinks() {
    let doubt = doubt(0.05, -0.05, 0.15, pairs: 20)
    #expect(doubt.width(by: 20) == 0.1 && doubt.width(by: 80) == 0.05)
    #expect(doubt.pairsNeeded(beyond: 20) == 80)
  }

  @Test("of a part of the pairs needs no more than there are, where all of them would tell it")
  func ofPart() {
    #expect(doubt(0.05, -0.05, 0.15, pairs: 20).pairsNeeded(beyond: 79) == 80)
    #expect(doubt(0.05, -0.05, 0.15, pairs: 20).pairsNeeded(beyond: 80) == nil)
  }

  @Test("is none where nothing is gained, or what is gained is told")
  func none() {
    #expect(doubt(0, -0.1, 0.1, pairs: 20).pairsNeeded(beyond: 20) == nil)
    #expect(doubt(0.1, 0.05, 0.15, pairs: 20).pairsNeeded(beyond: 20) == nil)
  }
}
