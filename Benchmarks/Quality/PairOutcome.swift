import Geometry

/// What an extractor reaches on one pair at one ratio.
struct PairOutcome {
  /// A match is correct that is at most so many pixels of the target off its true place.
  static let maxError = 3.0

  let pair: HomographyPair
  /// See ``repeatability(source:target:targetFromSource:maxDistance:)``; the ratio has no part in it.
  let repeatability: Double
  let matches: Int
  let correct: Int
  /// Sum over the correct matches of found place − true place, in pixels of the target.
  let offsets: SIMD2<Double>
  /// See ``meanCornerError(of:on:)``.
  let cornerError: Double

  init(_ correspondences: [Correspondence], on features: PairFeatures, repeatability: Double) throws {
    let truth = features.pair.targetFromSource
    let trueMatches = correspondences.filter { transferError(of: $0, under: truth) <= Self.maxError }
    pair = features.pair
    self.repeatability = repeatability
    matches = correspondences.count
    correct = trueMatches.count
    offsets = trueMatches.reduce(.zero) { $0 + ($1.reference - truth($1.query)) }
    cornerError = try meanCornerError(of: correspondences, on: features)
  }
}

extension [PairOutcome] {
  /// The mean over the pairs.
  var repeatability: Double { isEmpty ? 0 : map(\.repeatability).reduce(0, +) / Double(count) }

  /// The sum over the pairs.
  var correct: Int { map(\.correct).reduce(0, +) }

  /// Correct matches : matches, each summed over the pairs first; 0 where there are none.
  var share: Double {
    let matches = map(\.matches).reduce(0, +)
    return matches == 0 ? 0 : Double(correct) / Double(matches)
  }

  /// Pairs whose homography has a corner error under `bound` pixels.
  func estimated(within bound: Double) -> Int { count { $0.cornerError < bound } }

  /// Length in pixels of the mean signed offset of all correct matches, whatever their pair's change of scale; 0 where
  /// there are none.
  ///
  /// A shift b that an extractor gives its keypoints in every photo shows as b − J b, J being the map's derivative: it
  /// cancels between photos that differ little, and shows where one is turned or scaled. So this is no measure of b but
  /// of what the matches of these pairs suffer from it.
  var bias: Double {
    let sum = map(\.offsets).reduce(.zero, +)
    return correct == 0 ? 0 : (sum * sum).sum().squareRoot() / Double(correct)
  }
}
