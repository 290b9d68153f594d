import Appearance
import Features
import Geometry
import Scoring

/// A homography that a ``Verifier`` accepts, and the evidence for a copy.
public struct VerifiedModel: Sendable, Hashable {
  /// `x_reference ~ H x_query` in pixels of both files; of negative determinant if the copy is mirrored.
  public let referenceFromQuery: Homography
  /// The matches that fit it, by rising query index.
  public let inliers: [Match]
  /// The same with those within `mergeRadius` of one another counted once.
  public let distinctInlierCount: Int
  /// Those of them that no other photo has as well; all where nobody has compared it with others.
  public internal(set) var distinctiveInliers: [Match]
  /// How far the photos lie over one another.
  public let overlap: PhotoOverlap
  /// Comparison of the photos laid over each other; nil if it wasn't requested or a thumbnail is missing.
  public let appearance: AppearanceReport?
  /// What is known of it.
  public internal(set) var evidence: Evidence
  let kind: ScoreKind

  init(
    referenceFromQuery: Homography, inliers: [Match], distinctInlierCount: Int, overlap: PhotoOverlap,
    appearance: AppearanceReport?, evidence: Evidence, kind: ScoreKind
  ) {
    self.referenceFromQuery = referenceFromQuery
    self.inliers = inliers
    self.distinctInlierCount = distinctInlierCount
    distinctiveInliers = inliers
    self.overlap = overlap
    self.appearance = appearance
    self.evidence = evidence
    self.kind = kind
  }

  /// −log10 of the number of false alarms, whatever is counted.
  public var falseAlarmScore: Double { evidence.geometry }

  /// Rises with what speaks for a copy; of which scale, ``VerificationOptions/score`` says.
  public var score: Double {
    switch kind {
    case .calibrated: ScoreTable.fitting(evidence).score(of: evidence)
    case .geometry: evidence.geometry
    case .inliers: Double(distinctInlierCount)
    }
  }
}

/// The result of a ``Verifier`` for a pair.
public struct VerificationReport: Sendable, Hashable {
  /// Query indices refer to the features given, those of the mirror image if `isMirrored`.
  public let matching: MatchingReport
  /// The accepted models, best first.
  public private(set) var models: [VerifiedModel]
  /// Whether it was the query's mirror image that was compared.
  public let isMirrored: Bool

  init(matching: MatchingReport, models: [VerifiedModel], isMirrored: Bool) {
    self.matching = matching
    self.models = models
    self.isMirrored = isMirrored
    sort()
  }

  /// That of a view that nobody looked at: no matches, no models.
  package init() {
    self.init(
      matching: MatchingReport(tentativeCount: 0, afterRatioCount: 0, matches: []), models: [], isMirrored: false)
  }

  /// The best model's; 0 if there is none.
  public var score: Double { models.first?.score ?? 0 }
  /// Whether geometry proves anything: chance would give less than one model as good. Whether that is enough to believe
  /// in a copy is for those to say who know the score's meaning for them; 2 is one to rely on.
  public var isVerified: Bool { !models.isEmpty }

  /// The inliers of the best model; empty if there is none.
  public var inliers: [Match] { models.first?.inliers ?? [] }

  /// This report, its models judged by those of their inliers that no other photo has as well.
  ///
  /// - Parameters:
  ///   - distinctive: of some matches, those that are distinctive, in their order.
  ///   - query: the features that matches refer to.
  public func weighted(byDistinctive distinctive: ([Match]) -> [Match], of query: FeatureSet) -> VerificationReport {
    var report = self
    for index in models.indices {
      let inliers = models[index].inliers
      let kept = distinctive(inliers)
      report.models[index].distinctiveInliers = kept
      report.models[index].evidence.distinctiveShare =
        inliers.isEmpty ? 1 : Double(kept.count) / Double(inliers.count)
      report.models[index].evidence.distinctiveSpread = spread(of: kept, in: query)
    }
    report.sort()
    return report
  }

  /// This report, its models judged by what other queries of the run have in common with the reference, too: see
  /// `Evidence/sharedQueries`.
  package func weighted(bySharedQueries count: (VerifiedModel) -> Int) -> VerificationReport {
    var report = self
    for index in models.indices { report.models[index].evidence.sharedQueries = Double(count(models[index])) }
    report.sort()
    return report
  }

  /// This report, its models judged by what somebody's model says of the two photos, too: see `Evidence/pairLogit`.
  package func weighted(byPairLogit logit: Double) -> VerificationReport {
    var report = self
    for index in models.indices { report.models[index].evidence.pairLogit = logit }
    report.sort()
    return report
  }

  private mutating func sort() {
    // By score; equal ones keep their order.
    let scores = models.map(\.score)
    models = models.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.map { models[$0] }
  }
}
