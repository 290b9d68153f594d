import ArgumentParser
import Features
import Files
import Matcher
import Pipeline

/// `--combine`.
enum CombinationName: String, ExpressibleByArgument, CaseIterable, Encodable {
  case verifiedFirst = "verified-first"
  case replace
  case weighted
}

extension Facsimile {
  struct Verify: AsyncParsableCommand, ExemplaryCommand {
    static let example =
      "facsimile verify --candidates pairs.csv --queries q.h5 --references r.h5 -o predictions.csv"
    static let configuration = CommandConfiguration(
      abstract: "Verify and re-rank the candidates of another model.",
      discussion: """
        Candidates are query_id,reference_id[,score] or, where the first line has no comma, words separated by blanks: \
        query reference [score]. A name is an id, or a path to a file of that name. A stopped run leaves \
        OUTPUT.partial and goes on with --resume. \
        Exit status: 0 done, 1 failed, 3 photos skipped, 64 bad usage.
        """)

    @Option(help: ArgumentHelp("Pairs to verify.", valueName: "file"), completion: .file())
    var candidates: String

    @OptionGroup var sets: PhotoSetArguments

    @Option(
      help: ArgumentHelp("Photos without copies: what they share counts less.", valueName: "path"),
      completion: .file())
    var background: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Predictions to write (CSV).", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("How the given score and ours become one.", valueName: "rule"))
    var combine = CombinationName.verifiedFirst

    @Option(help: ArgumentHelp("What the given score counts with --combine weighted.", valueName: "factor"))
    var weight: Double?

    @Flag(help: "Go on where a stopped run for this output ended.")
    var resume = false

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup(title: "Run") var run: RunArguments
    @OptionGroup var printing: JSONArguments

    mutating func validate() throws {
      guard (combine == .weighted) == (weight != nil) else {
        throw ValidationError(
          weight == nil ? "--combine weighted needs --weight" : "--weight needs --combine weighted")
      }
    }

    func run() async throws {
      let (querySource, referenceSources) = try sets.sources()
      let backgroundSource = try background.map { (path: $0, source: try FeatureSource(path: $0)) }
      let features = try extraction.options(
        for: [(sets.queries, querySource)] + referenceSources + (backgroundSource.map { [$0] } ?? []))
      let extraction = try Extraction(
        features, extractors: extractors, decoding: extraction.decoding, threads: run.threads)
      var options = VerifyOptions()
      options.triesMirrorImage = verification.mirror
      options.seed = verification.seed
      options.verification = verification.options(features, over: options.verification)
      options.combination = combination
      try options.validate()

      let queryCatalog = try FeatureCatalog([(sets.queries, querySource)])
      let referenceCatalog = try FeatureCatalog(referenceSources)
      let backgroundCatalog = try backgroundSource.map { try FeatureCatalog([$0]) }
      let list = try CandidateList(path: candidates, queries: queryCatalog, references: referenceCatalog)
      if options.triesMirrorImage, !querySource.canBeMirrored { run.reportNotMirrored(sets.queries) }
      let report = try await resumable(output: output) {
        try await verify(
          list, queries: queryCatalog, references: referenceCatalog, background: backgroundCatalog, using: extraction,
          options: options, to: output, isResuming: resume, progress: run.progress)
      }
      let result = Result(report, output: output, options: options, extraction: features, command: self)
      try printing.print(
        result,
        orText:
          "\(report.verifiedCount) of \(report.pairCount) pairs are verified; scores (\(combine.rawValue)) in \(output)"
      )
      try run.report(report.failures, listedIn: report.failureList)
    }

    private var combination: CombinedScore {
      switch combine {
      case .verifiedFirst: .verifiedFirst
      case .replace: .replace
      case .weighted: .weighted(weight ?? 0)
      }
    }

    private struct Result: Encodable {
      struct Options: Encodable {
        let extraction: ExtractionOptions
        let verification: VerificationOptions
        let mirror: Bool
        let combine: CombinationName
        let weight: Double?
        let seed: UInt64
      }

      let output: String
      let pairs: Int
      let resumed: Int
      let verified: Int
      let mirrored: Int
      let skippedPairs: Int
      let skipped: Int
      let seconds: Double
      /// Of this run.
      let pairsPerSecond: Double
      let options: Options

      init(
        _ report: VerifyReport, output: String, options: VerifyOptions, extraction: ExtractionOptions, command: Verify
      ) {
        self.output = output
        pairs = report.pairCount
        resumed = report.resumedCount
        verified = report.verifiedCount
        mirrored = report.mirroredCount
        skippedPairs = report.skippedCount
        skipped = report.failures.count
        seconds = report.seconds
        pairsPerSecond = Double(report.pairCount - report.resumedCount) / max(report.seconds, 1e-9)
        self.options = Options(
          extraction: extraction, verification: options.verification, mirror: options.triesMirrorImage,
          combine: command.combine, weight: command.weight, seed: options.seed)
      }
    }
  }
}
