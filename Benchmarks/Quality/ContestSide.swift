import Features
import Geometry
import Matcher

/// One extractor of a contest: what it reaches on each pair at each ratio.
struct ContestSide {
  /// Thresholds of the ratio test that are tried: 0.60, 0.61 … 1.
  static let ratios = (60...100).map { Double($0) / 100 }

  /// A row a ratio, a column a pair.
  private let outcomes: [[PairOutcome]]

  /// - Parameter features: Of each pair, after the cap.
  init(_ features: [PairFeatures]) throws {
    let repeatabilities = features.map {
      repeatability(
        source: DetectedPoints(positions: $0.source.positions, imageSize: $0.source.imageSize),
        target: DetectedPoints(positions: $0.target.positions, imageSize: $0.target.imageSize),
        targetFromSource: $0.pair.targetFromSource)
    }
    outcomes = try Self.ratios.map { ratio in
      try zip(features, repeatabilities).map {
        try PairOutcome(Self.matches(of: $0, at: ratio), on: $0, repeatability: $1)
      }
    }
  }

  /// - Parameter ratio: One of ``ratios``.
  func outcomes(at ratio: Double, where isCounted: (HomographyPair) -> Bool = { _ in true }) -> [PairOutcome] {
    outcomes[Self.ratios.firstIndex(of: ratio)!].filter { isCounted($0.pair) }
  }

  /// Exact nearest neighbours, ratio test, one-to-one.
  private static func matches(of features: PairFeatures, at ratio: Double) throws -> [Correspondence] {
    var options = MatchingOptions()
    options.maxRatio = ratio
    options.isOneToOne = true
    let target = SearchableDescriptors(features.target.descriptors)
    return try matchDescriptors(of: features.source.descriptors, in: target, options: options).matches.map {
      $0.correspondence(query: features.source, reference: features.target)
    }
  }
}
