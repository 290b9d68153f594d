import ArgumentParser
import Exchange
import Files
import Photos
import Runs

extension ExportFormat: ExpressibleByArgument {}

extension Facsimile {
  struct Export: AsyncParsableCommand, ExemplaryCommand {
    static let example =
      "facsimile export q.h5 r.h5 --to colmap --pairs predictions.csv --photos photos/ -o database.db"
    static let configuration = CommandConfiguration(
      abstract: "Write features, matches or pairs as other tools read them.",
      discussion: """
        From feature stores: hloc-features, colmap (with --pairs, also matches and homographies), hloc-matches (of \
        --pairs), ids (a list of names). From candidates or predictions (CSV): pairs, hloc's pairs.txt. \
        Pairs are verified as verify does. Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Feature stores, or a list of pairs for --to pairs.", completion: .file())
    var files: [String]

    @Option(help: ArgumentHelp("Format to write.", valueName: "name"))
    var to: ExportFormat

    @Option(
      help: ArgumentHelp("Candidates or predictions to match and verify.", valueName: "file"), completion: .file())
    var pairs: String?

    @Option(
      help: ArgumentHelp("Call photos by their files in this folder, not by id.", valueName: "folder"),
      completion: .directory)
    var photos: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("File to write.", valueName: "file"))
    var output: String

    @Flag(help: "Replace a COLMAP database that is there.")
    var overwrite = false

    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    mutating func validate() throws {
      if files.contains(output) || output == pairs {
        throw ValidationError("\(name: output) would be overwritten: it is named twice")
      }
      switch to {
      case .hlocMatches:
        if pairs == nil { throw ValidationError("--to hloc-matches needs --pairs") }
      case .colmap: break
      case .hlocFeatures, .pairs, .ids:
        if pairs != nil { throw ValidationError("--pairs is for --to colmap and --to hloc-matches") }
      }
      try outputKind.check(output)
      if to == .pairs, files.count != 1 { throw ValidationError("--to pairs takes one list, not \(files.count)") }
    }

    private var outputKind: OutputKind {
      switch to {
      case .hlocFeatures, .hlocMatches: .hdf5
      case .colmap: .database
      case .pairs, .ids: .words
      }
    }

    func run() async throws {
      try prepareOutputs(of: output, besides: files + [pairs].compactMap { $0 })
      // Who works with a database adds tables and rows of their own to it.
      guard to != .colmap || overwrite || FileStamp(output) == nil else {
        throw ExistingDatabase(path: output)
      }
      try await run.messages.replacing([output], export)
    }

    private func export() async throws {
      let names = try photos.map { try ExportNames(photos: $0) }
      if to == .pairs {
        let count = try exportPairs(files[0], to: output, names: names)
        return try print(Result(to, output, pairs: count), "\(count) pairs")
      }
      let stores = try ExportedStores(paths: files)
      var options = CopyRunOptions()
      options.judge = verification.options(stores.options)
      options.threads = run.threads
      try options.validate()
      switch to {
      case .hlocFeatures:
        let count = try exportHlocFeatures(stores, to: output, names: names ?? .init(), progress: run.messages.progress)
        try print(
          Result(to, output, images: count.images, features: count.features),
          "\(count.features) features of \(count.images) images")
      case .ids:
        let count = try exportNames(of: stores, to: output, names: names ?? .init())
        try print(Result(to, output, images: count), "\(count) names")
      case .colmap:
        reportNotMirrored(stores)
        let report = try await exportCOLMAP(
          stores, pairs: pairs, to: output, names: names ?? .init(), options: options,
          progress: run.messages.progress)
        try print(report)
      case .hlocMatches:
        reportNotMirrored(stores)
        let report = try await exportHlocMatches(
          stores, pairs: pairs ?? "", to: output, names: names ?? .init(), options: options,
          progress: run.messages.progress)
        try print(report)
      case .pairs: preconditionFailure("exported without stores")
      }
    }

    private func reportNotMirrored(_ stores: ExportedStores) {
      guard pairs != nil, verification.mirror, !stores.canMirror else { return }
      run.messages.reportNotMirrored(stores.path)
    }

    private func print(_ report: MatchExportReport) throws {
      var text = "\(report.images) images"
      if pairs != nil {
        text += " and \(report.pairs) pairs, \(report.verifiedPairs) of them verified,"
        if report.skippedPairs > 0 {
          text += " without \(report.skippedPairs) that came twice or of a photo with itself,"
        }
      }
      try print(
        Result(
          to, output, images: report.images, pairs: pairs == nil ? nil : report.pairs,
          verifiedPairs: pairs == nil ? nil : report.verifiedPairs,
          skippedPairs: pairs == nil ? nil : report.skippedPairs),
        text)
    }

    private func print(_ result: Result, _ text: String) throws {
      try printing.print(result, orText: "\(text) in \(name: output)")
    }

    private struct ExistingDatabase: Error, CustomStringConvertible {
      let path: String

      var description: String {
        "\(path) is there already, and what was added to the database would be lost: give --overwrite to replace it"
      }
    }

    private struct Result: Encodable {
      let format: String
      let output: String
      let images: Int?
      let features: Int?
      let pairs: Int?
      let verifiedPairs: Int?
      let skippedPairs: Int?

      init(
        _ format: ExportFormat, _ output: String, images: Int? = nil, features: Int? = nil, pairs: Int? = nil,
        verifiedPairs: Int? = nil, skippedPairs: Int? = nil
      ) {
        self.format = format.rawValue
        self.output = output
        self.images = images
        self.features = features
        self.pairs = pairs
        self.verifiedPairs = verifiedPairs
        self.skippedPairs = skippedPairs
      }
    }
  }
}
