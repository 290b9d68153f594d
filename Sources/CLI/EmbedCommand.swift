import ArgumentParser
import GlobalDescriptors
import Photos
import Runs
import Vectors

extension Facsimile {
  struct Embed: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile embed photos/ --model gist -o vectors.h5"
    static let configuration = CommandConfiguration(
      abstract: "Describe each photo as a whole by one vector (HDF5).",
      discussion: """
        neighbors names the photos whose vectors are alike. isc2021's code reads the file, too. \
        gist is the baseline of the Image Similarity Challenge: 960 numbers of the square in the middle of a photo. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """)

    @Argument(help: "Folder, image, pack, or text file that lists images.", completion: .file())
    var images: String

    @Option(help: ArgumentHelp("What describes the photos.", valueName: "name"))
    var model: Model

    @Option(name: .shortAndLong, help: ArgumentHelp("Vector file to write.", valueName: "file"))
    var output: String

    @OptionGroup var naming: NamingArguments
    @OptionGroup var decoding: DecodingArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    enum Model: String, CaseIterable, ExpressibleByArgument {
      case gist

      var extractor: some GlobalDescriptorExtractor {
        switch self {
        case .gist: GIST()
        }
      }
    }

    func validate() throws { try OutputKind.hdf5.check(output) }

    func run() async throws {
      let extractor = model.extractor
      let report = try await run.messages.replacing([output]) {
        try await embedPhotos(
          at: images, to: output, by: extractor, decoding: decoding.options, ids: naming.ids, threads: run.threads,
          progress: run.messages.progress, note: run.messages.note)
      }
      try printing.print(
        Result(
          output: output, model: extractor.model, images: report.imageCount, dimension: extractor.dimension,
          skipped: report.failures.unusable.count, withoutFeatures: report.failures.featureless.map(\.input),
          partlyRead: report.failures.partlyRead.map(\.input)),
        orText: "vectors of \(report.imageCount) images (\(extractor.model), \(extractor.dimension) numbers each) in "
          + "\(name: output)")
      try run.messages.report(report.failures, listedIn: report.failureList)
    }

    private struct Result: Encodable {
      let output: String
      let model: VectorModel
      let images: Int
      let dimension: Int
      let skipped: Int
      /// Where these photos are.
      let withoutFeatures: [String]
      /// Where the photos are of which a part is missing.
      let partlyRead: [String]
    }
  }
}
