import ArgumentParser
import LocalIndex
import Photos
import Runs
import Storage

extension Facsimile {
  struct Index: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile index originals.h5 -o originals.index"
    static let configuration = CommandConfiguration(
      abstract: "Build an index over feature stores, for the search among very many references.",
      discussion: """
        search --index takes it together with the stores, which it reads candidates' features from; it looks at a few \
        thousand descriptors of millions. Each takes 22 bytes. Without a subcommand, an index is built. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """,
      subcommands: [Build.self, Add.self, Remove.self, Merge.self, FLANN.self], defaultSubcommand: Build.self)

    static func openStore(_ path: String) throws -> StoredFeatures {
      if !FeatureStore.isFeatureStore(path), !ImagePack.isImagePack(path), let photos = try? PhotoSet(path: path) {
        throw ValidationError(
          "an index is made of feature stores, but \(name: photos.path) holds photos: run facsimile extract on it first"
        )
      }
      return try StoredFeatures(path: path)
    }

    struct Build: AsyncParsableCommand, ExemplaryCommand {
      static let example = Index.example
      static let configuration = CommandConfiguration(
        abstract: "Build an index.",
        discussion: """
          A stopped build leaves OUTPUT.partial and goes on with --resume. Shards (--shard i/n, each with all stores) learn \
          the same words; index merge makes of them what one build would have made.
          """)

      @Argument(help: "Feature stores, of equal options.", completion: .file(extensions: ["h5"]))
      var stores: [String]

      @Option(name: .shortAndLong, help: ArgumentHelp("Index to write, a folder.", valueName: "folder"))
      var output: String

      @Option(help: ArgumentHelp("Words of the codebook. (default: by the number of descriptors)", valueName: "n"))
      var words: Int?

      @Option(
        help: ArgumentHelp(
          "Index whose words are used. (default: they are learnt from the stores)", valueName: "index"),
        completion: .directory)
      var codebook: String?

      @OptionGroup var part: ResumableArguments
      @OptionGroup var run: RunArguments
      @OptionGroup var printing: JSONArguments

      func validate() throws {
        try OutputKind.index.check(output)
        guard words.map((1...1 << 20).contains) ?? true else {
          throw ValidationError("--words is \(words!), but must be in 1...\(1 << 20)")
        }
        guard words == nil || codebook == nil else {
          throw ValidationError("--words and --codebook exclude each other")
        }
      }

      func run() async throws {
        let references = try JoinedFeatures(stores.map(openStore))
        let codebook = try codebook.map { try LocalIndex(path: $0).codebook }
        let report = try await resumable(output: output) {
          try await buildLocalIndex(
            of: references, to: output, words: words, codebook: codebook, photosOfShard: part.shard.map { $0.contains },
            isResuming: part.resume, threads: run.threads, progress: run.messages.progress)
        }
        try printing.print(report.index)
        try run.messages.report(
          report.failures, listedIn: try writeFailures(report.failures, besideOutput: output))
      }
    }
  }
}

extension JSONArguments {
  /// Prints what commands say of the index that they made or changed.
  func print(_ index: LocalIndex) throws {
    try print(IndexResult(index), orText: IndexResult.text(of: index))
  }
}

/// What commands say of an index.
struct IndexResult: Encodable {
  let index: String
  let images: Int
  let removed: Int
  let descriptors: Int
  let words: Int
  let segments: Int
  let bytes: Int

  init(_ index: LocalIndex) {
    self.index = index.path
    images = index.photoCount
    removed = index.removedCount
    descriptors = index.descriptorCount
    words = index.codebook.count
    segments = index.segmentCount
    bytes = index.byteCount
  }

  static func text(of index: LocalIndex) -> String {
    let removed = index.removedCount
    return "\(index.descriptorCount) descriptors of \(index.photoCount) images in \(name: index.path)"
      + (removed == 0 ? "" : ", those of \(removed) removed ones included, until it is merged")
  }
}
