import ArgumentParser
import Exchange
import Features
import Files
import Runs

extension ImportFormat: ExpressibleByArgument {}

extension Facsimile {
  struct Import: AsyncParsableCommand, ExemplaryCommand, ForeignFileCommand {
    static let example = "facsimile import features.h5 -o originals.h5"
    static let configuration = CommandConfiguration(
      abstract: "Turn a file of another tool into one of ours.",
      discussion: """
        hloc's features.h5 (SIFT) becomes a feature store, its matches.h5 and pairs.txt a candidate list. \
        Descriptors of isc2021, queries then references, become a file of DISC21's descriptor track, and that becomes \
        two of isc2021. Photos are called by file name without folder and extension. \
        Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Argument(help: "File to import; two of isc2021.", completion: .file())
    var files: [String]

    @Option(help: ArgumentHelp("What it is. (default: told by its content)", valueName: "name"))
    var format: ImportFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("File to write.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Longest side at which hloc found its features.", valueName: "pixels"))
    var maxSide = hlocMaxSide

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    mutating func validate() throws {
      if files.contains(output) { throw ValidationError("\(name: output) would be overwritten: it is named twice") }
    }

    func run() async throws {
      guard ExtractionOptions.sideLimits.contains(maxSide) else {
        throw ValidationError(
          "--max-side is \(maxSide), but must be in \(ExtractionOptions.sideLimits), a number of pixels")
      }
      let format = try format ?? ImportFormat(detectedIn: files[0])
      try (format.makesCandidates ? OutputKind.table : .hdf5).check(output)
      for output in format.outputs(for: output) { try prepareOutputs(of: output, besides: files) }
      let report = try await messages.replacing(format.outputs(for: output)) {
        try importFiles(files, as: format, to: output, maxSide: maxSide, progress: messages.progress)
      }
      let result = try Result(format: format.rawValue, report, output: output)
      try printing.print(result, orText: result.text)
    }

    private struct Result: Encodable {
      let format: String
      let outputs: [String]
      private(set) var images: Int?
      private(set) var features: Int?
      private(set) var options: SettingTree?
      private(set) var pairs: Int?
      private(set) var queries: Int?
      private(set) var references: Int?
      private(set) var dimension: Int?
      let text: String

      private enum CodingKeys: CodingKey {
        case format, outputs, images, features, options, pairs, queries, references, dimension
      }

      init(format: String, _ report: ImportReport, output: String) throws {
        self.format = format
        switch report {
        case .features(let images, let features, let options):
          outputs = [output]
          (self.images, self.features) = (images, features)
          self.options = try SettingTree(options)
          text = "\(features) features of \(images) images (\(format)) in \(name: output)"
        case .candidates(let pairs):
          outputs = [output]
          self.pairs = pairs
          text = "\(pairs) pairs (\(format)) in \(name: output)"
        case .descriptors(let queries, let references, let dimension, let files):
          outputs = files
          (self.queries, self.references, self.dimension) = (queries, references, dimension)
          text =
            "descriptors of \(queries) queries and \(references) references, \(dimension) numbers each (\(format)), in "
            + files.map { "\(name: $0)" }.joined(separator: " and ")
        }
      }
    }
  }
}
