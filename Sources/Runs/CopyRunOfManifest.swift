import Copies
import Features
import Photos
import Recall

extension CopyRun {
  /// A run that was made before, as its manifest tells it, to ask about its pairs: see ``PairExplainer``.
  ///
  /// - Parameters:
  ///   - path: of the predictions beside which the manifest is, for errors.
  ///   - recall: who named the candidates, which a manifest doesn't tell.
  ///   - areOneSet: whether both sets are one file or folder, which was searched in itself.
  /// - Throws: ``ManifestError`` for the manifest of something else, and of features that were found otherwise.
  public init(
    of manifest: RunManifest, besideOutput path: String, queries: any FeatureSource, references: any FeatureSource,
    recall: RecallPlan, background: (any FeatureSource)? = nil, areOneSet: Bool = false
  ) throws(ManifestError) {
    let manifestPath = RunManifest.path(besideOutput: path)
    guard let verification = manifest.verification else {
      throw ManifestError(path: manifestPath, reason: "it doesn't tell how pairs were judged")
    }
    if let extraction = manifest.extraction, extraction != queries.options {
      throw ManifestError(
        path: manifestPath, reason: "the run's features were found with other options than those of \(queries.path)")
    }
    self =
      areOneSet
      ? CopyRun(within: references, recall: recall, background: background)
      : CopyRun(queries: queries, references: references, recall: recall, background: background)
    options.judge = verification.options
    options.judgedCandidates = verification.candidates
    options.excludesSelf = verification.excludesSelf
    options.effort = verification.effort ?? .fast
    options.weighsHubs = verification.weighsHubs ?? false
    if let text = verification.combine {
      guard let rule = CombinedScore(text: text) else {
        throw ManifestError(path: manifestPath, reason: "it combines scores by an unknown rule, \"\(text)\"")
      }
      options.combination = rule
    }
  }

  /// In what a run differs from the one that a manifest tells of, a sentence each; none where its pairs have the scores that were listed.
  public func differences(from manifest: RunManifest) -> [String] {
    let known = manifest.inputs
    func difference(_ role: String, _ here: RunManifest.Input?) -> String? {
      switch (known[role], here) {
      case (let there?, let here?) where there != here:
        "the run's \(role) were others (\(there.count), now \(here.count))"
      case (_?, nil): "the run's \(role) are missing"
      case (nil, _?): "the run had no \(role)"
      default: nil
      }
    }
    return [
      difference("queries", RunManifest.Input(ids: queries.ids)),
      difference("references", RunManifest.Input(ids: references.ids)),
      difference("background", background.map { RunManifest.Input(ids: $0.ids) }),
      difference("candidates", recall.input),
    ].compactMap { $0 }
  }
}
