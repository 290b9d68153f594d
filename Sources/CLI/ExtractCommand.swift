import ArgumentParser
import Photos
import Runs

extension Facsimile {
  struct Extract: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile extract photos/ -o features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Find the local features of photos and keep them in a feature store (HDF5).",
      discussion: """
        search takes a feature store in place of the photos. OUTPUT.manifest.json says how it was made. \
        A stopped run leaves OUTPUT.partial and goes on with --resume. \
        From a pack of pixels, the features are those of its squares. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """)

    @Argument(help: "Folder, image, pack, or text file that lists images.", completion: .file())
    var images: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Feature store to write.", valueName: "file"))
    var output: String

    @OptionGroup var part: ResumableArguments

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let extraction = try Extraction(
        try extraction.options(), extractors: extractors, decoding: extraction.decoding, threads: run.threads)
      let report = try await resumable(output: output) {
        try await extractFeatures(
          of: images, to: output, using: extraction, shard: part.shard, isResuming: part.resume,
          progress: run.progress)
      }
      try printing.print(
        Result(
          output: output, images: report.imageCount, features: report.featureCount, resumed: report.resumedCount,
          skipped: report.failures.count),
        orText: "\(report.featureCount) features of \(report.imageCount) images in \(output)")
      try run.report(report.failures, listedIn: report.failureList)
    }

    private struct Result: Encodable {
      let output: String
      let images: Int
      let features: Int
      let resumed: Int
      let skipped: Int
    }
  }
}
