import ArgumentParser
import CSV
import Copies
import Features
import Files
import Inspection
import LocalIndex
import Names
import Photos
import Recall
import Runs

/// The sets that a pair is from which is given by its ids, and the run that it is from.
struct PairSetArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where <query> is an id: folder, list, pack or feature store.", valueName: "path"),
    completion: .file())
  var queries: String?

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("The same for <reference>; several.", valueName: "path"),
    completion: .file())
  var references: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Photos to draw, of stores: folders, lists, packs.", valueName: "path", visibility: .hidden),
    completion: .file())
  var photos: [String] = []

  @Option(
    help: ArgumentHelp("Tell the score that a run has listed there.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var predictions: String?

  @Option(
    help: ArgumentHelp("The run's list of candidates, if any.", valueName: "file", visibility: .hidden),
    completion: .file())
  var candidates: String?

  @Option(help: ArgumentHelp("The run's index, if any.", valueName: "file", visibility: .hidden), completion: .file())
  var index: String?

  @Option(
    help: ArgumentHelp("Photos that tell what is common.", valueName: "path", visibility: .hidden), completion: .file())
  var background: String?

  @Option(help: NamingArguments.help(.hidden)) var ids = PhotoNaming.auto

  var isGiven: Bool { queries != nil }

  /// The files that are read, which no output may replace.
  var files: [String] {
    [queries, predictions, candidates, index, background].compactMap { $0 } + references + photos
  }

  func validate() throws {
    guard isGiven == !references.isEmpty else { throw ValidationError("--queries and --references belong together") }
    for (option, value) in [("--candidates", candidates), ("--index", index)] where value != nil && predictions == nil {
      throw ValidationError("\(option) is for --predictions, which is missing")
    }
    if isGiven { return }
    for (option, value) in [
      ("--photos", photos.first), ("--predictions", predictions), ("--background", background),
    ] where value != nil {
      throw ValidationError("\(option) is for ids, which need --queries and --references")
    }
  }
}

/// A pair of two sets.
struct PairOfSets {
  private let arguments: PairSetArguments
  private let manifest: RunManifest?
  private let query: PhotoOfSet
  private let reference: PhotoOfSet
  private let background: (any FeatureSource)?
  let features: ExtractionOptions

  /// Opens the sets and finds the pair in them.
  ///
  /// - Parameter names: ids or paths of query and reference.
  init(
    _ names: (query: String, reference: String), in arguments: PairSetArguments, by extraction: ExtractionArguments
  ) throws {
    self.arguments = arguments
    func set(_ path: String) throws -> PhotoSet { try PhotoSet(path: path, ids: arguments.ids) }
    let queries = try set(arguments.queries ?? "")
    let references = try arguments.references.map(set)
    let common = try arguments.background.map(set)
    manifest = try arguments.predictions.map { path in
      guard let manifest = try RunManifest(besideOutput: path) else { throw NoManifest(path: path) }
      return manifest
    }
    features = try extraction.options(
      for: [queries] + references + (common.map { [$0] } ?? []), over: manifest?.extraction ?? .init())
    let finding = try Extraction(features, extractors: extractors, decoding: extraction.decoding, threads: 1)
    let referenceSource = try JoinedFeatures(references.map { try $0.features(by: finding) })
    let querySource = referenceSource.sharingIDs(with: try queries.features(by: finding))
    background = try common?.features(by: finding)
    func photo(_ name: String, _ role: String, in source: any FeatureSource) throws -> PhotoOfSet {
      var photos = PhotoNames(source)
      if case .photo(let index) = photos.photo(called: name) { return PhotoOfSet(index, of: source) }
      throw UnknownPhoto(name: name, role: role, reason: photos.refusal(of: name) ?? "")
    }
    query = try photo(names.query, "query", in: querySource)
    reference = try photo(names.reference, "reference", in: referenceSource)
  }

  /// The pair's story: of the run whose predictions are given, else of a query with this one candidate.
  ///
  /// - Parameters:
  ///   - judging: how pairs are judged where no run tells it.
  ///   - looks: the same of closer looks.
  func explanation(
    judging: JudgeOptions, looks: [CloserLook], messages: MessageArguments
  ) async throws -> PairExplanation {
    var pair: PairExplanation
    if let manifest, let path = arguments.predictions {
      pair = try await explanation(in: manifest, path: path, messages: messages)
    } else {
      var common: Background?
      if let background { common = try await Background(background, threads: 1, progress: messages.progress) }
      pair = try matchPair(
        query: query, reference: reference, judge: CopyJudge(judging, background: common), looks: looks)
    }
    if !arguments.photos.isEmpty {
      let photos = PhotoEntries(try arguments.photos.map { try ImageListing(at: $0, ids: arguments.ids) })
      pair.query.entry = photos[pair.query.id] ?? pair.query.entry
      pair.reference.entry = photos[pair.reference.id] ?? pair.reference.entry
    }
    return pair
  }

  private func explanation(
    in manifest: RunManifest, path: String, messages: MessageArguments
  ) async throws -> PairExplanation {
    let list = try arguments.candidates.map {
      try CandidateList(path: $0, queries: query.source, references: reference.source)
    }
    var recall: RecallPlan
    switch (manifest.command, list) {
    case ("verify", let list?): recall = .list(list)
    case ("verify", nil): throw MissingCandidates(path: path)
    default:
      recall =
        arguments.index.map { LocalIndex.isLocalIndex($0) ? .localIndex($0) : .index($0) } ?? .votes
      if let list { recall = recall.joined(with: list) }
    }
    let run = try CopyRun(
      of: manifest, besideOutput: path, queries: query.source, references: reference.source, recall: recall,
      background: background,
      areOneSet: arguments.references.count == 1 && nameOneFile(arguments.references[0], arguments.queries ?? ""))
    for difference in run.differences(from: manifest) { messages.note("\(path): \(difference)") }
    let (queryPlaces, referencePlaces) = (query.source.ids.places, reference.source.ids.places)
    var listed: [(query: Int, reference: Int)] = []
    var known: Float?
    for row in try readPredictions(path) {
      guard let queryIndex = queryPlaces[ExactName(row.queryID)],
        let referenceIndex = referencePlaces[ExactName(row.referenceID)]
      else { continue }
      listed.append((queryIndex, referenceIndex))
      if (queryIndex, referenceIndex) == (query.index, reference.index) { known = Float(row.score) }
    }
    let explainer = try await PairExplainer(run, listed: listed, progress: messages.progress)
    let pair = try await explainer.explanation(of: query.index, reference.index)
    if pair.listing?.score != known {
      func text(_ score: Float?) -> String { score.map { "\($0)" } ?? "nothing" }
      messages.note(
        "\(path) lists \(text(known)) for the pair, and judged now it gets \(text(pair.listing?.score)): the run had other "
          + "photos, candidates or settings")
    }
    return pair
  }

  private struct NoManifest: Error, CustomStringConvertible {
    let path: String

    var description: String {
      "\(path): there is no \(RunManifest.path(besideOutput: path)), which tells how the run judged pairs"
    }
  }

  private struct MissingCandidates: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path) was written by verify, whose list is needed: give it by --candidates" }
  }

  private struct UnknownPhoto: Error, CustomStringConvertible {
    let name: String
    let role: String
    let reason: String

    var description: String { "the \(role) \"\(name)\" \(reason)" }
  }
}
