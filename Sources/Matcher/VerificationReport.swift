import Appearance
import Geometry

/// A homography that a ``Verifier`` accepts, and the evidence for a copy.
public struct VerifiedModel: Sendable, Hashable {
  /// `x_reference ~ H x_query` in pixels of both files; of negative determinant if the copy is mirrored.
  public let referenceFromQuery: Homography
  /// The matches that fit it, by rising query index.
  public let inliers: [Match]
  /// The score of the geometry alone: see ``ScoreKind``.
  public let geometryScore: Double
  /// Comparison of the photos laid over each other; nil if it wasn't requested or a thumbnail is missing.
  public let appearance: AppearanceReport?
  /// Share of the inliers, 0 to 1, whose query descriptor is close to no other reference; 1 if there was none to compare.
  public internal(set) var distinctiveness = 1.0
  /// Whether appearance and distinctiveness count; a plain number of inliers isn't weighted.
  let isWeighted: Bool

  /// The score of geometry, appearance and distinctiveness together; it rises with each.
  ///
  /// geometry · ``AppearanceReport/weight`` · distinctiveness³; the geometry alone if inliers are counted. See
  /// docs/scoring.md for the reasons.
  public var score: Double {
    guard isWeighted else { return geometryScore }
    return geometryScore * (appearance?.weight ?? 1) * distinctiveness * distinctiveness * distinctiveness
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
  /// ``VerificationOptions/minScore``; 0 if inliers are counted, for which there is no minimum.
  let minScore: Double

  init(matching: MatchingReport, models: [VerifiedModel], isMirrored: Bool, minScore: Double) {
    self.matching = matching
    self.models = models
    self.isMirrored = isMirrored
    self.minScore = minScore
    sort()
  }

  /// The best model's; 0 if there is none.
  public var score: Double { models.first?.score ?? 0 }
  /// Whether the best model's whole score, not only its geometry's, reaches the minimum.
  public var isVerified: Bool { score > 0 && score >= minScore }

  /// The inliers of the best model; empty if there is none.
  public var inliers: [Match] { models.first?.inliers ?? [] }

  /// This report with the distinctiveness of each model's inliers.
  public func weighted(byDistinctivenessOf distinctiveness: ([Match]) -> Double) -> VerificationReport {
    var report = self
    for index in models.indices { report.models[index].distinctiveness = distinctiveness(models[index].inliers) }
    report.sort()
    return report
  }

  private mutating func sort() {
    // By score; equal ones keep their order.
    models = models.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
  }
}
