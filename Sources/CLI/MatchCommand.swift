import ArgumentParser
import Copies
import Features
import Files
import Imaging
import Inspection
import Photos

extension ShownMatches: ExpressibleByArgument {}
extension PairView: ExpressibleByArgument {}

extension Facsimile {
  struct Match: AsyncParsableCommand, ExemplaryCommand, OptionsFileCommand {
    static let example = "facsimile match query.jpg reference.jpg -o match.png"
    static let configuration = CommandConfiguration(
      abstract: "Say whether one photo was made from another, and why.",
      discussion: """
        A pair is verified from a score of 2 on. --help-hidden lists all options. \
        Exit status: 0 verified, 2 not verified, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Suspected copy: a photo, or an id of --queries.", completion: .file())
    var query: String

    @Argument(help: "Suspected original.", completion: .file())
    var reference: String

    /// Taken only to say what to do with them.
    @Argument(help: .hidden)
    var others: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Picture to draw (.png or .jpg).", valueName: "file"))
    var output: String?

    @Option(
      help: ArgumentHelp(
        "Matches to draw: believed ones, or also what was thrown away.", valueName: "which", visibility: .hidden))
    var show = ShownMatches.inliers

    @Option(
      help: ArgumentHelp(
        "What to draw; blink is an animated .png.", valueName: "view"))
    var view = PairView.matches

    @Flag(help: ArgumentHelp("With --json, list each keypoint, match and block, too.", visibility: .hidden))
    var all = false

    @OptionGroup var sets: PairSetArguments
    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup var verification: VerificationArguments
    @OptionGroup var effort: EffortArguments
    @OptionGroup var pairModel: PairModelArguments
    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws {
      guard others.isEmpty else {
        throw ValidationError(
          "match takes two photos, not \(others.count + 2): to look for one among many, give "
            + "search --queries PHOTO --references FOLDER")
      }
      try OutputKind.checkPicture(output)
      if view == .blink, let output, !output.lowercased().hasSuffix(".png") {
        throw ValidationError("--view blink is animated, which needs a .png, not \(name: output)")
      }
      guard !all || printing.json else { throw ValidationError("--all is for --json, which is missing") }
    }

    var optionsFile: String? { extraction.optionsFile }
    var outputs: [String] { output.map { [$0] } ?? [] }

    func run() async throws {
      if let output {
        try checkWritable(
          output, besides: (sets.inputs.areGiven ? sets.files : [query, reference]) + pairModel.files)
      }
      let (pair, features) = try await explanation()
      if let output {
        try await messages.replacing([output]) {
          let pictures = try pair.pictures(view, show: show, decoding: extraction.decoding)
          try writePictures(pictures, to: output)
        }
      }
      let result = try PairDocument(pair, extraction: features, all: all, picture: output)
      try printing.print(result, orText: result.text)
      if !result.isVerified { throw ExitCode.no }
    }

    private func explanation() async throws -> (PairExplanation, ExtractionOptions) {
      func judging(_ features: ExtractionOptions) -> JudgeOptions {
        verification.options(features, minScore: JudgeOptions.reliableScore)
      }
      let looks = effort.effort.closerLooks
      let model = try pairModel.open()
      guard sets.inputs.areGiven else {
        let features = try extraction.options()
        let finding = try Extraction(features, extractors: extractors, decoding: extraction.decoding, threads: 1)
        let pair = try matchPair(
          query: query, reference: reference, using: finding, judge: CopyJudge(judging(features)), looks: looks,
          pairModel: model)
        return (pair, features)
      }
      let pair = try PairOfSets((query, reference), in: sets, by: extraction)
      return (
        try await pair.explanation(
          judging: judging(pair.features), looks: looks, pairModel: model, messages: messages), pair.features
      )
    }
  }
}
