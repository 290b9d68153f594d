import Foundation
import TestSupport
import Testing

@testable import Scoring

@Suite("ScoreFactors") struct ScoreFactorsTests {
  @Test("what is told of a score gives it again, bit by bit", arguments: [UInt64(1), 2])
  func whole(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for index in 0..<500 {
      var evidence = ScoreTableTests.random(using: &generator)
      if index % 3 == 0 { evidence.appearance = nil }
      let table = ScoreTable.fitting(evidence)
      let told = table.factors(of: evidence)
      #expect(told.score == table.score(of: evidence) && told.logOdds == table.logOdds(of: evidence))
      #expect(told.geometry == evidence.geometry && told.base == table.base)
      #expect(told.factors.allSatisfy { $0.logOdds >= 0 && $0.term.value(in: evidence) == $0.value })
      // As a product of odds, but for rounding.
      let odds = told.factors.reduce(pow(10, told.base)) { $0 * pow(10, $1.logOdds) }
      let wrong = pow(10, -told.geometry) + 1 / odds
      #expect(abs(log10(1 + 1 / wrong) - told.score) < 1e-9)
    }
  }

  @Test("what is known is told, and nothing else: without a look at the photos, what is seen in them is left out")
  func known() {
    var generator = SeededGenerator(seed: 3)
    var evidence = ScoreTableTests.random(using: &generator)
    #expect(ScoreTable.learnt.factors(of: evidence).factors.map(\.term) == EvidenceTerm.allCases)
    evidence.appearance = nil
    let told = ScoreTable.withoutAppearance.factors(of: evidence).factors.map(\.term)
    #expect(told == EvidenceTerm.allCases.filter { !$0.needsAppearance })
    #expect(Set(told.map(\.part)) == [.geometry, .distinctiveness])
    #expect(Set(EvidenceTerm.allCases.map(\.part)) == Set(EvidenceTerm.Part.allCases))
  }
}
