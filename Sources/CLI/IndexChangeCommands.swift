import ArgumentParser
import Files
import LocalIndex
import Photos
import Runs

extension Facsimile.Index {
  struct Add: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile index add originals.index new.h5"
    static let configuration = CommandConfiguration(
      abstract: "Add the photos of feature stores to an index.",
      discussion: "Who searches it meanwhile goes on with what it was.")

    @Argument(help: "Index to change.", completion: .directory)
    var index: String

    @Argument(help: "Feature stores, of the index's options.", completion: .file(extensions: ["h5"]))
    var stores: [String]

    @OptionGroup var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let photos = try JoinedFeatures(stores.map(Facsimile.Index.openStore))
      let failures = try await LocalIndexWriter(opening: index).add(
        photos, threads: run.threads, progress: run.messages.progress)
      try printing.print(try LocalIndex(path: index))
      try run.messages.report(failures, listedIn: try writeFailures(failures, besideOutput: index))
    }
  }

  struct Remove: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile index remove originals.index ids.txt"
    static let configuration = CommandConfiguration(
      abstract: "Remove photos from an index.",
      discussion: "They can't be found from then on; the room they take is given back by index merge.")

    @Argument(help: "Index to change.", completion: .directory)
    var index: String

    @Argument(help: "Text file with an id a line.", completion: .file())
    var ids: String

    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let text = String(decoding: try readText(ids, takesPipes: true), as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline).map(String.init)
      try LocalIndexWriter(opening: index).remove(lines)
      try printing.print(try LocalIndex(path: index))
    }
  }

  struct Merge: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile index merge part-1.index part-2.index -o originals.index"
    static let configuration = CommandConfiguration(
      abstract: "Join indexes of one codebook, or tidy one.",
      discussion: """
        Shards of a build become what one build of all photos would have made, byte for byte. One index without -o is \
        tidied in place: what was added joins the rest, what was removed goes.
        """)

    @Argument(help: "Indexes.", completion: .directory)
    var indexes: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("Index to write, a folder.", valueName: "folder"))
    var output: String?

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws {
      try OutputKind.index.check(output)
      guard output != nil || indexes.count == 1 else {
        throw ValidationError("several indexes are joined into a new one: say its name by -o")
      }
    }

    func run() async throws {
      if let output {
        try printing.print(try mergeLocalIndexes(indexes, to: output, progress: messages.progress))
      } else {
        try LocalIndexWriter(opening: indexes[0]).merge(progress: messages.progress)
        try printing.print(try LocalIndex(path: indexes[0]))
      }
    }
  }
}
