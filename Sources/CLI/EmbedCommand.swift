import ArgumentParser
import DeepExtractors
import GlobalDescriptors
import Options
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
        A model in a file runs by ONNX Runtime, which is looked for when it is needed (FACSIMILE_ONNXRUNTIME names its \
        library): docs/deep.md. A stopped run leaves OUTPUT.partial and goes on with --resume. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """)

    @Argument(help: "Folder, image, pack, or text file that lists images.", completion: .file())
    var images: String

    @Option(help: ArgumentHelp("What describes the photos: gist, or the file of a model (ONNX).", valueName: "model"))
    var model: String

    @Option(
      help: ArgumentHelp(
        "How photos become the model's input: a JSON file, or \(presets).", valueName: "how"))
    var preprocess: String?

    @Option(
      help: ArgumentHelp(
        "What is described of each photo, a vector each, with commas: \(PhotoViews.groupNames.joined(separator: ", ")).",
        valueName: "list"))
    var views: String?

    @Option(
      help: ArgumentHelp("What runs the model. (default: \(InferenceEngine.onnxruntime.rawValue))", valueName: "name"))
    var engine: InferenceEngine?

    @Option(name: .shortAndLong, help: ArgumentHelp("Vector file to write.", valueName: "file"))
    var output: String

    @OptionGroup var naming: NamingArguments
    @OptionGroup var part: ResumableArguments
    @OptionGroup var decoding: DecodingArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    private static let gist = "gist"
    private static let presets = Preprocessing.presets.map(\.name).joined(separator: ", ")

    func validate() throws {
      try OutputKind.hdf5.check(output)
      guard model == Self.gist else { return }
      for (name, isGiven) in [("--preprocess", preprocess != nil), ("--engine", engine != nil)] where isGiven {
        throw ValidationError("\(name) is for a model in a file, but --model is \(Self.gist)")
      }
    }

    func run() async throws {
      let views = try views.map { (list) throws(OptionsError) in try PhotoViews(parsing: list) } ?? .full
      if model == Self.gist {
        try await embed(by: GIST(), views)
      } else {
        let preprocessing = try preprocess.map(Preprocessing.init(named:))
        try await embed(
          by: try DeepExtractor(modelAt: model, preprocessing: preprocessing, engine: engine ?? .onnxruntime), views)
      }
    }

    private func embed(by extractor: some GlobalDescriptorExtractor, _ views: PhotoViews) async throws {
      let report = try await run.messages.replacing([output]) {
        try await resumable(output: output) {
          try await embedPhotos(
            at: images, to: output, by: extractor, views: views,
            inputs: (model == Self.gist ? [] : [model]) + (preprocess.map { [$0] } ?? []), decoding: decoding.options,
            ids: naming.ids, shard: part.shard, threads: run.threads, isResuming: part.resume,
            progress: run.messages.progress, note: run.messages.note)
        }
      }
      try printing.print(
        Result(
          output: output, model: extractor.model, images: report.imageCount, dimension: extractor.dimension,
          views: views.names, resumed: report.resumedCount,
          skipped: report.failures.unusable.count, withoutFeatures: report.failures.featureless.map(\.input),
          partlyRead: report.failures.partlyRead.map(\.input)),
        orText: "vectors of \(report.imageCount) images (\(extractor.model), "
          + (views.count == 1 ? "" : "\(views.count) views, ")
          + "\(extractor.dimension) numbers each) in \(name: output)")
      try run.messages.report(report.failures, listedIn: report.failureList)
    }

    private struct Result: Encodable {
      let output: String
      let model: VectorModel
      let images: Int
      let dimension: Int
      let views: [String]
      let resumed: Int
      let skipped: Int
      /// Where these photos are.
      let withoutFeatures: [String]
      /// Where the photos are of which a part is missing.
      let partlyRead: [String]
    }
  }
}

extension InferenceEngine: ExpressibleByArgument {}
