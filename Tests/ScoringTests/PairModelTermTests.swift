import Foundation
import TestSupport
import Testing

@testable import Scoring

@Suite("PairModelTerm") struct PairModelTermTests {
  @Test("adds the model's own log10 odds, and no more than a power of ten either way")
  func bound() {
    #expect(PairModelTerm.logOdds(ofLogit: 0) == 0)
    #expect(abs(PairModelTerm.logOdds(ofLogit: log(4)) - log10(4)) < 1e-12)
    #expect(abs(PairModelTerm.logOdds(ofLogit: -log(4)) + log10(4)) < 1e-12)
    for logit in [2.4, 88, 1e300] {
      #expect(PairModelTerm.logOdds(ofLogit: logit) == 1 && PairModelTerm.logOdds(ofLogit: -logit) == -1)
    }
  }

  @Test(
    "comes on top of what the table tells, where a model was asked; else nothing changes", arguments: [true, false])
  func score(isCompared: Bool) {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<100 {
      var evidence = ScoreTableTests.random(using: &generator)
      if !isCompared { evidence.appearance = nil }
      let table = ScoreTable.fitting(evidence)
      let (odds, score) = (table.logOdds(of: evidence), table.score(of: evidence))
      #expect(table.factors(of: evidence).pairModel == nil)
      for logit in [-9, -1, 0, 1, 9.0] {
        evidence.pairLogit = logit
        #expect(ScoreTable.fitting(evidence) == table)
        #expect(table.logOdds(of: evidence) == odds + PairModelTerm.logOdds(ofLogit: logit))
        #expect(logit < 0 ? table.score(of: evidence) <= score : table.score(of: evidence) >= score)
        let told = table.factors(of: evidence)
        #expect(told.score == table.score(of: evidence) && told.logOdds == table.logOdds(of: evidence))
        #expect(told.pairModel?.logit == logit)
        #expect(told.pairModel?.logOdds == PairModelTerm.logOdds(ofLogit: logit))
      }
      evidence.pairLogit = nil
      #expect(table.score(of: evidence) == score)
    }
  }
}
