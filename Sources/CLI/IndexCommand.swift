import ArgumentParser
import Files
import Matcher
import Photos
import Recall

extension Facsimile {
  struct Index: ParsableCommand, ExemplaryCommand {
    static let example = "facsimile index originals.h5 -o originals.index"
    static let configuration = CommandConfiguration(
      abstract: "Build an index over feature stores, for the search among very many references.",
      discussion: """
        A KD-forest over SIFT, LSH over binary descriptors, both FLANN's. Give it to search by --index together with \
        the same stores in the same order. Small sets are searched faster without; docs/recall.md says where the \
        border lies. Exit status: 0 done, 1 failed, 64 bad usage.
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

    @OptionGroup var printing: JSONArguments

    func run() throws {
      var options = FLANNOptions()
      options.trees = trees
      options.tables = tables
      options.keyBits = keyBits
      options.probeBits = probeBits
      options.seed = seed
      try options.validate()
      // Hours of work are not to end at a folder that was never there.
      try checkWritable(output, besides: stores)

      let references = try JoinedFeatures(stores.map { try StoredFeatures(path: $0) })
      let header = try buildIndex(of: references, to: output, options: options)
      try printing.print(
        Result(output: output, images: header.images, descriptors: header.descriptors, library: header.library),
        orText: "\(header.descriptors) descriptors of \(header.images) images in \(output)")
    }

    private struct Result: Encodable {
      let output: String
      let images: Int
      let descriptors: Int
      let library: String
    }
  }
}
