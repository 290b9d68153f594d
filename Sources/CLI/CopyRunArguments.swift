import ArgumentParser
import Copies
import Features
import Files
import Foundation
import Matcher
import Photos
import Recall
import Runs

/// The photos of both sides.
struct PhotoSetArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Folder, list of images, pack, or feature store.", valueName: "path"), completion: .file())
  var queries: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Folders, lists of images, packs, or feature stores.", valueName: "path"), completion: .file())
  var references: [String]

  @Option(
    help: ArgumentHelp("Photos that tell what is common: it counts less.", valueName: "path"), completion: .file())
  var background: String?

  // A page of help is full, and stores keep the ids that extract gave them.
  @Option(help: NamingArguments.help(.hidden)) var ids = PhotoNaming.auto

  /// Whether both sides are one file or folder.
  var areOne: Bool {
    references.count == 1 && nameOneFile(references[0], queries)
  }

  private func set(_ path: String) throws -> PhotoSet { try PhotoSet(path: path, ids: ids) }

  func open() throws -> (queries: PhotoSet, references: [PhotoSet], background: PhotoSet?) {
    (
      try set(queries), try references.map(set), try background.map(set)
    )
  }
}

/// What `search` and `verify` have in common: they differ in who names the candidates.
struct CopyRunArguments: ParsableArguments {
  @OptionGroup var sets: PhotoSetArguments

  @Option(name: .shortAndLong, help: ArgumentHelp("Predictions to write (CSV).", valueName: "file"))
  var output: String

  @OptionGroup var part: ResumableArguments

  @Flag(help: ArgumentHelp("Count in full what many queries have in common with a reference.", visibility: .hidden))
  var noHubs = false

  @OptionGroup(title: "Features") var extraction: ExtractionArguments
  @OptionGroup var verification: VerificationArguments
  @OptionGroup var effort: EffortArguments
  @OptionGroup var run: RunArguments
  @OptionGroup var printing: JSONArguments

  func validate() throws { try OutputKind.table.check(output) }

  /// The run that was asked for, its candidates named by `recall`.
  ///
  /// - Parameter recall: is given queries and references.
  func make(_ recall: (any FeatureSource, any FeatureSource) throws -> RecallPlan) throws -> CopyRun {
    let (queries, references, background) = try sets.open()
    let features = try extraction.options(for: [queries] + references + (background.map { [$0] } ?? []))
    let extraction = try Extraction(
      features, extractors: extractors, decoding: extraction.decoding, threads: run.threads)
    let referenceSource = try JoinedFeatures(references.map { try $0.features(by: extraction) })
    // A photo of both sides is one photo, and has one id.
    let querySource = referenceSource.sharingIDs(with: try queries.features(by: extraction))
    // A set of both sides is listed twice, and told of once.
    var told: Set<String> = []
    for set in [queries] + references + (background.map { [$0] } ?? []) {
      for text in set.notes where told.insert(text).inserted { run.messages.note(text) }
    }
    let plan = try recall(querySource, referenceSource)
    let common = try background?.features(by: extraction)
    var copyRun =
      sets.areOne
      ? CopyRun(within: referenceSource, recall: plan, background: common, shard: part.shard)
      : CopyRun(
        queries: querySource, references: referenceSource, recall: plan, background: common, shard: part.shard)
    copyRun.options.judge = verification.options(features)
    copyRun.options.weighsHubs = !noHubs
    copyRun.options.effort = effort.effort
    copyRun.options.threads = run.threads
    return copyRun
  }

  /// Runs, so that what a stopped run has finished is told of.
  func perform(_ copyRun: CopyRun, as command: String, candidatesTo: String? = nil) async throws -> CopyRunReport {
    if verification.mirror, !copyRun.queries.canMirror { run.messages.reportNotMirrored(sets.queries) }
    effort.note(on: copyRun.queries, called: sets.queries, run.messages)
    return try await run.messages.replacing([output] + (candidatesTo.map { [$0] } ?? [])) {
      try await resumable(output: output) {
        try await copyRun.write(
          to: output, as: command, candidatesTo: candidatesTo, isResuming: part.resume,
          progress: run.messages.progress)
      }
    }
  }
}

extension ScoreKind: ExpressibleByArgument {}
extension Effort: ExpressibleByArgument {}

/// How much is tried, for all commands that search.
struct EffortArguments: ParsableArguments {
  @Option(help: ArgumentHelp("How hard to look for copies.", valueName: "level"))
  var effort = CopyRunOptions().effort

  /// Says that there are no closer looks at the photos of a store.
  func note(on queries: any FeatureSource, called path: String, _ messages: MessageArguments) {
    guard effort == .thorough, queries.count > 0, !queries.canLookCloser else { return }
    messages.note(
      "\(path): queries without an answer are not looked at closer, which needs the photos and not a store; "
        + "--effort fast is all that is done")
  }

  /// What the closer looks have cost and brought, as a line of its own; nothing where few were asked for.
  func line(on report: CloserLookReport) -> String {
    guard effort == .thorough else { return "" }
    let (count, seconds) = (report.queryCount, String(format: "%.1f", report.seconds))
    return "\n\(count) \(count == 1 ? "photo was" : "photos were") looked at closer in \(seconds) s, "
      + "\(report.answeredCount) of them got an answer thereby"
  }
}

struct VerificationArguments: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Try mirrored queries, too.")
  var mirror = JudgeOptions().triesMirrorImage

  @Option(help: ArgumentHelp("What the score of a pair counts.", valueName: "name", visibility: .hidden))
  var score = VerificationOptions().score

  @Option(help: ArgumentHelp("Least score. (default: 0; match, duplicates: 2)", valueName: "score"))
  var minScore: Double?

  @Flag(help: ArgumentHelp("Leave what the photos show out of the score.", visibility: .hidden))
  var noAppearance = false

  @Flag(help: ArgumentHelp("Count matches in full that other candidates have, too.", visibility: .hidden))
  var noDistinctiveness = false

  @Option(help: ArgumentHelp("Most copied regions of a pair.", valueName: "n", visibility: .hidden))
  var models = VerificationOptions().maxModels

  @Option(
    help: ArgumentHelp("Largest ratio of distances of matches tried alone first.", valueName: "x", visibility: .hidden))
  var strictRatio = VerificationOptions().strictRatio

  @Option(
    help: ArgumentHelp("Largest error of an inlier, at the working scale.", valueName: "pixels", visibility: .hidden))
  var maxError = VerificationOptions().homography.maxError

  @Option(help: ArgumentHelp("Seed of all random choices.", valueName: "n", visibility: .hidden))
  var seed: UInt64 = 0

  /// The options asked for.
  ///
  /// - Parameter minScore: the least score unless another is asked for.
  func options(_ extraction: ExtractionOptions, minScore defaultMinScore: Double = 0) -> JudgeOptions {
    var options = JudgeOptions()
    options.verification.score = score
    options.verification.maxModels = models
    options.verification.strictRatio = strictRatio
    options.verification.homography.maxError = maxError
    options.verification.weighsAppearance = !noAppearance
    options.verification.workingScale = extraction.workingScale
    options.triesMirrorImage = mirror
    options.weighsDistinctiveness = !noDistinctiveness
    options.minScore = minScore ?? defaultMinScore
    options.seed = seed
    return options
  }
}
