import ArgumentParser
import CSV
import Features
import Files
import Foundation
import Inspection
import Photos
import Runs
import Tuning

extension Facsimile {
  struct Tune: AsyncParsableCommand, ExemplaryCommand, PhotoSetCommand {
    static let example =
      "facsimile tune --queries q/ --references r/ --truth ground_truth.csv -o tuned.json --plot tuned.svg"
    static let configuration = CommandConfiguration(
      abstract: "Find settings that suit your photos, say what matters.",
      discussion: """
        Tries settings on queries of which the truth is known, keeps those that are better on queries that had no part \
        in choosing them, and writes them for --options of the other commands: docs/tune.md. \
        Exit status: 0 done, 1 failed, 3 photos skipped, 64 bad usage.
        """)

    @Option(
      help: ArgumentHelp("Folder, list of images, pack, or feature store.", valueName: "path"), completion: .file())
    var queries: String

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Folders, lists of images, packs, or feature stores.", valueName: "path"), completion: .file())
    var references: [String]

    @Option(
      help: ArgumentHelp("Ground truth (CSV): query_id,reference_id.", valueName: "file"),
      completion: .file(extensions: ["csv"]))
    var truth: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Settings to write (JSON).", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Draw µAP over the values of each setting.", valueName: "file"))
    var plot: String?

    @Option(
      help: ArgumentHelp("Time to take, such as 90s, 10m or 2h. (default: 10m)", valueName: "time"),
      transform: Self.time(of:))
    var budget: Duration?

    @Option(help: ArgumentHelp("Try so many configurations instead, whatever it takes.", valueName: "n"))
    var trials: Int?

    @Option(
      help: ArgumentHelp("What finds features. (default: \(ExtractionOptions().extractor))", valueName: "name"))
    var extractor: ExtractorID?

    @Option(
      parsing: .upToNextOption, help: ArgumentHelp("Settings to try. (default: all)", valueName: "name"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("Parts of the queries, each left out once.", valueName: "n", visibility: .hidden))
    var folds = TuningOptions().folds

    @Option(help: ArgumentHelp("Seed of what is tried.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: NamingArguments.help(.hidden)) var ids = PhotoNaming.auto

    @OptionGroup var decoding: DecodingArguments
    @OptionGroup var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws {
      try OutputKind.json.check(output)
      try OutputKind.checkDrawing(plot)
      if trials != nil, budget != nil { throw ValidationError("--trials and --budget can't both be given") }
    }

    func run() async throws {
      let known = try readGroundTruth(truth)
      let queries = try PhotoSet(path: queries, ids: ids)
      let references = try references.map { try PhotoSet(path: $0, ids: ids) }
      let inputs = [truth] + ([queries] + references).flatMap(\.files)
      for file in [output, plot].compactMap({ $0 }) { try checkWritable(file, besides: inputs) }
      var asked = ExtractionOptions()
      if let extractor { asked.extractor = extractor }
      let extraction = try PhotoSet.commonOptions(
        of: [queries] + references, otherwise: asked, extractors: extractors, origin: "the command line asks for"
      ) { settled in
        var options = settled
        if let extractor { options.extractor = extractor }
        return options
      }
      let photos = TuningPhotos(
        queries: queries, references: references,
        areOne: references.count == 1 && nameOneFile(references[0].path, queries.path), extractors: extractors,
        decoding: decoding.options)
      var base = SearchSettings(extraction: extraction)
      base.run.excludesSelf = photos.areOne
      let space = try TuningSpace(
        base: base, only: settings.isEmpty ? nil : settings, isExtractionFixed: photos.haveFeatures,
        extractors: extractors)
      var options = TuningOptions()
      if let budget { options.budget = .time(budget) }
      if let trials { options.budget = .trials(trials) }
      options.folds = folds
      options.seed = seed
      options.threads = run.threads

      for text in (photos.areOne ? [queries] : [queries] + references).flatMap(\.notes) { run.messages.note(text) }
      if photos.haveFeatures { run.messages.note("features are in a store: only what is done with them is tried") }
      let report = try await tune(
        space, on: photos, against: known, options: options, progress: run.messages.progress, note: run.messages.note)
      let result = try TuneResult(report, space: space, options: options, output: output, plot: plot)
      try await run.messages.replacing([output] + (plot.map { [$0] } ?? [])) {
        try writeFile(try result.optionsFile(), to: output)
        if let plot { try EffectPlot(report.effects).picture.write(to: plot) }
      }
      try printing.print(result, orText: result.text)
      try run.messages.report(
        report.failures, listedIn: try writeFailures(report.failures, besideOutput: output))
    }

    /// Of "90s", "10m" or "2h".
    private static func time(of text: String) throws -> Duration {
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
      guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), (1...100_000).contains(count)
      else { throw ValidationError("it must be a time above 0, such as 90s, 10m or 2h") }
      return .seconds(count * unit)
    }
  }
}
