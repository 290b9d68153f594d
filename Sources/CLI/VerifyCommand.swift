import ArgumentParser
import Copies
import Features
import Files
import Matcher
import Photos
import Recall
import Runs

/// `--combine`.
enum CombinationName: String, ExpressibleByArgument, CaseIterable, Encodable {
  case verifiedFirst = "verified-first"
  case replace
  case weighted
}

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

    @Option(help: ArgumentHelp("How the given score and ours become one.", valueName: "rule"))
    var combine = CombinationName.verifiedFirst

    @Option(help: ArgumentHelp("What the given score counts with --combine weighted.", valueName: "factor"))
    var weight: Double?

    @Flag(help: ArgumentHelp("Pass over pairs of a photo with itself, list each pair once.", visibility: .hidden))
    var excludeSelf = false

    @OptionGroup var common: CopyRunArguments

    mutating func validate() throws {
      guard (combine == .weighted) == (weight != nil) else {
        throw ValidationError(
          weight == nil ? "--combine weighted needs --weight" : "--weight needs --combine weighted")
      }
    }

    var optionsFile: String? { common.extraction.optionsFile }
    var outputs: [String] { [common.output] }

    func run() async throws {
      var run = try common.make { queries, references in
        .list(try CandidateList(path: candidates, queries: queries, references: references))
      }
      run.options.combination = combination
      run.options.excludesSelf = excludeSelf
      let report = try await common.perform(run, as: "verify")
      try common.printing.print(
        try CopyRunResult(report, of: run, output: common.output, combine: combine, weight: weight),
        orText: "\(report.verifiedCount) of \(report.pairCount) pairs are verified (a score of 2 or more); "
          + "\(report.listedCount) listed (\(combine.rawValue)) in \(name: common.output)"
          + common.effort.line(on: report.closer))
      try common.run.messages.report(report.failures, listedIn: report.failureList)
    }

    private var combination: CombinedScore {
      switch combine {
      case .verifiedFirst: .verifiedFirst
      case .replace: .replace
      case .weighted: .weighted(weight ?? 0)
      }
    }
  }
}
