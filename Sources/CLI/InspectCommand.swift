import ArgumentParser
import CSV
import Features
import Files
import Foundation
import Imaging
import Inspection
import InspectorServer
import Labels
import Photos
import Runs

extension PairChoice: ExpressibleByArgument {}

extension Facsimile {
  struct Inspect: AsyncParsableCommand, ExemplaryCommand {
    static let example =
      "facsimile inspect predictions.csv --queries queries/ --references references/ --ground-truth ground_truth.csv"
    static let configuration = CommandConfiguration(
      abstract: "Look at a run's pairs in a browser, and label them.",
      discussion: """
        Prints the address of a page on this machine, and opens it. Ctrl-C ends it; labels are on the disk as soon as \
        they are given. Settings are those of the run, from the manifest beside its predictions. \
        Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Predictions of a run (CSV).", completion: .file(extensions: ["csv"]))
    var predictions: String

    @OptionGroup var inputs: RunInputArguments

    @Option(
      help: ArgumentHelp("Ground truth: tells right pairs from wrong ones.", valueName: "file"),
      completion: .file(extensions: ["csv"]))
    var groundTruth: String?

    @Option(
      help: ArgumentHelp("Tags of the queries, to be found by.", valueName: "queries.csv"),
      completion: .file(extensions: ["csv"]))
    var by: String?

    @Option(
      help: ArgumentHelp("Columns for --by, of tags joined by +.", valueName: "name,…", visibility: .hidden))
    var column: [String] = []

    @Option(
      help: ArgumentHelp("File of labels. (default: PREDICTIONS.labels.jsonl)", valueName: "file"),
      completion: .file(extensions: ["jsonl"]))
    var labels: String?

    @Option(
      help: ArgumentHelp("Show beside each score that of other predictions.", valueName: "other.csv"),
      completion: .file(extensions: ["csv"]))
    var compare: String?

    @Option(
      help: ArgumentHelp("Places of photos on a plane: id,x,y (docs/inspect.md).", valueName: "xy.csv"),
      completion: .file(extensions: ["csv"]))
    var map: String?

    @Option(help: ArgumentHelp("Port of this machine; 0: any.", valueName: "n"))
    var port = 0

    @Flag(help: "Print the address, and open no browser.")
    var noOpen = false

    @Option(help: ArgumentHelp("Write pages to mail instead: a new folder.", valueName: "folder"))
    var export: String?

    @Option(help: ArgumentHelp("Most pairs of --export.", valueName: "n"))
    var pairs = 200

    @Option(help: ArgumentHelp("Pairs of --export. (default: what is worth a look)", valueName: "which"))
    var only: PairChoice?

    @Flag(help: "Leave out ids and paths of --export.")
    var noNames = false

    @OptionGroup var pairModel: PairModelArguments
    @OptionGroup var decoding: DecodingArguments
    @OptionGroup var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws {
      guard inputs.areGiven else {
        throw ValidationError("--queries and --references are missing: the photos of the run")
      }
      guard (0...65535).contains(port) else { throw ValidationError("--port is \(port), but must be 0 to 65535") }
      guard (1...5000).contains(pairs) else { throw ValidationError("--pairs is \(pairs), but must be 1 to 5000") }
      if let only, only.needsTruth, groundTruth == nil {
        throw ValidationError("--only \(only.rawValue) is for --ground-truth, which is missing")
      }
      if export == nil, only != nil || noNames {
        throw ValidationError("\(only != nil ? "--only" : "--no-names") is for --export, which is missing")
      }
      if by != nil, groundTruth == nil { throw ValidationError("--by is for --ground-truth, which is missing") }
      if !column.isEmpty, by == nil { throw ValidationError("--column is for --by, which is missing") }
    }

    private var labelsFile: String {
      labels ?? (predictions.hasSuffix(".csv") ? String(predictions.dropLast(4)) : predictions) + ".labels.jsonl"
    }

    func run() async throws {
      let inspected = try await opened()
      for warning in inspected.facts.warnings + inspected.labels.warnings { run.messages.note(warning) }
      if let export {
        let pages = InspectorExport(
          of: inspected, choosing: only, atMost: pairs, hidesNames: noNames)
        let count = try await pages.write(to: export, threads: run.threads, progress: run.messages.progress)
        return try printing.print(
          Exported(output: export, pairs: count),
          orText: "\(count) \(count == 1 ? "pair" : "pairs") in \(name: export)/index.html")
      }
      if let refusal = inspected.labels.refusal { run.messages.note("labels can't be given: \(refusal)") }
      let (opens, printing, labels) = (!noOpen, printing, inspected.labels.path)
      do {
        try await InspectorServer(inspected, port: UInt16(port)).serve { address in
          try? printing.print(Served(address: address, labelsFile: labels), orText: address)
          if opens { Browser.open(address) }
        }
      } catch is CancellationError {
        // Ctrl-C is how one ends it.
        let count = inspected.labels.count
        let place = count > 0 ? " in \(inspected.labels.path)" : ""
        run.messages.note(
          "stopped; \(count) \(count == 1 ? "label is" : "labels are")\(count > 0 ? "\(place)" : " given")")
      }
    }

    private struct Exported: Encodable {
      let output: String
      let pairs: Int
    }

    private struct Served: Encodable {
      let address: String
      let labelsFile: String
    }

    // MARK: What is looked at

    private func opened() async throws -> InspectedRun {
      let table = try readPredictions(predictions)
      let truth = try groundTruth.map { try readGroundTruth($0) }
      let columns = column.flatMap { $0.split(separator: ",") }.map(String.init)
      let tags = try by.flatMap { path in try truth.map { try readQueryTags(path, columns: columns, for: $0) } } ?? []
      let compared = try compare.map { try readPredictions($0) }
      var pairTable = try PairTable(table, truth: truth, tags: tags, compared: compared)

      let sets = try RunSets(inputs, predictions: predictions, decoding: decoding.options, threads: run.threads) {
        try PhotoSet.commonOptions(of: $0, otherwise: $1, extractors: extractors, origin: "the run's manifest has")
      }
      let model = try pairModel.open()
      var facts = InspectedRun.Facts(
        predictions: predictions, queries: inputs.queries ?? "", references: inputs.references,
        queryCount: sets.queries.count, referenceCount: sets.references.count, truth: groundTruth, compared: compare,
        manifest: sets.manifest, user: ProcessInfo.processInfo.userName)
      var copyRun: CopyRun
      if sets.manifest == nil {
        copyRun = try sets.usualRun()
        copyRun.pairModel = model
        facts.warnings.append(
          "\(predictions): there is no \(RunManifest.path(besideOutput: predictions)), which tells how pairs were judged: "
            + "they are by the usual settings")
      } else {
        let (made, differences) = try sets.run(beside: predictions, pairModel: model)
        copyRun = made
        facts.warnings += differences.map { "\(predictions): \($0)" }
      }
      copyRun.options.threads = run.threads
      let entries = PhotoEntries(try sets.listings())
      for (path, source) in [
        (inputs.queries ?? "", sets.queries), (inputs.references.joined(separator: ", "), sets.references),
      ]
      where !source.ids.indices.contains(where: { source.photo(at: $0) != nil || entries[source.ids[$0]] != nil }) {
        facts.hasPictures = false
        facts.warnings.append("\(path) holds no pictures; give the photos by --photos")
      }
      let photoMap = try map.map { path in
        let map = PhotoMap(
          try readPhotoMap(path), queries: sets.queries.ids, references: sets.references.ids, in: &pairTable)
        if map.unknownCount > 0 {
          facts.warnings.append("\(path): \(map.unknownCount) of its photos are in neither set")
        }
        return map
      }
      let explainer = try await PairExplainer(
        copyRun, listed: sets.places(of: table), progress: run.messages.progress)
      return InspectedRun(
        facts, table: pairTable,
        stories: PairStories(table: pairTable, explainer: explainer, extraction: sets.features),
        pictures: PhotoPictures(
          queries: sets.queries, references: sets.references, decoding: decoding.options, entries: entries),
        labels: try LabelBook(
          path: labelsFile, predictionsChecksum: try checksum(of: predictions), by: facts.user),
        map: photoMap)
    }

    private func checksum(of path: String) throws -> String {
      var checksum = CRC32()
      try readBlocks(of: path) { checksum.add($0) }
      return "crc32 \(checksum.digits)"
    }
  }
}
