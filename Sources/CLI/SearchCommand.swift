import ArgumentParser
import Matcher
import Photos
import Runs

extension Facsimile {
  struct Search: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile search --queries suspects/ --references originals/ -o predictions.csv"
    static let configuration = CommandConfiguration(
      abstract: "Say which references each query was made from.",
      discussion: """
        Votes of local features name candidates; a homography between the two photos proves or refutes each. \
        Writes query_id,reference_id,score for the verified pairs; the score is -log10 of the number of false alarms, \
        less where the photos show other things or share what others have; one threshold serves all queries. \
        Exit status: 0 done, 1 failed, 3 photos skipped, 64 bad usage.
        """)

    @Option(
      help: ArgumentHelp("Index of the references. (default: exact search)", valueName: "file"),
      completion: .file())
    var index: String?

    @Option(help: ArgumentHelp("Descriptors to look at, with --index.", valueName: "n", visibility: .hidden))
    var checks = FLANNIndex.defaultChecks

    @Option(help: ArgumentHelp("References to verify for a query.", valueName: "n"))
    var candidates = CopyRunOptions().candidates

    @Option(help: ArgumentHelp("Write what the votes name, too (CSV).", valueName: "file"))
    var writeCandidates: String?

    @Flag(
      inversion: .prefixedNo,
      help: ArgumentHelp(
        "Pass over a query's own photo, and list each pair once. (default: where both sets are the same)"))
    var excludeSelf: Bool?

    @OptionGroup var common: CopyRunArguments

    func run() async throws {
      var run = try common.make { _, _ in index.map { .index($0, checks: checks) } ?? .votes }
      run.options.candidates = candidates
      run.options.excludesSelf = excludeSelf ?? common.sets.areOne
      let report = try await common.perform(run, as: "search", candidatesTo: writeCandidates)
      try common.printing.print(
        Result(report, output: common.output),
        orText: "\(report.answeredCount) of \(report.queryCount) queries have a verified match among "
          + "\(report.referenceCount) references; \(report.verifiedCount) pairs in \(common.output), "
          + "\(report.reliableCount) of them with a score of 2 or more" + withoutFeatures(report))
      if excludeSelf == nil, !common.sets.areOne { reportShared(run) }
      try common.run.report(report.failures, listedIn: report.failureList)
    }

    private func withoutFeatures(_ report: CopyRunReport) -> String {
      let count = report.failures.featureless.count
      return count == 0 ? "" : "; \(count) \(count == 1 ? "photo has" : "photos have") no features"
    }

    /// Says that one set may be the other under another name.
    private func reportShared(_ run: CopyRun) {
      let references = Set(run.references.ids)
      let shared = run.queries.ids.count { references.contains($0) }
      guard !common.run.quiet, shared > 0, 2 * shared >= run.queries.count else { return }
      printMessage(
        "\(shared) of \(run.queries.count) queries are named like references: with --exclude-self, they are passed over"
      )
    }

    private struct Result: Encodable {
      let output: String
      let queries: Int
      let references: Int
      let candidatePairs: Int
      let verifiedPairs: Int
      /// With a score of 2 or more.
      let reliablePairs: Int
      let queriesWithMatch: Int
      let resumed: Int
      let skipped: Int
      /// Where the queries and references are that have no features.
      let withoutFeatures: [String]
      let seconds: Double

      init(_ report: CopyRunReport, output: String) {
        self.output = output
        queries = report.queryCount
        references = report.referenceCount
        candidatePairs = report.pairCount
        verifiedPairs = report.verifiedCount
        reliablePairs = report.reliableCount
        queriesWithMatch = report.answeredCount
        resumed = report.resumedCount
        skipped = report.failures.unusable.count
        withoutFeatures = report.failures.featureless.map(\.input)
        seconds = report.seconds
      }
    }
  }
}
