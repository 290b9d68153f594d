import ArgumentParser
import LocalIndex
import Matcher
import Names
import Photos
import Recall
import Runs

extension Facsimile {
  struct Search: AsyncParsableCommand, ExemplaryCommand, PhotoSetCommand, OptionsFileCommand {
    static let example = "facsimile search --queries suspects/ --references originals/ -o predictions.csv"
    static let configuration = CommandConfiguration(
      abstract: "Say which references each query was made from.",
      discussion: """
        Votes of local features name candidates; geometry proves or refutes each. Lists query_id,reference_id,score \
        of those that it proves; from a score of 2 on a pair is verified. --help-hidden lists all options. \
        Exit status: 0 done, 1 failed, 3 photos skipped, 64 bad usage.
        """)

    @Option(
      help: ArgumentHelp("Index of the references. (default: by their number)", valueName: "file"),
      completion: .file())
    var index: String?

    @Flag(
      help: ArgumentHelp("Compare with all descriptors of all references, however many there are.", visibility: .hidden)
    )
    var exact = false

    @Option(help: ArgumentHelp("Descriptors to look at, with an index by FLANN.", valueName: "n", visibility: .hidden))
    var checks = FLANNIndex.defaultChecks

    @Option(help: ArgumentHelp("References to verify; above 1,000, more.", valueName: "n"))
    var candidates = CopyRunOptions().candidates

    @Option(
      help: ArgumentHelp("Pairs that another model names, too.", valueName: "file"), completion: .file())
    var also: String?

    // A page of help is full.
    @OptionGroup(visibility: .hidden) var combination: CombinationArguments

    @Option(help: ArgumentHelp("Write what is named, too (CSV).", valueName: "file", visibility: .hidden))
    var writeCandidates: String?

    @Flag(
      inversion: .prefixedNo,
      help: ArgumentHelp(
        "Pass over a query's own photo. (default: in one set)"))
    var excludeSelf: Bool?

    @OptionGroup var common: CopyRunArguments

    func validate() throws {
      try OutputKind.table.check(writeCandidates)
      guard !exact || index == nil else { throw ValidationError("--exact and --index exclude each other") }
      guard combination.combine == nil || also != nil else { throw ValidationError("--combine needs --also") }
    }

    var optionsFile: String? { common.extraction.optionsFile }
    var outputs: [String] { [common.output] + (writeCandidates.map { [$0] } ?? []) }

    func run() async throws {
      var run = try common.make { queries, references in
        guard let also else { return votes }
        return votes.joined(with: try CandidateList(path: also, queries: queries, references: references))
      }
      noteIndex(on: run.references)
      run.options.candidates = candidates
      run.options.combination = combination.rule
      run.options.excludesSelf = excludeSelf ?? common.sets.areOne
      let report = try await common.perform(run, as: "search", candidatesTo: writeCandidates)
      try common.printing.print(
        try CopyRunResult(
          report, of: run, output: common.output, combine: also.map { _ in combination.name },
          weight: combination.weight),
        orText: "\(report.answeredCount) of \(report.queryCount) queries have a verified match among "
          + "\(report.referenceCount) references; \(report.listedCount) pairs listed in \(name: common.output), "
          + "\(report.verifiedCount) of them verified (a score of 2 or more)" + withoutFeatures(report)
          + common.effort.line(on: report.closer))
      if excludeSelf == nil, !common.sets.areOne { reportShared(run) }
      try common.run.messages.report(report.failures, listedIn: report.failureList)
    }

    private var votes: RecallPlan {
      guard let index else { return exact ? .exactVotes : .votes }
      return LocalIndex.isLocalIndex(index) ? .localIndex(index) : .index(index, checks: checks)
    }

    /// Says which references an index doesn't hold; or that one would pay, where none is made for the run.
    private func noteIndex(on references: any FeatureSource) {
      if let index, let held = try? LocalIndex(path: index) {
        let missing = Set(references.ids.exactNames).subtracting(held.ids.exactNames).count
        guard missing > 0 else { return }
        common.run.messages.note("\(missing) of \(references.count) references are not in \(index) and can't be found")
        return
      }
      guard index == nil, !exact, RecallPlan.needsIndex(references), !references.canLookCloser else { return }
      common.run.messages.note(
        "each query is compared with all descriptors of \(references.count) references; with an index that takes a hundredth of "
          + "the time: facsimile index \(common.sets.references.joined(separator: " ")) -o refs.index, then search --index "
          + "refs.index")
    }

    private func withoutFeatures(_ report: CopyRunReport) -> String {
      let count = report.failures.featureless.count
      return count == 0 ? "" : "; \(count) \(count == 1 ? "photo has" : "photos have") no features"
    }

    /// Says that one set may be the other under another name.
    private func reportShared(_ run: CopyRun) {
      let references = Set(run.references.ids.exactNames)
      let shared = run.queries.ids.count { references.contains(ExactName($0)) }
      guard shared > 0, 2 * shared >= run.queries.count else { return }
      common.run.messages.note(
        "\(shared) of \(run.queries.count) queries are named like references: with --exclude-self, they are passed over"
      )
    }
  }
}
