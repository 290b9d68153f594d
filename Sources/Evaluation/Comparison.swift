/// Two lists of predictions for the same truth, each cut at its own ``Metrics/thresholdAtPrecision90``.
public struct Comparison: Sendable, Hashable, Codable {
  /// A true pair that only one of the lists has found.
  public struct Pair: Sendable, Hashable, Codable {
    public var queryID: String
    public var referenceID: String
    /// In the first list; nil where it is not there.
    public var score: Double?
    /// In the other list.
    public var otherScore: Double?

    private enum CodingKeys: String, CodingKey {
      case score, otherScore
      case queryID = "queryId"
      case referenceID = "referenceId"
    }
  }

  /// True pairs that only the first list has found, by falling score.
  public var won: [Pair]
  /// True pairs that only the other list has found, by falling score there.
  public var lost: [Pair]
  public var foundByBoth: Int
  public var foundByNeither: Int
  /// µAP of the first list less that of the other.
  public var difference: Double
  /// How far the difference may be chance.
  public var interval: BootstrapInterval
}

extension RankedPredictions {
  /// Which true pairs this list won and lost against another one.
  ///
  /// - Precondition: both are compared with the same truth.
  /// - Complexity: O(`n` · resamples) for `n` predictions of both lists.
  public func compared(with other: RankedPredictions, options: BootstrapOptions = .init()) -> Comparison {
    precondition(truth == other.truth, "lists that are compared with different truths")
    let found = count(atLeast: metrics.thresholdAtPrecision90)
    let otherFound = other.count(atLeast: other.metrics.thresholdAtPrecision90)
    var won: [(place: Int, pair: Comparison.Pair)] = []
    var lost: [(place: Int, pair: Comparison.Pair)] = []
    var (both, neither) = (0, 0)
    for (index, pair) in truth.pairs.enumerated() {
      let (standing, otherStanding) = (standings[index], other.standings[index])
      let place = standing?.place ?? .max
      let otherPlace = otherStanding?.place ?? .max
      let entry = Comparison.Pair(
        queryID: pair.queryID, referenceID: pair.referenceID, score: standing.map { score(at: $0.place) },
        otherScore: otherStanding.map { other.score(at: $0.place) })
      switch (place < found, otherPlace < otherFound) {
      case (true, true): both += 1
      case (false, false): neither += 1
      case (true, false): won.append((place, entry))
      case (false, true): lost.append((otherPlace, entry))
      }
    }
    return Comparison(
      won: won.sorted { $0.place < $1.place }.map(\.pair), lost: lost.sorted { $0.place < $1.place }.map(\.pair),
      foundByBoth: both, foundByNeither: neither,
      difference: metrics.microAveragePrecision - other.metrics.microAveragePrecision,
      interval: bootstrapDifference(self, other, options: options))
  }
}
