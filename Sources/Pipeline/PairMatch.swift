import Features
import Imaging
import Matcher

/// Two photos and what the verifier found out about them.
public struct PairMatch: Sendable {
  public let queryPath: String
  public let referencePath: String
  public let query: FeatureSet
  public let reference: FeatureSet
  public let report: VerificationReport
  public let seed: UInt64
}

/// Matches and verifies two photos exactly as ``search(_:in:options:threads:progress:)`` would.
///
/// - Throws: `ImageError` for a photo that can't be used, `OptionsError` for settings out of range.
public func matchPair(
  query queryPath: String, reference referencePath: String, using extraction: Extraction,
  verification: VerificationOptions, seed: UInt64
) throws -> PairMatch {
  let verifier = try Verifier(verification)
  let query = try extraction.features(of: queryPath)
  let reference = try extraction.features(of: referencePath)
  let report = try verifier.verify(
    query: query, reference: reference,
    seed: pairSeed(ImageEntry(path: queryPath).id, ImageEntry(path: referencePath).id, seed))
  return PairMatch(
    queryPath: queryPath, referencePath: referencePath, query: query, reference: reference, report: report, seed: seed)
}
