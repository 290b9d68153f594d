import ArgumentParser
import Features
import Files
import Matcher
import Photos
import Runs
import Storage

extension Facsimile.Index {
  struct FLANN: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile index flann originals.h5 -o originals.index"
    static let configuration = CommandConfiguration(
      commandName: "flann", abstract: "Build an index by FLANN, for comparisons.",
      discussion: """
        A KD-forest over SIFT, LSH over binary descriptors. Give it to search by --index together with the same stores in \
        the same order. It is held in memory with all descriptors. Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Feature stores, of equal options.", completion: .file(extensions: ["h5"]))
    var stores: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("Index to write.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("SIFT: trees of the forest.", valueName: "n"))
    var trees = FLANNOptions().trees

    @Option(help: ArgumentHelp("Binary descriptors: hash tables.", valueName: "n"))
    var tables = FLANNOptions().tables

    @Option(help: ArgumentHelp("Binary descriptors: bits of a table's key.", valueName: "n"))
    var keyBits = FLANNOptions().keyBits

    @Option(help: ArgumentHelp("Binary descriptors: bits by which keys of probed buckets differ.", valueName: "n"))
    var probeBits = FLANNOptions().probeBits

    @Option(help: ArgumentHelp("Seed of all random choices.", valueName: "n"))
    var seed = FLANNOptions().seed

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws { try OutputKind.index.check(output) }

    func run() async throws {
      var options = FLANNOptions()
      options.trees = trees
      options.tables = tables
      options.keyBits = keyBits
      options.probeBits = probeBits
      options.seed = seed
      try options.validate()
      try checkWritable(output, besides: stores)
      let references = try JoinedFeatures(stores.map(Facsimile.Index.openStore))
      let header = try await messages.replacing([output]) {
        try indexFeatures(of: references, to: output, options: options, progress: messages.progress)
      }
      try printing.print(
        Result(
          output: output, images: header.images, descriptors: header.descriptors, library: header.library,
          options: try SettingTree(references.options), parameters: try SettingTree(options)),
        orText: "\(header.descriptors) descriptors of \(header.images) images in \(name: output)")
    }

    private struct Result: Encodable {
      let output: String
      let images: Int
      let descriptors: Int
      let library: String
      let options: SettingTree
      let parameters: SettingTree
    }
  }
}
