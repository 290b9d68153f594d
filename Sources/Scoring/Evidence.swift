/// What is known of a model that maps a query into a reference: numbers that say more together than any says alone.
///
/// A ``ScoreTable`` makes one score of them.
public struct Evidence: Sendable, Hashable, Codable {
  /// −log10 of the number of false alarms: how many models as good as this one chance is expected to give.
  public var geometry: Double
  /// Share of the inliers, 0 to 1, that no other photo has as well.
  public var distinctiveShare: Double
  /// How much of the query those inliers span, 0 to 1: the root of width · height of the box that holds their middle four
  /// fifths in either direction, in proportion to the query's.
  public var distinctiveSpread: Double
  /// Share of the query's area, 0 to 1, that falls on the reference.
  public var shareOfQuery: Double
  /// Share of the reference's area, 0 to 1, that the query covers.
  public var shareOfReference: Double
  /// Other queries of the run, beyond the first, that have the same region in common with the reference and contradict it
  /// elsewhere, too; 0 where a query is judged alone.
  public var sharedQueries: Double
  /// Features of the query at whose places, by the model, the reference has some, too.
  public var recurringCount: Double
  /// How unevenly those of them that are alike lie among the others: Pearson's index of dispersion of their shares in small groups of
  /// neighbours, 1 where chance alone spreads them.
  public var unevenness: Double
  /// What the photos show laid over one another; nil where they were not compared.
  public var appearance: AppearanceEvidence?
  /// Natural logarithm of the odds of a copy by a model that has looked at both photos; nil where none was asked: see ``PairModelTerm``.
  public var pairLogit: Double?

  public init(
    geometry: Double, distinctiveShare: Double = 1, distinctiveSpread: Double, shareOfQuery: Double,
    shareOfReference: Double, sharedQueries: Double = 0, recurringCount: Double = 0, unevenness: Double = 1,
    appearance: AppearanceEvidence? = nil, pairLogit: Double? = nil
  ) {
    self.geometry = geometry
    self.distinctiveShare = distinctiveShare
    self.distinctiveSpread = distinctiveSpread
    self.shareOfQuery = shareOfQuery
    self.shareOfReference = shareOfReference
    self.sharedQueries = sharedQueries
    self.recurringCount = recurringCount
    self.unevenness = unevenness
    self.appearance = appearance
    self.pairLogit = pairLogit
  }
}

/// The part of ``Evidence`` that is seen in the photos, not in their keypoints.
public struct AppearanceEvidence: Sendable, Hashable, Codable {
  /// Share of the reference's area, 0 to 1, where the photos agree; flat places count half.
  public var agreeing: Double
  /// The same where they contradict one another; covered places count a quarter.
  public var contradicting: Double
  /// Textured blocks that agree in the region which the inliers prove.
  public var regionBlocks: Double
  /// Mean standard deviation in these blocks, in grey values, in the photo where it is larger: print has more than photos.
  public var regionContrast: Double
  /// Share of the region, 0 to 1, that is of one colour in both.
  public var regionFlatShare: Double

  public init(
    agreeing: Double, contradicting: Double, regionBlocks: Double, regionContrast: Double,
    regionFlatShare: Double
  ) {
    self.agreeing = agreeing
    self.contradicting = contradicting
    self.regionBlocks = regionBlocks
    self.regionContrast = regionContrast
    self.regionFlatShare = regionFlatShare
  }
}
