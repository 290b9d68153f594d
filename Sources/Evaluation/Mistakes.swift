import Names

/// A false positive or a missed true pair.
public struct Mistake: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable {
    /// A wrong prediction that scores at least the threshold.
    case falsePositive = "false positive"
    /// A true pair that was not predicted, or scores less.
    case missed
  }

  /// What became of the pair.
  public enum Outcome: String, Sendable, Codable, CaseIterable {
    // Of a false positive.
    case queryHasNoMatch = "the query has no match"
    case otherReferenceIsRight = "another reference is right"
    case queryIsUnknown = "the ground truth does not know the query"
    // Of a missed pair, when what recall named is known.
    case notRecalled = "not recalled"
    case notProved = "recalled but not listed"
    case listedBelowThreshold = "listed below the threshold"
    // Of a missed pair, when it is not.
    case notListed = "not listed"
    case belowThreshold = "below the threshold"
  }

  public var kind: Kind
  public var queryID: String
  /// The wrong reference, or the missed one.
  public var referenceID: String
  /// Nil where the pair was not predicted.
  public var score: Double?
  /// The references that the query was made from.
  public var expectedReferenceIDs: [String]
  public var outcome: Outcome
  /// Where the photos are; nil where nobody has said.
  public var queryPath: String?
  public var referencePath: String?

  /// Such that they are spelt as those of other types where JSON divides words by underscores: `expected_reference_ids`.
  private enum CodingKeys: String, CodingKey {
    case kind, score, outcome, queryPath, referencePath
    case queryID = "queryId"
    case referenceID = "referenceId"
    case expectedReferenceIDs = "expectedReferenceIds"
  }
}

extension RankedPredictions {
  /// The false positives and the missed true pairs by falling score; those that were not predicted come last, in the
  /// order of the truth.
  ///
  /// - Parameters:
  ///   - threshold: what scores as much or more is believed.
  ///   - recalled: the true pairs that recall named; nil where that is not known.
  /// - Complexity: O(`n`) for `n` predictions.
  public func mistakes(atThreshold threshold: Double, recalled: Set<TruePair>? = nil) -> [Mistake] {
    let expected = Dictionary(grouping: truth.pairs) { ExactName($0.queryID) }.mapValues { $0.map(\.referenceID) }
    let withoutMatch = Set(truth.queriesWithoutMatch.exactNames)
    let believed = count(atLeast: threshold)
    var mistakes: [Mistake] = []
    for place in 0..<believed where !isTrue[place] {
      let prediction = predictions[Int(rows[place])]
      let query = ExactName(prediction.queryID)
      let references = expected[query]
      mistakes.append(
        Mistake(
          kind: .falsePositive, queryID: prediction.queryID, referenceID: prediction.referenceID,
          score: prediction.score, expectedReferenceIDs: references ?? [],
          outcome: references != nil
            ? .otherReferenceIsRight : withoutMatch.contains(query) ? .queryHasNoMatch : .queryIsUnknown))
    }
    let missed = zip(truth.pairs, standings).filter { _, standing in standing.map { $0.place >= believed } ?? true }
      .enumerated().sorted { first, second in
        let (one, other) = (first.element.1?.place ?? .max, second.element.1?.place ?? .max)
        return one != other ? one < other : first.offset < second.offset
      }
    for (_, (pair, standing)) in missed {
      let outcome: Mistake.Outcome
      switch (standing, recalled) {
      case (_?, nil): outcome = .belowThreshold
      case (nil, nil): outcome = .notListed
      case (_?, _?): outcome = .listedBelowThreshold
      case (nil, let recalled?): outcome = recalled.contains(pair) ? .notProved : .notRecalled
      }
      mistakes.append(
        Mistake(
          kind: .missed, queryID: pair.queryID, referenceID: pair.referenceID,
          score: standing.map { score(at: $0.place) }, expectedReferenceIDs: expected[ExactName(pair.queryID)] ?? [],
          outcome: outcome))
    }
    return mistakes
  }
}
