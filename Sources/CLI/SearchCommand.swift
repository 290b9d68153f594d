import ArgumentParser
import Files
import Pipeline

extension Facsimile {
  struct Search: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile search --queries suspects/ --references originals/ -o predictions.csv"
    static let configuration = CommandConfiguration(
      abstract: "Say which references each query was made from.",
      discussion: """
        Votes of local features name candidates; a homography between the two photos proves or refutes each. \
        Writes query_id,reference_id,score for the verified pairs; the score is -log10 of the number of false alarms, \
        less where the photos show other things or share what others have as well, and one threshold serves all \
        queries. Exit status: 0 done, 1 failed, 3 done, but some photos were skipped, \
        64 bad usage.
        """)

    @OptionGroup var sets: PhotoSetArguments

    @Option(
      help: ArgumentHelp("Index of the references. (default: exact search)", valueName: "file"),
      completion: .file())
    var index: String?

    @Option(help: ArgumentHelp("Descriptors to look at, with --index.", valueName: "n"))
    var checks = SearchOptions().checks

    @Option(name: .shortAndLong, help: ArgumentHelp("Predictions to write (CSV).", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("References to verify for a query.", valueName: "n"))
    var candidates = SearchOptions().candidates

    @Option(
      help: ArgumentHelp("Normalise scores by these photos without copies.", valueName: "path"),
      completion: .file())
    var background: String?

    @Option(help: ArgumentHelp("Which score there counts. (default: \(normalization.rank))", valueName: "n"))
    var backgroundRank: Int?

    @Option(help: ArgumentHelp("How much it counts. (default: \(normalization.factor))", valueName: "x"))
    var backgroundFactor: Double?

    @Flag(help: "Count matches in full that other references have, too.")
    var noDistinctiveness = false

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    private static let normalization = ScoreNormalization()

    mutating func validate() throws {
      guard background == nil, backgroundRank != nil || backgroundFactor != nil else { return }
      throw ValidationError("--background-rank and --background-factor need --background")
    }

    func run() async throws {
      let (querySource, referenceSources) = try sets.sources()
      let backgroundSource = try background.map { (path: $0, source: try FeatureSource(path: $0)) }
      let features = try extraction.options(
        for: [(sets.queries, querySource)] + referenceSources + (backgroundSource.map { [$0] } ?? []))
      let extraction = try Extraction(
        features, extractors: extractors, decoding: extraction.decoding, threads: run.threads)
      var options = SearchOptions()
      options.candidates = candidates
      options.checks = checks
      options.weighsDistinctiveness = !noDistinctiveness
      if let backgroundRank { options.normalization.rank = backgroundRank }
      if let backgroundFactor { options.normalization.factor = backgroundFactor }
      options.triesMirrorImage = verification.mirror
      options.seed = verification.seed
      options.verification = verification.options(features, over: options.verification)
      try options.validate()
      // Hours of work are not to end at a folder that was never there.
      let sources = [querySource] + referenceSources.map(\.source) + (backgroundSource.map { [$0.source] } ?? [])
      try checkWritable(output, besides: sources.flatMap(\.files) + (index.map { [$0] } ?? []))

      var parts: [(path: String, collection: FeatureCollection)] = []
      for (path, source) in referenceSources {
        parts.append((path, try await source.load(using: extraction, progress: run.progress)))
      }
      let references = try FeatureCollection(joining: parts)
      let index = try index.map {
        try ReferenceIndex(path: $0, of: references, at: sets.references.joined(separator: ", "))
      }
      let background = try await backgroundSource?.source.load(using: extraction, progress: run.progress)
      let queries = try await querySource.load(
        using: extraction, isMirrorNeeded: options.triesMirrorImage, progress: run.progress)
      if options.triesMirrorImage, !queries.canBeMirrored { run.reportNotMirrored(sets.queries) }
      let predictions = try await search(
        queries, in: references, options: options, index: index, background: background, threads: run.threads,
        progress: run.progress)
      let (failures, failureList) = try writeSearch(
        predictions, of: queries, in: references, background: background, options: options, to: output)

      let answered = Set(predictions.map(\.queryID)).count
      try printing.print(
        Result(
          output: output, queries: queries.count, references: references.count, verifiedPairs: predictions.count,
          queriesWithMatch: answered, skipped: failures.count),
        orText: "\(answered) of \(queries.count) queries have a verified match among \(references.count) references; "
          + "\(predictions.count) pairs in \(output)")
      try run.report(failures, listedIn: failureList)
    }

    private struct Result: Encodable {
      let output: String
      let queries: Int
      let references: Int
      let verifiedPairs: Int
      let queriesWithMatch: Int
      let skipped: Int
    }
  }
}
