import Evaluation
import TestSupport
import Testing

@testable import Labels

@Suite("LabelledTruth") struct LabelledTruthTests {
  static func pair(_ query: String, _ reference: String = "r") -> TruePair {
    TruePair(queryID: query, referenceID: reference)
  }
  static let truth = GroundTruth(
    pairs: [pair("a"), pair("a", "s"), pair("b"), pair("c")], queriesWithoutMatch: ["x", "y"])

  @Test("copies are added, others removed, and queries that lose or gain their only pair change sides")
  func corrected() {
    let labels = LabelSet([
      PairLabel(Self.pair("a", "s"), .notCopy), PairLabel(Self.pair("b"), .notCopy), PairLabel(Self.pair("c"), .copy),
      PairLabel(Self.pair("x", "s"), .copy), PairLabel(Self.pair("new"), .copy), PairLabel(Self.pair("y"), .notCopy),
      PairLabel(Self.pair("stranger"), .notCopy),
    ])
    let corrected = LabelledTruth(Self.truth, labels: labels)
    #expect(
      corrected.truth.pairs == [Self.pair("a"), Self.pair("c"), Self.pair("x", "s"), Self.pair("new")])
    #expect(corrected.truth.queriesWithoutMatch == ["y", "b"])
    #expect(corrected.added == [Self.pair("x", "s"), Self.pair("new")])
    #expect(corrected.removed == [Self.pair("a", "s"), Self.pair("b")] && corrected.undecided.isEmpty)
    #expect(corrected.decidedTruth == corrected.truth)
  }

  @Test("a pair that nobody can tell leaves both counts, and the truth as it is")
  func unsure() {
    let labels = LabelSet([PairLabel(Self.pair("b"), .unsure), PairLabel(Self.pair("x"), .unsure)])
    let corrected = LabelledTruth(Self.truth, labels: labels)
    #expect(corrected.truth == Self.truth && corrected.added.isEmpty && corrected.removed.isEmpty)
    #expect(corrected.undecided == [Self.pair("b"), Self.pair("x")])
    #expect(corrected.decidedTruth.pairs == [Self.pair("a"), Self.pair("a", "s"), Self.pair("c")])
    #expect(corrected.decidedTruth.queriesWithoutMatch == ["x", "y"])
  }

  @Test("without a truth, what was labelled is all that is known")
  func alone() {
    let labels = LabelSet([
      PairLabel(Self.pair("a"), .notCopy), PairLabel(Self.pair("b"), .notCopy), PairLabel(Self.pair("a", "s"), .copy),
      PairLabel(Self.pair("c"), .unsure),
    ])
    let corrected = LabelledTruth(nil, labels: labels)
    #expect(corrected.truth == GroundTruth(pairs: [Self.pair("a", "s")], queriesWithoutMatch: ["b"]))
  }

  @Test("labels that were taken back change nothing")
  func takenBack() {
    let labels = LabelSet([PairLabel(Self.pair("b"), .notCopy), PairLabel(Self.pair("b"), nil)])
    #expect(LabelledTruth(Self.truth, labels: labels).truth == Self.truth)
  }
}
