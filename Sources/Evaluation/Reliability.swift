import Foundation

/// Whether scores can be taken at their word: as −log10 of the probability that a pair is no copy, so that one in ten is wrong at
/// 1 and one in a hundred at 2.
///
/// Predictions are put in bins by score, and the share that is right in each is compared with what their scores promise
/// (reliability diagram: DeGroot & Fienberg, "The comparison and evaluation of forecasters", The Statistician 1983). Only
/// pairs that are listed count.
public struct Reliability: Sendable, Hashable, Codable {
  public struct Bin: Sendable, Hashable, Codable {
    /// Lowest score of the bin; nil for the lowest bin.
    public var from: Double?
    /// The score below which it ends; nil for the highest bin.
    public var to: Double?
    /// Mean over its predictions of the share that their scores promise, 1 − 10^−score, at least 0; nil where there are none.
    public var expected: Double?
    /// How many are right.
    public var right: Proportion
  }

  /// The predictions that are to be relied on.
  public struct Believed: Sendable, Hashable, Codable {
    /// Their lowest score.
    public var threshold: Double
    public var wrong: Proportion
  }

  /// By rising score.
  public var bins: [Bin]
  public var believed: Believed
  /// Mean difference between what is promised and what is right, over the bins, weighed by their predictions (Naeini, Cooper &
  /// Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015); nil without predictions.
  public var expectedCalibrationError: Double?

  /// Where bins meet.
  static let edges: [Double] = [0.5, 1, 1.5, 2, 2.5, 3, 3.5]
  private static let believedFrom = 2.0

  /// The share that is right of pairs with a score.
  static func promised(by score: Double) -> Double { max(0, 1 - pow(10, -score)) }

  /// - Complexity: O(`n`) for `n` predictions.
  public init(_ ranked: RankedPredictions) {
    var sums = [(count: Int, right: Int, expected: Double)](
      repeating: (0, 0, 0), count: Self.edges.count + 1)
    var (believed, wrong) = (0, 0)
    for (place, isTrue) in ranked.isTrue.enumerated() {
      let score = ranked.score(at: place)
      let bin = Self.edges.firstIndex { score < $0 } ?? Self.edges.count
      sums[bin].count += 1
      sums[bin].right += isTrue ? 1 : 0
      sums[bin].expected += Self.promised(by: score)
      if score >= Self.believedFrom {
        believed += 1
        wrong += isTrue ? 0 : 1
      }
    }
    bins = sums.enumerated().map { index, sum in
      let count = Double(sum.count)
      return Bin(
        from: index == 0 ? nil : Self.edges[index - 1], to: index == Self.edges.count ? nil : Self.edges[index],
        expected: sum.count == 0 ? nil : sum.expected / count, right: Proportion(sum.right, of: sum.count))
    }
    self.believed = Believed(threshold: Self.believedFrom, wrong: Proportion(wrong, of: believed))
    let error = sums.reduce(0) { $0 + abs(Double($1.right) - $1.expected) }
    expectedCalibrationError = ranked.count == 0 ? nil : error / Double(ranked.count)
  }
}
