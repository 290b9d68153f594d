import Evaluation
import Names
import TestSupport
import Testing

@Suite("PredictionTable") struct PredictionTableTests {
  @Test("gives back its rows, however their queries are mixed")
  func rows() {
    let rows = list([("a", "x", 1), ("b", "a", 2), ("a", "y", 3), ("", "x", -4), ("b", "x", 2)])
    #expect(Array(PredictionTable(rows)) == rows)
    #expect(PredictionTable().isEmpty)
  }

  @Test("drops the rows of queries that are not known", arguments: 1...5 as ClosedRange<UInt64>)
  func dropping(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let truth = RandomLists.truth(using: &generator)
    let rows = RandomLists.predictions(.tied, of: truth, using: &generator)
    for known in [truth.queryIDs, ["q3"], []] {
      var table = PredictionTable(rows)
      let kept = rows.filter { known.contains(ExactName($0.queryID)) }
      #expect(table.keepRows(ofQueries: known) == rows.count - kept.count, "seed \(seed)")
      #expect(Array(table) == kept, "seed \(seed)")
    }
  }

  @Test("drops the rows of some pairs, whether they are there or not", arguments: 1...5 as ClosedRange<UInt64>)
  func droppingPairs(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let truth = RandomLists.truth(using: &generator)
    let rows = RandomLists.predictions(.tied, of: truth, using: &generator)
    let stranger = TruePair(queryID: "nobody", referenceID: "r")
    for pairs in [
      Set(truth.pairs), Set(rows.prefix(3).map { TruePair(queryID: $0.queryID, referenceID: $0.referenceID) }),
      [stranger], [],
    ] {
      var table = PredictionTable(rows)
      let kept = rows.filter { !pairs.contains(TruePair(queryID: $0.queryID, referenceID: $0.referenceID)) }
      #expect(table.removeRows(of: pairs) == rows.count - kept.count, "seed \(seed)")
      #expect(Array(table) == kept, "seed \(seed)")
    }
  }
}
