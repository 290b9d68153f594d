import ArgumentParser
import Photos
import Runs

extension Facsimile {
  struct Extract: AsyncParsableCommand, ExemplaryCommand, OptionsFileCommand {
    static let example = "facsimile extract photos/ -o features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Keep the local features of photos in a store (HDF5).",
      discussion: """
        search takes a feature store in place of the photos. OUTPUT.manifest.json says how it was made. \
        A stopped run leaves OUTPUT.partial and goes on with --resume. \
        From a pack of pixels, the features are those of its squares. \
        Photos without any feature are in the store, named and listed in OUTPUT.failures.csv, but can't be found. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """)

    @Argument(help: "Folder, image, pack, or text file that lists images.", completion: .file())
    var images: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Feature store to write.", valueName: "file"))
    var output: String

    @OptionGroup var naming: NamingArguments
    @OptionGroup var part: ResumableArguments

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws { try OutputKind.hdf5.check(output) }

    var optionsFile: String? { extraction.optionsFile }
    var outputs: [String] { [output] }

    func run() async throws {
      let extraction = try Extraction(
        try extraction.options(), extractors: extractors, decoding: extraction.decoding, threads: run.threads)
      let report = try await run.messages.replacing([output]) {
        try await resumable(output: output) {
          try await extractFeatures(
            of: images, to: output, using: extraction, ids: naming.ids, shard: part.shard, isResuming: part.resume,
            progress: run.messages.progress, note: run.messages.note)
        }
      }
      let featureless = report.failures.featureless
      try printing.print(
        Result(
          output: output, images: report.imageCount, features: report.featureCount, resumed: report.resumedCount,
          skipped: report.failures.unusable.count, withoutFeatures: featureless.map(\.input),
          partlyRead: report.failures.partlyRead.map(\.input)),
        orText: "\(report.featureCount) features of \(report.imageCount) images"
          + (featureless.isEmpty ? "" : ", \(featureless.count) of them without any,") + " in \(name: output)")
      try run.messages.report(report.failures, listedIn: report.failureList)
    }

    private struct Result: Encodable {
      let output: String
      let images: Int
      let features: Int
      let resumed: Int
      let skipped: Int
      /// Where these photos are.
      let withoutFeatures: [String]
      /// Where the photos are of which a part is missing.
      let partlyRead: [String]
    }
  }
}
