import Names

/// A claim that a query was made from a reference.
public struct Prediction: Sendable, Hashable {
  public var queryID: String
  public var referenceID: String
  /// Higher is more similar; comparable between all predictions of a run.
  public var score: Double

  public init(queryID: String, referenceID: String, score: Double) {
    self.queryID = queryID
    self.referenceID = referenceID
    self.score = score
  }

  public static func == (one: Prediction, other: Prediction) -> Bool {
    one.pair == other.pair && one.score == other.score
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(pair)
    hasher.combine(score)
  }

  private var pair: TruePair { TruePair(queryID: queryID, referenceID: referenceID) }
}

/// A query and the reference it was made from.
public struct TruePair: Sendable, Hashable {
  public var queryID: String
  public var referenceID: String

  public init(queryID: String, referenceID: String) {
    self.queryID = queryID
    self.referenceID = referenceID
  }

  public static func == (one: TruePair, other: TruePair) -> Bool {
    ExactName(one.queryID) == ExactName(other.queryID) && ExactName(one.referenceID) == ExactName(other.referenceID)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ExactName(queryID))
    hasher.combine(ExactName(referenceID))
  }
}
