import ArgumentParser
import Exchange
import Runs
import Vectors

extension VectorMetric: ExpressibleByArgument {}

extension Facsimile {
  struct Neighbors: AsyncParsableCommand, ExemplaryCommand, ForeignFileCommand {
    static let example = "facsimile neighbors --queries q.h5 --references r.h5 -k 50 -o candidates.csv"
    static let configuration = CommandConfiguration(
      abstract: "Name the references with the vectors most alike.",
      discussion: """
        Takes files of embed or of isc2021, holds the vectors of both in memory and looks at every pair. The score is \
        minus the distance, or the inner product. Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Option(help: ArgumentHelp("Vector file of the queries.", valueName: "file"), completion: .file())
    var queries: String

    @Option(help: ArgumentHelp("Vector file of the references.", valueName: "file"), completion: .file())
    var references: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Candidate list (CSV) to write.", valueName: "file"))
    var output: String

    @Option(
      name: [.customShort("k"), .long],
      help: ArgumentHelp("Most references that are named for a query.", valueName: "n"))
    var candidates = NeighborOptions().candidates

    @Option(help: ArgumentHelp("What makes two vectors alike.", valueName: "name"))
    var metric = NeighborOptions().metric

    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws { try OutputKind.table.check(output) }

    func run() async throws {
      var options = NeighborOptions()
      options.candidates = candidates
      options.metric = metric
      try options.validate()
      let (query, reference) = (try ISC2021Descriptors.read(queries), try ISC2021Descriptors.read(references))
      let pairs = try await run.messages.replacing([output]) {
        try await writeNeighbors(
          of: query, among: reference, from: (queries, references), to: output, options: options, threads: run.threads,
          progress: run.messages.progress)
      }
      try printing.print(
        Result(
          output: output, model: query.model ?? reference.model, dimension: query.dimension, queries: query.count,
          references: reference.count, pairs: pairs),
        orText: "\(pairs) candidates for \(query.count) queries among \(reference.count) references in \(name: output)")
    }

    private struct Result: Encodable {
      let output: String
      let model: VectorModel?
      let dimension: Int
      let queries: Int
      let references: Int
      let pairs: Int
    }
  }
}
