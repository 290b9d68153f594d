#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What somebody's model that has looked at both photos adds to the log10 odds of a copy: its own log10 odds, but no more than a power
/// of ten, up or down.
///
/// It stands beside a ``ScoreTable``, which was learnt from pairs that no such model had seen: how far it is to be believed nobody has
/// measured here, and it doesn't know what geometry knows.
public enum PairModelTerm {
  /// What results call it, and the part of the score that it is.
  public static let name = "pair_model"
  /// Most that it adds or takes, in log10 odds.
  public static let bound = 1.0

  /// - Parameter logit: natural logarithm of the odds.
  public static func logOdds(ofLogit logit: Double) -> Double { min(max(logit / log(10), -bound), bound) }
}
