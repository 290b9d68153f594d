import Features
import Matcher

/// The features of a query and, where they are known and wanted, those of its mirror image.
struct QuerySides: Sendable {
  let plain: FeatureSet
  let mirrored: FeatureSet?
  /// What either has in common with a background, where there is one.
  private(set) var plainNeighbors: BackgroundNeighbors?
  private(set) var mirroredNeighbors: BackgroundNeighbors?

  init(plain: FeatureSet, mirrored: FeatureSet?) {
    self.plain = plain
    self.mirrored = mirrored
  }

  /// The same beside a background.
  func beside(_ background: Background, id: String) -> QuerySides {
    var sides = self
    sides.plainNeighbors = background.neighbors(of: plain.descriptors, id: id)
    sides.mirroredNeighbors = mirrored.map { background.neighbors(of: $0.descriptors, id: id) }
    return sides
  }
}

/// Scores pairs of photos: what ``search(_:in:options:index:background:threads:progress:)`` and
/// ``verify(_:queries:references:background:using:options:to:isResuming:progress:)`` have in common, so that they agree.
struct PairScorer: Sendable {
  private let verifier: Verifier
  private let seed: UInt64
  let background: Background?

  /// - Throws: `OptionsError` when `options` is out of range.
  init(_ options: VerificationOptions, seed: UInt64, background: Background? = nil) throws {
    verifier = try Verifier(options)
    self.seed = seed
    self.background = background
  }

  /// What the verifier finds out about one side of a query and a reference.
  func report(
    _ query: FeatureSet, id: String, isMirrored: Bool, against reference: SearchableFeatures, id referenceID: String,
    workspace: MatchingWorkspace
  ) throws -> VerificationReport {
    verifier.verify(
      query: query, reference: reference, isMirrored: isMirrored,
      seed: pairSeed(id, referenceID, seed, isMirrored: isMirrored), workspace: workspace)
  }

  /// What is found out about the better side of a query, the query itself where both are equal.
  func bestReport(
    _ sides: QuerySides, id: String, against reference: SearchableFeatures, id referenceID: String,
    workspace: MatchingWorkspace
  ) throws -> VerificationReport {
    func report(
      _ query: FeatureSet, _ neighbors: BackgroundNeighbors?, isMirrored: Bool
    ) throws -> VerificationReport {
      let report = try self.report(
        query, id: id, isMirrored: isMirrored, against: reference, id: referenceID, workspace: workspace)
      guard let neighbors else { return report }
      let place = background?.place(of: referenceID)
      return report.weighted { neighbors.share(of: $0, in: place) }
    }
    let plain = try report(sides.plain, sides.plainNeighbors, isMirrored: false)
    guard let other = sides.mirrored else { return plain }
    let mirrored = try report(other, sides.mirroredNeighbors, isMirrored: true)
    return mirrored.isVerified && mirrored.score > (plain.isVerified ? plain.score : 0) ? mirrored : plain
  }

  /// The better score of a query's sides, its own where both are equal; nil where neither is verified.
  func score(
    _ sides: QuerySides, id: String, against reference: SearchableFeatures, id referenceID: String,
    workspace: MatchingWorkspace
  ) throws -> (score: Double, isMirrored: Bool)? {
    let report = try bestReport(sides, id: id, against: reference, id: referenceID, workspace: workspace)
    return report.isVerified ? (report.score, report.isMirrored) : nil
  }
}
