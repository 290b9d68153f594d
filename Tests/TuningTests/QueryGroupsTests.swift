import Evaluation
import Names
import Testing

@testable import Tuning

@Suite("QueryGroups and Rung") struct QueryGroupsTests {
  /// Two queries of each reference, and as many strangers.
  private func truth(references: Int) -> GroundTruth {
    GroundTruth(
      pairs: (0..<2 * references).map { TruePair(queryID: "Q\($0)", referenceID: "R\($0 / 2)") },
      queriesWithoutMatch: (0..<2 * references).map { "S\($0)" })
  }

  @Test("queries that share a reference, directly or through others, are in one fold")
  func together() {
    var all = truth(references: 40)
    all.pairs += (0..<40).map { TruePair(queryID: "chain\($0 / 4)", referenceID: "R\($0)") }
    for count in [2, 5, 7] {
      let folds = QueryGroups(of: all).folds(count)
      #expect(folds.count == 80 + 80 + 10)
      for pair in all.pairs {
        let reference = Int(pair.referenceID.dropFirst())!
        #expect(folds[ExactName(pair.queryID)] == folds[ExactName("chain\(reference / 4)")])
      }
      for fold in 0..<count {
        #expect((10 / count...10 / count + 1).contains((0..<10).count { folds[ExactName("chain\($0)")] == fold }))
      }
    }
  }

  @Test("the folds depend on the ids alone, not on their order")
  func order() {
    let all = truth(references: 30)
    let reversed = GroundTruth(
      pairs: all.pairs.reversed(), queriesWithoutMatch: all.queriesWithoutMatch.reversed())
    #expect(QueryGroups(of: all).folds(5) == QueryGroups(of: reversed).folds(5))
    let folds = QueryGroups(of: all).folds(5)
    #expect((0..<5).allSatisfy { fold in all.queriesWithoutMatch.contains { folds[ExactName($0)] == fold } })
    // Neighbouring ids don't go to neighbouring folds.
    #expect(Set((0..<25).map { "\(folds[ExactName("Q\(2 * $0)")]!)\(folds[ExactName("Q\(2 * $0 + 2)")]!)" }).count > 10)
  }

  @Test("each rung holds the one before and three times as much, its queries' references among it")
  func rungs() {
    let all = truth(references: 200)
    let references = (0..<300).map { "R\($0)" }
    let rungs = Rung.all(for: QueryGroups(of: all), truth: all, references: references)
    #expect(rungs.count == 3)
    #expect(rungs[2].truth.queryIDs == all.queryIDs && rungs[2].references == Set(references.exactNames))
    for (small, large) in zip(rungs, rungs.dropFirst()) {
      #expect(small.queries.isStrictSubset(of: large.queries))
      #expect(small.references.isStrictSubset(of: large.references))
      #expect(small.truth.pairs.allSatisfy { small.references.contains(ExactName($0.referenceID)) })
      #expect(small.references.count > small.truth.pairs.count / 2, "distractors, too")
      let ratio = Double(large.truth.pairs.count) / Double(small.truth.pairs.count)
      #expect((2.7...3.3).contains(ratio), "\(ratio)")
      let strangers = Double(large.truth.queriesWithoutMatch.count) / Double(small.truth.queriesWithoutMatch.count)
      #expect((2.7...3.3).contains(strangers), "\(strangers)")
    }
    #expect(rungs[0].truth.pairs.count >= 2 * Rung.fewestMatches)
  }

  @Test("few queries are a single rung")
  func few() {
    let all = truth(references: 3)
    let rungs = Rung.all(for: QueryGroups(of: all), truth: all, references: ["R0", "R1", "R2"])
    #expect(rungs.count == 1 && rungs[0].queries == all.queryIDs && rungs[0].references.count == 3)
  }
}
