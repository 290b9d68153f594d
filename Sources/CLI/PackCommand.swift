import ArgumentParser
import Runs
import Storage

extension ImagePackContents.Store: ExpressibleByArgument {}

extension Facsimile {
  struct Pack: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile pack photos/ -o images.h5"
    static let configuration = CommandConfiguration(
      abstract: "Put many photos into one file (HDF5), which is read faster than a folder of them.",
      discussion: """
        encoded keeps the files' bytes: every command takes such a pack in place of the folder, with the same results. \
        pixels keeps squares of RGB for training loaders, photos squashed; features found in it are those of the \
        squares. docs/packs.md tells how to read both from Python. \
        Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, 64 bad usage.
        """)

    @Argument(help: "Folder, image, pack, or text file that lists images.", completion: .file())
    var images: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Image pack to write.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("What to keep of each photo.", valueName: "what"))
    var store = ImagePackContents.Store.encoded

    @Option(
      help: ArgumentHelp(
        "Side of the squares, with --store pixels. (default: \(defaultSide))", valueName: "pixels"))
    var side: Int?

    @OptionGroup var naming: NamingArguments
    @OptionGroup var decoding: DecodingArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    private static let defaultSide = 256

    mutating func validate() throws {
      guard side == nil || store == .pixels else { throw ValidationError("--side needs --store pixels") }
      try OutputKind.hdf5.check(output)
    }

    private var contents: ImagePackContents {
      switch store {
      case .encoded: .encoded
      case .pixels: .pixels(side: side ?? Self.defaultSide)
      }
    }

    func run() async throws {
      let report = try await run.messages.replacing([output]) {
        try await packImages(
          at: images, to: output, contents: contents, decoding: decoding.options, ids: naming.ids, threads: run.threads,
          progress: run.messages.progress, note: run.messages.note)
      }
      try printing.print(
        Result(
          output: output, store: contents.store, side: contents.side, images: report.imageCount,
          bytes: report.byteCount, skipped: report.failures.unusable.count,
          partlyRead: report.failures.partlyRead.map(\.input)),
        orText: "\(report.imageCount) images (\(contents.summary), \(report.byteCount) bytes) in \(name: output)")
      try run.messages.report(report.failures, listedIn: report.failureList)
    }

    private struct Result: Encodable {
      let output: String
      let store: ImagePackContents.Store
      let side: Int?
      let images: Int
      let bytes: Int
      let skipped: Int
      /// Where the photos are of which a part is missing.
      let partlyRead: [String]
    }
  }
}

extension ImagePackContents {
  /// For the screen.
  var summary: String {
    switch self {
    case .encoded: "encoded"
    case .pixels(let side): "pixels, \(side) × \(side)"
    }
  }
}
