import Copies
import Features
import Photos
import Recall
import Vectors

extension CopyRun {
  /// A run that was made before, as its manifest tells it, to ask about its pairs: see ``PairExplainer``.
  ///
  /// - Parameters:
  ///   - path: of the predictions beside which the manifest is, for errors.
  ///   - recall: who named the candidates, which a manifest doesn't tell.
  ///   - areOneSet: whether both sets are one file or folder, which was searched in itself.
  ///   - pairModel: what the run has asked; nil for none.
  /// - Throws: ``ManifestError`` for the manifest of something else, of features that were found otherwise, and of another pair model.
  public init(
    of manifest: RunManifest, besideOutput path: String, queries: any FeatureSource, references: any FeatureSource,
    recall: RecallPlan, background: (any FeatureSource)? = nil, areOneSet: Bool = false,
    pairModel: (any PairModel)? = nil
  ) throws(ManifestError) {
    let manifestPath = RunManifest.path(besideOutput: path)
    guard let verification = manifest.verification else {
      throw ManifestError(path: manifestPath, reason: "it doesn't tell how pairs were judged")
    }
    if let extraction = manifest.extraction, extraction != queries.options {
      throw ManifestError(
        path: manifestPath, reason: "the run's features were found with other options than those of \(queries.path)")
    }
    if let difference = Self.difference(of: manifest.models?.first, from: pairModel?.model) {
      throw ManifestError(path: manifestPath, reason: difference)
    }
    self =
      areOneSet
      ? CopyRun(within: references, recall: recall, background: background)
      : CopyRun(queries: queries, references: references, recall: recall, background: background)
    self.pairModel = pairModel
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

  /// Why scores that one pair model had a say in can't be told with another; nil where both are the same.
  private static func difference(of known: VectorModel?, from here: VectorModel?) -> String? {
    switch (known, here) {
    case (let known?, nil):
      "the run has asked the pair model \(known.wholeDescription): give it by --pair-model"
    case (nil, let here?):
      "the run has asked no pair model, but --pair-model gives \(here.wholeDescription)"
    case (let known?, let here?) where known != here:
      "the run has asked the pair model \(known.wholeDescription), but --pair-model gives \(here.wholeDescription)"
    default: nil
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
