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
}

/// A query and the reference it was made from.
public struct TruePair: Sendable, Hashable {
  public var queryID: String
  public var referenceID: String

  public init(queryID: String, referenceID: String) {
    self.queryID = queryID
    self.referenceID = referenceID
  }
}
