import ArgumentParser
import Pipeline

extension Facsimile {
  struct Extract: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile extract photos/ -o features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Find the local features of photos and keep them in a feature store (HDF5).",
      discussion: """
        search takes a feature store in place of the photos. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """)

    @Argument(help: "Folder, image, or text file that lists images.", completion: .file())
    var images: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Feature store to write.", valueName: "file"))
    var output: String

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let extraction = try Extraction(extraction.options(), decoding: extraction.decoding, threads: run.threads)
      let report = try await extractFeatures(of: images, to: output, using: extraction, progress: run.progress)
      try printing.print(
        Result(
          output: output, images: report.imageCount, features: report.featureCount, skipped: report.failures.count),
        orText: "\(report.featureCount) features of \(report.imageCount) images in \(output)")
      try run.report(report.failures, besideOutput: output)
    }

    private struct Result: Encodable {
      let output: String
      let images: Int
      let features: Int
      let skipped: Int
    }
  }
}
