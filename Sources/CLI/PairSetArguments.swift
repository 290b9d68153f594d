import ArgumentParser
import CSV
import Copies
import Features
import Inspection
import Names
import Photos
import Recall
import Runs

/// The sets that a pair is from which is given by its ids, and the run that it is from.
struct PairSetArguments: ParsableArguments {
  @OptionGroup var inputs: RunInputArguments

  @Option(
    help: ArgumentHelp("Tell the score that a run has listed there.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var predictions: String?

  /// The files that are read, which no output may replace.
  var files: [String] { inputs.files + (predictions.map { [$0] } ?? []) }

  func validate() throws {
    for (option, value) in [("--candidates", inputs.candidates), ("--index", inputs.index)]
    where value != nil && predictions == nil {
      throw ValidationError("\(option) is for --predictions, which is missing")
    }
    if inputs.areGiven { return }
    for (option, value) in [
      ("--photos", inputs.photos.first), ("--predictions", predictions), ("--background", inputs.background),
    ] where value != nil {
      throw ValidationError("\(option) is for ids, which need --queries and --references")
    }
  }
}

/// A pair of two sets.
struct PairOfSets {
  private let sets: RunSets
  private let predictions: String?
  private let query: PhotoOfSet
  private let reference: PhotoOfSet

  var features: ExtractionOptions { sets.features }

  /// Opens the sets and finds the pair in them.
  ///
  /// - Parameter names: ids or paths of query and reference.
  init(
    _ names: (query: String, reference: String), in arguments: PairSetArguments, by extraction: ExtractionArguments
  ) throws {
    predictions = arguments.predictions
    sets = try RunSets(
      arguments.inputs, predictions: arguments.predictions, decoding: extraction.decoding, threads: 1
    ) { try extraction.options(for: $0, over: $1) }
    if let predictions, sets.manifest == nil { throw NoManifest(path: predictions) }
    func photo(_ name: String, _ role: String, in source: any FeatureSource) throws -> PhotoOfSet {
      var photos = PhotoNames(source)
      if case .photo(let index) = photos.photo(called: name) { return PhotoOfSet(index, of: source) }
      throw UnknownPhoto(name: name, role: role, reason: photos.refusal(of: name) ?? "")
    }
    query = try photo(names.query, "query", in: sets.queries)
    reference = try photo(names.reference, "reference", in: sets.references)
  }

  /// The pair's story: of the run whose predictions are given, else of a query with this one candidate.
  ///
  /// - Parameters:
  ///   - judging: how pairs are judged where no run tells it.
  ///   - looks: the same of closer looks.
  ///   - pairModel: what looks at both photos; of a run, what it has asked.
  func explanation(
    judging: JudgeOptions, looks: [CloserLook], pairModel: (any PairModel)?, messages: MessageArguments
  ) async throws -> PairExplanation {
    var pair: PairExplanation
    if let predictions {
      pair = try await explanation(inRunOf: predictions, pairModel: pairModel, messages: messages)
    } else {
      var common: Background?
      if let background = sets.background {
        common = try await Background(background, threads: 1, progress: messages.progress)
      }
      pair = try matchPair(
        query: query, reference: reference, judge: CopyJudge(judging, background: common), looks: looks,
        pairModel: pairModel)
    }
    let photos = PhotoEntries(try sets.listings())
    pair.query.entry = photos[pair.query.id] ?? pair.query.entry
    pair.reference.entry = photos[pair.reference.id] ?? pair.reference.entry
    return pair
  }

  private func explanation(
    inRunOf path: String, pairModel: (any PairModel)?, messages: MessageArguments
  ) async throws -> PairExplanation {
    let (run, differences) = try sets.run(beside: path, pairModel: pairModel)
    for difference in differences { messages.note("\(path): \(difference)") }
    let table = try readPredictions(path)
    let explainer = try await PairExplainer(run, listed: sets.places(of: table), progress: messages.progress)
    let pair = try await explainer.explanation(of: query.index, reference.index)
    let ids = (query: ExactName(query.id), reference: ExactName(reference.id))
    let known = table.first { ExactName($0.queryID) == ids.query && ExactName($0.referenceID) == ids.reference }
      .map { Float($0.score) }
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

  private struct UnknownPhoto: Error, CustomStringConvertible {
    let name: String
    let role: String
    let reason: String

    var description: String { "the \(role) \"\(name)\" \(reason)" }
  }
}
