import Features
import Matcher

/// A query that a ``CopyJudge`` can judge.
public struct PreparedQuery: Sendable {
  public let id: String
  public let plain: FeatureSet
  /// nil where the mirror image isn't known or wanted.
  public let mirrored: FeatureSet?
  /// What either view has in common with the background, where there is one.
  let plainBackground: BackgroundNeighbors?
  let mirroredBackground: BackgroundNeighbors?
}
