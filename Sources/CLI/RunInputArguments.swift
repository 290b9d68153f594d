import ArgumentParser
import Photos

/// What a run was given beside its settings, which its manifest tells: what its pairs are judged anew from.
struct RunInputArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("Set of the queries: folder, list, pack or feature store.", valueName: "path"),
    completion: .file())
  var queries: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The same of the references; several.", valueName: "path"), completion: .file())
  var references: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Photos to draw, of stores: folders, lists, packs.", valueName: "path", visibility: .hidden),
    completion: .file())
  var photos: [String] = []

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

  var areGiven: Bool { queries != nil }

  /// The files that are read, which no output may replace.
  var files: [String] { [queries, candidates, index, background].compactMap { $0 } + references + photos }

  func validate() throws {
    guard areGiven == !references.isEmpty else { throw ValidationError("--queries and --references belong together") }
  }
}
