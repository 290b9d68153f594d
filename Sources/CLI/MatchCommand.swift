import ArgumentParser
import Copies
import Files
import Imaging
import Photos

extension ShownMatches: ExpressibleByArgument {}
extension PictureLayer: ExpressibleByArgument {}

extension Facsimile {
  struct Match: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile match query.jpg reference.jpg -o match.png"
    static let configuration = CommandConfiguration(
      abstract: "Match two photos, say whether one was made from the other, and draw the proof.",
      discussion: "Exit status: 0 verified, 2 not verified, 1 failed, 64 bad usage.")

    @Argument(help: "Suspected copy.", completion: .file())
    var query: String

    @Argument(help: "Suspected original.", completion: .file())
    var reference: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Picture to draw (.png or .jpg).", valueName: "file"))
    var output: String?

    @Option(help: "Matches to draw: what is believed, or also what each step threw away (grey, red).")
    var show = ShownMatches.inliers

    @Option(
      help: """
        What to draw over the photos: matches, or what they show laid over each other: what agrees (blue), \
        contradicts (red), or is covered in one of them (yellow).
        """)
    var layer = PictureLayer.matches

    @OptionGroup(title: "Features") var extraction: ExtractionArguments
    @OptionGroup(title: "Verification") var verification: VerificationArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      if let output { try checkWritable(output, besides: [query, reference]) }
      let features = try extraction.options()
      let extraction = try Extraction(features, extractors: extractors, decoding: extraction.decoding, threads: 1)
      let pair = try matchPair(
        query: query, reference: reference, using: extraction,
        judge: CopyJudge(verification.options(features, minScore: JudgeOptions.reliableScore)))
      if let output { try pair.picture(layer: layer, show: show, decoding: extraction.decoding).write(to: output) }
      let result = MatchResult(pair, extraction: features, picture: output)
      try printing.print(result, orText: result.text)
      if !pair.isVerified { throw ExitCode.no }
    }
  }
}
