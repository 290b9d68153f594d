import ArgumentParser
import Copies
import Features
import Files
import Matcher
import Photos
import Recall
import Runs

extension Facsimile {
  struct Verify: AsyncParsableCommand, ExemplaryCommand, PhotoSetCommand, OptionsFileCommand {
    static let example =
      "facsimile verify --candidates pairs.csv --queries q.h5 --references r.h5 -o predictions.csv"
    static let configuration = CommandConfiguration(
      abstract: "Verify and re-rank the candidates of another model.",
      discussion: """
        Candidates are query_id,reference_id[,score] or words separated by blanks: query reference [score]. \
        A name is an id, or a path to one of the photos. --help-hidden lists all options. \
        Exit status: 0 done, 1 failed, 3 photos skipped, 64 bad usage.
        """)

    @Option(help: ArgumentHelp("Pairs to verify.", valueName: "file"), completion: .file())
    var candidates: String

    @OptionGroup var combination: CombinationArguments

    @Flag(help: ArgumentHelp("Pass over pairs of a photo with itself, list each pair once.", visibility: .hidden))
    var excludeSelf = false

    @OptionGroup var pairModel: PairModelArguments

    @OptionGroup var common: CopyRunArguments

    var optionsFile: String? { common.extraction.optionsFile }
    var outputs: [String] { [common.output] }

    func run() async throws {
      // Before any photo is read: whether it can be used is known at once.
      let model = try pairModel.open()
      var run = try common.make { queries, references in
        .list(try CandidateList(path: candidates, queries: queries, references: references))
      }
      run.pairModel = model
      run.options.combination = combination.rule
      run.options.excludesSelf = excludeSelf
      let report = try await common.perform(run, as: "verify")
      try common.printing.print(
        try CopyRunResult(
          report, of: run, output: common.output, combine: combination.name, weight: combination.weight),
        orText: "\(report.verifiedCount) of \(report.pairCount) pairs are verified (a score of 2 or more); "
          + "\(report.listedCount) listed (\(combination.name.rawValue)) in \(name: common.output)"
          + common.effort.line(on: report.closer))
      try common.run.messages.report(report.failures, listedIn: report.failureList)
    }
  }
}
