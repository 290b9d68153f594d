import Features
import Geometry
import Options

/// Decides whether one photo was made from another: matches descriptors, estimates homographies, scores them.
///
/// A verifier holds only its settings, and may be used by several tasks at once.
public struct Verifier: Sendable {
  public let options: VerificationOptions
  private let matcher: DescriptorMatcher

  /// - Throws: ``OptionsError`` when `options` is out of range.
  public init(_ options: VerificationOptions = .init()) throws(OptionsError) {
    try options.validate()
    self.options = options
    matcher = DescriptorMatcher(validated: options.matching)
  }

  /// Verifies a pair.
  ///
  /// - Parameters:
  ///   - query: features of the suspected copy.
  ///   - reference: features of the suspected original, of the same kind.
  ///   - isMirrored: whether `query` holds the features of the suspected copy's mirror image (left and right exchanged);
  ///     the models map the photo itself all the same.
  ///   - seed: of the sampler; see ``pairSeed(_:_:_:isMirrored:)``.
  ///   - workspace: to be reused from pair to pair.
  /// - Complexity: O(`query.count` · `reference.count`).
  public func verify(
    query: FeatureSet, reference: SearchableFeatures, isMirrored: Bool = false, seed: UInt64 = 0,
    workspace: MatchingWorkspace = MatchingWorkspace()
  ) -> VerificationReport {
    let matching = matcher.match(query.descriptors, in: reference.descriptors, workspace: workspace)
    return verify(matching, query: query, reference: reference.features, isMirrored: isMirrored, seed: seed)
  }

  /// The second half of ``verify(query:reference:isMirrored:seed:workspace:)``, after matching.
  public func verify(
    _ matching: MatchingReport, query: FeatureSet, reference: FeatureSet, isMirrored: Bool = false, seed: UInt64 = 0
  ) -> VerificationReport {
    let pair = PairGeometry(query: query, reference: reference, isMirrored: isMirrored, options: options)
    var left = matching.matches
    var models: [VerifiedModel] = []
    while models.count < options.maxModels {
      guard let (model, errors) = pair.bestModel(of: left, seed: seed &+ UInt64(models.count)) else { break }
      models.append(model)
      // Matches just beyond the threshold belong to the same copy, and must not prove another one.
      left = zip(left, errors).filter { $1 > 3 * options.homography.maxError }.map(\.0)
    }
    // A later model may be better: the first may be that of a caption on both photos.
    return VerificationReport(
      matching: matching, models: models, isMirrored: isMirrored,
      minScore: options.score == .falseAlarms ? options.minScore : 0)
  }
}

/// The seed for a pair. It depends only on the two names, `seed` and whether the query is mirrored, so that neither the
/// order of work nor other pairs change a result.
///
/// FNV-1a over both names, started from `seed`.
public func pairSeed(
  _ queryName: String, _ referenceName: String, _ seed: UInt64, isMirrored: Bool = false
) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
  for name in [queryName, referenceName] {
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // No byte of UTF-8 is 255: "ab", "c" differs from "a", "bc". Nor is any 254.
    hash = (hash ^ 255) &* 0x100_0000_01b3
  }
  return isMirrored ? (hash ^ 254) &* 0x100_0000_01b3 : hash
}
