import Geometry

/// A homography that a ``Verifier`` believes.
public struct VerifiedModel: Sendable, Hashable {
  /// `x_reference ~ H x_query` in pixels of both files; of negative determinant where the copy is mirrored.
  public let referenceFromQuery: Homography
  /// The matches that it explains, by rising query index.
  public let inliers: [Match]
  /// See ``VerificationOptions/score``.
  public let score: Double
}

/// What a ``Verifier`` found out about a pair.
public struct VerificationReport: Sendable, Hashable {
  /// Indices of query keypoints are those of the features that were given, the mirror image's where `isMirrored`.
  public let matching: MatchingReport
  /// What is believed, best first; empty where the pair is not verified.
  public let models: [VerifiedModel]
  /// Whether it was the query's mirror image that was compared.
  public let isMirrored: Bool

  /// The best model's; 0 where the pair is not verified.
  public var score: Double { models.first?.score ?? 0 }
  public var isVerified: Bool { !models.isEmpty }

  /// The matches that the best model explains; none where the pair is not verified.
  public var inliers: [Match] { models.first?.inliers ?? [] }
}
