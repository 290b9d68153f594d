import Appearance
import Geometry

/// A homography that a ``Verifier`` believes, and what speaks for a copy.
public struct VerifiedModel: Sendable, Hashable {
  /// `x_reference ~ H x_query` in pixels of both files; of negative determinant where the copy is mirrored.
  public let referenceFromQuery: Homography
  /// The matches that it explains, by rising query index.
  public let inliers: [Match]
  /// What the geometry alone is worth: see ``ScoreKind``.
  public let geometryScore: Double
  /// What the photos show laid over each other; nil where that was not asked for or their thumbnails are missing.
  public let appearance: AppearanceReport?
  /// Share of the inliers, 0 to 1, whose query descriptor is near to no other reference; 1 where no others were seen.
  public internal(set) var distinctiveness = 1.0
  /// See ``ScoreKind``: the plain count of inliers isn't weighted.
  let isWeighted: Bool

  /// What geometry, appearance and distinctiveness together are worth: rising in each of them.
  ///
  /// geometry · ``AppearanceReport/weight`` · distinctiveness³; the geometry alone where inliers are counted.
  /// docs/scoring.md tells what the rule rests on.
  public var score: Double {
    guard isWeighted else { return geometryScore }
    return geometryScore * (appearance?.weight ?? 1) * distinctiveness * distinctiveness * distinctiveness
  }
}

/// What a ``Verifier`` found out about a pair.
public struct VerificationReport: Sendable, Hashable {
  /// Indices of query keypoints are those of the features that were given, the mirror image's where `isMirrored`.
  public let matching: MatchingReport
  /// What the geometry proves, best first.
  public private(set) var models: [VerifiedModel]
  /// Whether it was the query's mirror image that was compared.
  public let isMirrored: Bool
  /// ``VerificationOptions/minScore``; 0 where inliers are counted, of which no fewer were asked for.
  let minScore: Double

  init(matching: MatchingReport, models: [VerifiedModel], isMirrored: Bool, minScore: Double) {
    self.matching = matching
    self.models = models
    self.isMirrored = isMirrored
    self.minScore = minScore
    sort()
  }

  /// The best model's; 0 where the geometry proves none.
  public var score: Double { models.first?.score ?? 0 }
  /// Whether the best model's score is that of a copy, and not only its geometry's.
  public var isVerified: Bool { score > 0 && score >= minScore }

  /// The matches that the best model explains; none where there is none.
  public var inliers: [Match] { models.first?.inliers ?? [] }

  /// The same pair when it is known how distinctive each model's inliers are.
  public func weighted(byDistinctivenessOf distinctiveness: ([Match]) -> Double) -> VerificationReport {
    var report = self
    for index in models.indices { report.models[index].distinctiveness = distinctiveness(models[index].inliers) }
    report.sort()
    return report
  }

  private mutating func sort() {
    // By score; equal ones stay in the order in which they were found.
    models = models.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
  }
}
