import Features
import Matcher
import Options
import Photos
import Recall

/// Judges whether a query was made from any of its candidates: the one place where scores come from.
///
/// First the evidence on each pair, which depends on the pair alone; then, from the evidence on all candidates, verdicts
/// on the query: what several candidates have in common proves none of them, unless they are one photo in several
/// versions. A judge holds settings and nothing else; one may serve several tasks at once.
///
/// ```swift
/// let judge = try CopyJudge()
/// let prepared = judge.prepare(query)
/// var evidence = QueryEvidence()
/// for (index, reference) in references.enumerated() {
///   evidence.add(judge.evidence(on: prepared, against: SearchableFeatures(reference), at: index, id: ids[index]))
/// }
/// for verdict in judge.verdicts(on: prepared, from: evidence) where verdict.isListed { print(verdict.score) }
/// ```
public struct CopyJudge: Sendable {
  public let options: JudgeOptions
  private let verifier: Verifier
  private let background: (any CommonDescriptors)?

  /// - Parameter background: knows which descriptors are common: photos that are no copies of the references.
  /// - Throws: `OptionsError` when `options` is out of range.
  public init(_ options: JudgeOptions = .init(), background: (any CommonDescriptors)? = nil) throws(OptionsError) {
    try options.validate()
    self.options = options
    self.background = background
    verifier = try Verifier(options.verification)
  }

  /// A query, ready to be judged: with what the background knows of its descriptors.
  ///
  /// - Complexity: that of ``CommonDescriptors/neighbors(of:leavingOut:)``, once a view.
  /// - Precondition: the query comes with its features.
  public func prepare(_ query: Query) -> PreparedQuery {
    guard let views = query.views else { preconditionFailure("\(query.id) can't be judged without its features") }
    let mirrored = options.triesMirrorImage ? views.mirrored : nil
    func common(_ view: FeatureSet?) -> BackgroundNeighbors? {
      guard options.weighsDistinctiveness, let background, let view else { return nil }
      return background.neighbors(of: view.descriptors, leavingOut: query.id)
    }
    return PreparedQuery(
      id: query.id, plain: views.plain, mirrored: mirrored, plainBackground: common(views.plain),
      mirroredBackground: common(mirrored))
  }

  /// What speaks for the query's being made from a reference.
  ///
  /// - Parameters:
  ///   - index: of the reference in its set.
  ///   - id: of the reference; with the query's it gives the pair its random numbers.
  ///   - isMirrored: the one view of the query to look at, its mirror image or the query as it is; nil for all that are known.
  ///   - workspace: kept from pair to pair by those who look at many.
  /// - Complexity: O(descriptors of the query · descriptors of the reference), for each view.
  public func evidence(
    on query: PreparedQuery, against reference: SearchableFeatures, at index: Int, id: String,
    isMirrored: Bool? = nil, workspace: MatchingWorkspace = MatchingWorkspace()
  ) -> PairEvidence {
    func look(at view: FeatureSet, isMirrored: Bool) -> (VerificationReport, [UInt32]) {
      let report = verifier.verify(
        query: view, reference: reference, isMirrored: isMirrored,
        seed: pairSeed(query.id, id, options.seed, isMirrored: isMirrored), workspace: workspace)
      return (report, options.weighsDistinctiveness ? Array(workspace.nearestDistances) : [])
    }
    let mirrored = isMirrored == false ? nil : query.mirrored.map { look(at: $0, isMirrored: true) }
    let (plain, plainDistances) =
      isMirrored == true && mirrored != nil
      ? (VerificationReport(), []) : look(at: query.plain, isMirrored: false)
    return PairEvidence(
      reference: index, id: id, plain: plain, mirrored: mirrored?.0, plainDistances: plainDistances,
      mirroredDistances: mirrored?.1 ?? [], features: reference.features)
  }

  /// The verdicts on all candidates that geometry proves anything for, and on the others where the evidence has kept them,
  /// by falling score, then in the order of the references.
  ///
  /// - Complexity: O(proved candidates² · inliers); the thumbnails of two that share inliers are compared once.
  public func verdicts(on query: PreparedQuery, from evidence: QueryEvidence) -> [CopyVerdict] {
    // In an order of its own, since evidence comes in any.
    var proved = evidence.proved.sorted { $0.reference < $1.reference }
    if options.weighsDistinctiveness { proved = weighed(proved, on: query, common: evidence) }
    let verdicts = (proved + evidence.refuted).map { pair in
      let report = pair.best
      return CopyVerdict(reference: pair.reference, report: report, isListed: isListed(report))
    }
    return verdicts.sorted { $0.score != $1.score ? $0.score > $1.score : $0.reference < $1.reference }
  }

  private func isListed(_ report: VerificationReport) -> Bool {
    guard let best = report.models.first else { return false }
    switch options.verification.score {
    case .calibrated, .geometry: return best.score > 0 && best.score >= options.minScore
    case .inliers: return best.falseAlarmScore >= options.minScore
    }
  }

  /// The same with what each model's inliers have in common with other candidates and the background.
  private func weighed(
    _ proved: [PairEvidence], on query: PreparedQuery, common: QueryEvidence
  ) -> [PairEvidence] {
    let versions = PhotoVersions(
      proved, query: query.plain.thumbnail, scale: options.verification.workingScale)
    return proved.indices.map { index in
      func weighed(
        _ report: VerificationReport, of view: FeatureSet, _ distances: KeyPath<PairEvidence, [UInt32]>,
        common: [UInt32],
        background: BackgroundNeighbors?
      ) -> VerificationReport {
        let shared = SharedDescriptors(
          candidate: index, all: proved, distances: distances, common: common, background: background,
          versions: versions, kind: query.plain.descriptors.kind)
        return report.weighted(byDistinctive: shared.distinctive, of: view)
      }
      var pair = proved[index]
      pair.plain = weighed(
        pair.plain, of: query.plain, \.plainDistances, common: common.plainCommon, background: query.plainBackground)
      if let report = pair.mirrored, let view = query.mirrored {
        pair.mirrored = weighed(
          report, of: view, \.mirroredDistances, common: common.mirroredCommon, background: query.mirroredBackground)
      }
      return pair
    }
  }
}
