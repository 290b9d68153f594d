import CSV
import Copies
import Evaluation
import Features
import Files
import Imaging
import LocalIndex
import Names
import Photos
import Recall
import Runs

/// The sets of a run, opened, and the run that was made of them.
struct RunSets {
  private let arguments: RunInputArguments
  /// That beside the predictions; nil where there are none, or no manifest.
  let manifest: RunManifest?
  let queries: any FeatureSource
  let references: any FeatureSource
  let background: (any FeatureSource)?
  let features: ExtractionOptions

  /// - Parameters:
  ///   - arguments: with queries and references.
  ///   - predictions: what the run has written; nil where none is meant.
  ///   - extraction: how features are found, given the sets and what the manifest tells.
  init(
    _ arguments: RunInputArguments, predictions: String?, decoding: DecodingOptions, threads: Int,
    extraction: (_ sets: [PhotoSet], _ told: ExtractionOptions) throws -> ExtractionOptions
  ) throws {
    self.arguments = arguments
    func set(_ path: String) throws -> PhotoSet { try PhotoSet(path: path, ids: arguments.ids) }
    let querySet = try set(arguments.queries ?? "")
    let referenceSets = try arguments.references.map(set)
    let common = try arguments.background.map(set)
    manifest = try predictions.flatMap { try RunManifest(besideOutput: $0) }
    features = try extraction(
      [querySet] + referenceSets + (common.map { [$0] } ?? []), manifest?.extraction ?? ExtractionOptions())
    let finding = try Extraction(features, extractors: extractors, decoding: decoding, threads: threads)
    let joined = try JoinedFeatures(referenceSets.map { try $0.features(by: finding) })
    references = joined
    // A photo of both sides is one photo, and has one id.
    queries = joined.sharingIDs(with: try querySet.features(by: finding))
    background = try common?.features(by: finding)
  }

  /// The run as its manifest tells it, and in what it differs from the one that wrote the predictions, a sentence each.
  ///
  /// - Parameter pairModel: what the run has asked.
  /// - Throws: ``MissingCandidates`` where a list named the pairs, `ManifestError` for the manifest of something else, and of another
  ///   pair model.
  /// - Precondition: there is a manifest.
  func run(
    beside predictions: String, pairModel: (any PairModel)?
  ) throws -> (run: CopyRun, differences: [String]) {
    guard let manifest else { preconditionFailure("a run that nobody has told of") }
    let list = try arguments.candidates.map { try CandidateList(path: $0, queries: queries, references: references) }
    let recall: RecallPlan
    if manifest.command == "verify" {
      guard let list else { throw MissingCandidates(path: predictions) }
      recall = .list(list)
    } else {
      recall = votes(joinedWith: list)
    }
    let run = try CopyRun(
      of: manifest, besideOutput: predictions, queries: queries, references: references, recall: recall,
      background: background, areOneSet: areOne, pairModel: pairModel)
    return (run, run.differences(from: manifest))
  }

  /// A search by the usual settings, where no manifest tells of another one.
  func usualRun() throws -> CopyRun {
    let list = try arguments.candidates.map { try CandidateList(path: $0, queries: queries, references: references) }
    let recall = votes(joinedWith: list)
    return areOne
      ? CopyRun(within: references, recall: recall, background: background)
      : CopyRun(queries: queries, references: references, recall: recall, background: background)
  }

  private func votes(joinedWith list: CandidateList?) -> RecallPlan {
    let votes = arguments.index.map { LocalIndex.isLocalIndex($0) ? .localIndex($0) : .index($0) } ?? RecallPlan.votes
    return list.map { votes.joined(with: $0) } ?? votes
  }

  /// Whether both sides are one file or folder.
  private var areOne: Bool {
    arguments.references.count == 1 && nameOneFile(arguments.references[0], arguments.queries ?? "")
  }

  /// Predictions as indices of queries and references; those of photos that the sets don't have are left out.
  func places(of predictions: PredictionTable) -> [(query: Int, reference: Int)] {
    let (queryPlaces, referencePlaces) = (queries.ids.places, references.ids.places)
    return predictions.compactMap { row in
      guard let query = queryPlaces[ExactName(row.queryID)],
        let reference = referencePlaces[ExactName(row.referenceID)]
      else { return nil }
      return (query, reference)
    }
  }

  /// Photos that are given to be drawn.
  func listings() throws -> [ImageListing] {
    try arguments.photos.map { try ImageListing(at: $0, ids: arguments.ids) }
  }

  private struct MissingCandidates: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path) was written by verify, whose list is needed: give it by --candidates" }
  }
}
