import Appearance
import Geometry

/// A homography that a ``Verifier`` accepts, and the evidence for a copy.
public struct VerifiedModel: Sendable, Hashable {
  /// `x_reference ~ H x_query` in pixels of both files; of negative determinant if the copy is mirrored.
  public let referenceFromQuery: Homography
  /// The matches that fit it, by rising query index.
  public let inliers: [Match]
  /// −log10 of the number of false alarms, whatever is counted.
  public let falseAlarmScore: Double
  /// What the geometry alone is worth: see ``ScoreKind``.
  public let geometryScore: Double
  /// Comparison of the photos laid over each other; nil if it wasn't requested or a thumbnail is missing.
  public let appearance: AppearanceReport?
  /// Share of the inliers, 0 to 1, whose query descriptor is close to no other reference; 1 if there was none to compare.
  public internal(set) var distinctiveness = 1.0
  /// Whether appearance and distinctiveness count; a plain number of inliers isn't weighted.
  let isWeighted: Bool

  /// The score of geometry, appearance and distinctiveness together; it rises with each.
  ///
  /// geometry · ``appearanceWeight`` · distinctiveness³, the last of them at least ``leastDistinctiveness``; the geometry alone
  /// where inliers are counted.
  /// docs/scoring.md tells what the rule rests on.
  public var score: Double {
    guard isWeighted else { return geometryScore }
    let distinct = max(distinctiveness, Self.leastDistinctiveness)
    return geometryScore * appearanceWeight * distinct * distinct * distinct
  }

  /// What ``appearance`` does to the score: ``AppearanceReport/weight(distinctiveness:)``, and 1 where the photos weren't compared.
  public var appearanceWeight: Double { appearance?.weight(distinctiveness: distinctiveness) ?? 1 }

  /// What is shared wholly is still listed, in the order of its geometry: whoever judges the listed pairs once more has to
  /// see the others that share it.
  public static let leastDistinctiveness = 0.001
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

  /// The best model's; 0 if there is none.
  public var score: Double { models.first?.score ?? 0 }
  /// Whether geometry proves anything: chance would give less than one model as good. Whether that is enough to believe
  /// in a copy is for those to say who know the score's meaning for them; 2 is one to rely on.
  public var isVerified: Bool { !models.isEmpty }

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
