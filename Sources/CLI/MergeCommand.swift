import ArgumentParser
import Pipeline

extension Facsimile {
  struct Merge: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile merge part-1.h5 part-2.h5 -o features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Join feature stores into one.",
      discussion: """
        The stores of all shards of an extract (--shard i/n) become what one run over all photos would have written, byte \
        for byte. Other stores of equal options are joined, too; no two images may have one name. \
        Exit status: 0 done, 1 failed, 3 done, but some photos had been skipped, 64 bad usage.
        """)

    @Argument(help: "Feature stores.", completion: .file())
    var stores: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("Feature store to write.", valueName: "file"))
    var output: String

    @Flag(help: "No progress and no messages but errors.")
    var quiet = false

    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let report = try await mergeFeatures(of: stores, to: output, progress: TerminalProgress.make(isQuiet: quiet))
      try printing.print(
        Result(
          output: output, images: report.imageCount, features: report.featureCount, skipped: report.failures.count),
        orText: "\(report.featureCount) features of \(report.imageCount) images in \(output)")
      if !quiet, !report.withoutManifest.isEmpty {
        printMessage(
          "whether shards are missing or photos were skipped can't be told: there is no manifest beside "
            + report.withoutManifest.joined(separator: ", "))
      }
      try RunArguments.report(report.failures, listedIn: report.failureList, isQuiet: quiet)
    }

    private struct Result: Encodable {
      let output: String
      let images: Int
      let features: Int
      let skipped: Int
    }
  }
}
