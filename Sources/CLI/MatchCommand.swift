import ArgumentParser
import Copies
import Files
import Imaging
import Photos

extension ShownMatches: ExpressibleByArgument {}
extension PictureLayer: ExpressibleByArgument {}

extension Facsimile {
  struct Match: AsyncParsableCommand, ExemplaryCommand, OptionsFileCommand {
    static let example = "facsimile match query.jpg reference.jpg -o match.png"
    static let configuration = CommandConfiguration(
      abstract: "Match two photos, say whether one was made from the other, and draw the proof.",
      discussion: """
        A pair is verified from a score of 2 on. --help-hidden lists all options. \
        Exit status: 0 verified, 2 not verified, 1 failed, 64 bad usage.
        """)

    @Argument(help: "Suspected copy.", completion: .file())
    var query: String

    @Argument(help: "Suspected original.", completion: .file())
    var reference: String

    /// Taken only to say what to do with them.
    @Argument(help: .hidden)
    var others: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Picture to draw (.png or .jpg).", valueName: "file"))
    var output: String?

    @Option(help: "Matches to draw: believed ones, or also what was thrown away (grey, red).")
    var show = ShownMatches.inliers

    @Option(help: "What to draw over them: matches, or what agrees (blue), contradicts (red), is covered (yellow).")
    var layer = PictureLayer.matches

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup var verification: VerificationArguments
    @OptionGroup var effort: EffortArguments
    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func validate() throws {
      guard others.isEmpty else {
        throw ValidationError(
          "match takes two photos, not \(others.count + 2): to look for one among many, give "
            + "search --queries PHOTO --references FOLDER")
      }
      try OutputKind.checkPicture(output)
    }

    var optionsFile: String? { extraction.optionsFile }
    var outputs: [String] { output.map { [$0] } ?? [] }

    func run() async throws {
      if let output { try checkWritable(output, besides: [query, reference]) }
      let features = try extraction.options()
      let extraction = try Extraction(features, extractors: extractors, decoding: extraction.decoding, threads: 1)
      let pair = try matchPair(
        query: query, reference: reference, using: extraction,
        judge: CopyJudge(verification.options(features, minScore: JudgeOptions.reliableScore)),
        looks: effort.effort.closerLooks)
      if let output {
        try await messages.replacing([output]) {
          try pair.picture(layer: layer, show: show, decoding: extraction.decoding).write(to: output)
        }
      }
      let result = try MatchResult(pair, extraction: features, picture: output)
      try printing.print(result, orText: result.text)
      if !result.isVerified { throw ExitCode.no }
    }
  }
}
