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
  ///   - isMirrored: says that `query` holds the features of the suspected copy's mirror image (left and right
  ///     exchanged); the models are those of the photo itself all the same.
  ///   - seed: of the sampler; which should depend on the pair alone.
  ///   - workspace: kept from pair to pair by those who verify many.
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
    // A later model may be the better one: the first may be that of a caption which both photos wear.
    return VerificationReport(matching: matching, models: models, isMirrored: isMirrored)
  }
}
