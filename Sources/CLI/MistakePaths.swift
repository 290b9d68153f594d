import ArgumentParser
import Evaluation
import Features
import Names
import Photos

/// The sets that mistakes are from, so that their photos can be opened.
struct MistakePathArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("With --references: paths of the photos for --errors.", valueName: "path"), completion: .file())
  var queries: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Folders, lists, packs or feature stores.", valueName: "path", visibility: .hidden),
    completion: .file())
  var references: [String] = []

  @Option(help: NamingArguments.help(.hidden)) var ids = PhotoNaming.auto

  var files: [String] { (queries.map { [$0] } ?? []) + references }

  func validate() throws {
    guard (queries != nil) == !references.isEmpty else {
      throw ValidationError("--queries and --references belong together")
    }
  }

  /// Mistakes with the paths of their photos, where sets are given.
  func adding(to mistakes: [Mistake]) throws -> [Mistake] {
    guard let queries else { return mistakes }
    func set(_ path: String) throws -> PhotoSet { try PhotoSet(path: path, ids: ids) }
    func source(_ sets: [PhotoSet]) throws -> JoinedFeatures {
      let options = try PhotoSet.commonOptions(
        of: sets, otherwise: ExtractionOptions(), extractors: extractors, origin: "the other sets have")
      let finding = try Extraction(options, extractors: extractors, threads: 1)
      return try JoinedFeatures(sets.map { try $0.features(by: finding) })
    }
    let referenceSource = try source(references.map(set))
    let querySource = referenceSource.sharingIDs(with: try source([set(queries)]))
    let (queryPlaces, referencePlaces) = (querySource.ids.places, referenceSource.ids.places)
    return mistakes.map { mistake in
      var mistake = mistake
      mistake.queryPath = queryPlaces[ExactName(mistake.queryID)].map { querySource.file(of: $0).path }
      mistake.referencePath = referencePlaces[ExactName(mistake.referenceID)].map { referenceSource.file(of: $0).path }
      return mistake
    }
  }
}
