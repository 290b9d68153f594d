import ArgumentParser
import Exchange
import Runs
import Vectors

extension VectorMetric: ExpressibleByArgument {}
extension ModelAgreement: ExpressibleByArgument {}

extension Facsimile {
  struct Neighbors: AsyncParsableCommand, ExemplaryCommand, ForeignFileCommand {
    static let example = "facsimile neighbors --queries q.h5 --references r.h5 -k 50 -o candidates.csv"
    static let configuration = CommandConfiguration(
      abstract: "Name the references with the vectors most alike.",
      discussion: """
        Takes files of embed, of isc2021, of DISC21's descriptor track, and of NumPy (x.npy with an id a line in x.ids.txt). Every \
        pair is looked at; the score is minus the distance, or the inner product. Of photos with several views, the two views \
        most alike count, and are named. Files of several models, each by a --queries and a --references of its own, count \
        together. A stopped run leaves OUTPUT.partial and goes on with --resume. \
        Exit status: 0 done, 1 failed, 64 bad usage.
        """)

    @Option(help: ArgumentHelp("Vector file of the queries.", valueName: "file"), completion: .file())
    var queries: [String]

    @Option(help: ArgumentHelp("Vector file of the references.", valueName: "file"), completion: .file())
    var references: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("Candidate list (CSV) to write.", valueName: "file"))
    var output: String

    @Option(
      name: [.customShort("k"), .long],
      help: ArgumentHelp("Most references to name for a query.", valueName: "n"))
    var candidates = NeighborOptions().candidates

    @Option(help: ArgumentHelp("What makes two vectors alike.", valueName: "name"))
    var metric = NeighborOptions().metric

    @Flag(help: "Scale vectors to length 1.")
    var normalize = false

    @Option(
      help: ArgumentHelp("Other photos, for --whiten and --normalize-scores.", valueName: "file"),
      completion: .file())
    var background: [String] = []

    @Option(help: ArgumentHelp("Compare the first n principal components of a background, whitened.", valueName: "n"))
    var whiten: Int?

    @Option(
      help: ArgumentHelp(
        "Subtract the mean score of the first n of a background from a query's scores.", valueName: "n"))
    var normalizeScores: Int?

    @Option(
      parsing: .unconditionalSingleValue,
      help: ArgumentHelp("Least similarity; once, or for each model.", valueName: "x"))
    var minSimilarity: [Double] = []

    @Option(help: ArgumentHelp("Which of several models must find a pair so similar.", valueName: "which"))
    var agreement = NeighborOptions().agreement

    @Option(
      help: ArgumentHelp(
        "Megabytes of references to hold; results don't depend on it.", valueName: "n", visibility: .hidden))
    var memory = ExactNeighbors.defaultMemory >> 20

    @OptionGroup var part: ResumableArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws {
      try OutputKind.table.check(output)
      guard (0...1 << 30).contains(memory) else {
        throw ValidationError("--memory is \(memory), but must be 0 to \(1 << 30)")
      }
    }

    func run() async throws {
      let options = options
      try options.validate()
      func inputs(_ paths: [String], _ side: VectorSide) throws -> [VectorInput] {
        try paths.map { VectorInput(path: $0, otherFiles: filesBesideVectors($0), try openVectors($0, of: side)) }
      }
      let (query, reference) = (try inputs(queries, .queries), try inputs(references, .references))
      let background = try inputs(background, .references)
      let report = try await run.messages.replacing([output]) {
        try await resumable(output: output) {
          try await writeNeighbors(
            of: query, among: reference, background: background, to: output, options: options, shard: part.shard,
            isResuming: part.resume, memory: memory << 20, threads: run.threads, progress: run.messages.progress)
        }
      }
      try printing.print(
        Result(
          output: output, models: report.models, dimension: query.reduce(0) { $0 + $1.vectors.dimension },
          queries: report.queryCount, references: report.referenceCount, pairs: report.pairCount,
          resumed: report.resumedCount),
        orText: "\(report.pairCount) candidates for \(report.queryCount) queries among \(report.referenceCount) "
          + "references in \(name: output)")
    }

    private var options: NeighborOptions {
      var options = NeighborOptions()
      options.candidates = candidates
      options.metric = metric
      options.whiten = whiten
      options.normalize = normalize
      options.normalizeScores = normalizeScores
      options.minSimilarities = minSimilarity
      options.agreement = agreement
      return options
    }

    private struct Result: Encodable {
      let output: String
      let models: [VectorModel]?
      let dimension: Int
      let queries: Int
      let references: Int
      let pairs: Int
      let resumed: Int
    }
  }
}
