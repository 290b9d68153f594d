import Testing

@testable import Evaluation

@Suite("SharedIDs") struct SharedIDsTests {
  private func shared(_ predicted: [(String, String)], _ known: [(String, String)], without: [String] = []) -> SharedIDs
  {
    SharedIDs(
      of: PredictionTable(predicted.map { Prediction(queryID: $0.0, referenceID: $0.1, score: 1) }),
      and: GroundTruth(pairs: known.map { TruePair(queryID: $0.0, referenceID: $0.1) }, queriesWithoutMatch: without))
  }

  @Test(
    "no shared id is refused with an id of each side and what differs",
    arguments: [
      ("Q1.jpg", "Q1", SharedIDs.Difference.fileExtension), ("Q1.JPG", "Q1.jpg", .letterCase),
      ("Q1.png", "Q1.jpg", .fileExtension),
      ("photos/Q1", "Q1", .folder), ("a\\Q1", "b/Q1", .folder), ("q1", "Q1", .letterCase),
      ("photos/q1.jpg", "Q1", .several), ("other", "Q1", nil), ("v1.2", "v1.3", nil),
    ] as [(String, String, SharedIDs.Difference?)])
  func nothingShared(predicted: String, known: String, difference: SharedIDs.Difference?) {
    let example = SharedIDs.Example(predicted: predicted, known: known, difference: difference)
    let queries = shared([(predicted, "R1")], [(known, "R1")])
    #expect(throws: EvaluationError.nothingShared(role: .query, example: example)) { try queries.requireSome() }
    let references = shared([("Q9", predicted)], [("Q9", known)])
    let error = #expect(throws: EvaluationError.nothingShared(role: .reference, example: example)) {
      try references.requireSome()
    }
    for word in ["no reference", "\"\(predicted)\"", "\"\(known)\"", difference?.rawValue ?? ""] {
      #expect(word.isEmpty || error.map { "\($0)".contains(word) } ?? false, "\(String(describing: error))")
    }
  }

  @Test("ids that look alike are none that are shared, and are told apart")
  func lookalikes() throws {
    let side = shared([("\u{E9}", "R1")], [("e\u{301}", "R1")]).queries
    #expect(side.shared == 0 && side.misspelt == 1 && side.example?.difference == .unicode)
    let error = #expect(throws: EvaluationError.self) {
      try shared([("\u{E9}", "R1")], [("e\u{301}", "R1")]).requireSome()
    }
    for word in [#""\xc3\xa9""#, #""e\xcc\x81""#, "Unicode"] {
      #expect("\(try #require(error))".contains(word), "\(word)")
    }
  }

  @Test("one shared id of each is enough, a query without a match too, and no predictions are none to refuse")
  func someShared() throws {
    try shared([("Q1", "R1"), ("X", "Y")], [("Q1", "R1")]).requireSome()
    try shared([("Q2", "R1")], [("Q1", "R1")], without: ["Q2"]).requireSome()
    try shared([], [("Q1", "R1")]).requireSome()
    #expect(shared([], [("Q1", "R1")]).warnings.isEmpty)
  }

  @Test("warns of ids that are written in two ways, and of many unknown queries, with counts")
  func warnings() {
    let known = (1...10).map { ("Q\($0)", "R\($0)") }
    #expect(shared(known, known).warnings.isEmpty)
    // Predictions of some queries, and of references that nothing was made from, are usual.
    #expect(shared([("Q1", "R99"), ("Q2", "R2")], known).warnings.isEmpty)
    let mixed = shared(known + [("Q3.jpg", "r4")], known)
    #expect(mixed.queries.misspelt == 1 && mixed.references.misspelt == 1)
    #expect(mixed.warnings.count == 2)
    #expect(
      mixed.warnings[0].hasPrefix("1 of 11 queries differ") && mixed.warnings[0].contains("\"Q3.jpg\" from \"Q3\""))
    #expect(mixed.warnings[1].hasSuffix("\"r4\" from \"R4\" by capital letters"))
    let few = shared([("Q1", "R1"), ("a", "R1"), ("b", "R1"), ("c", "R1")], known)
    #expect(few.warnings == ["the ground truth knows only 1 of 4 queries, not \"a\""])
  }
}
