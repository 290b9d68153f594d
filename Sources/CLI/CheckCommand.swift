import ArgumentParser
import Runs
import Storage

extension Facsimile {
  struct Check: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile check features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Say whether feature stores, image packs and indexes are as they were written.",
      discussion: """
        Reads all of each file and compares it with the checksums that were written with it, and with its manifest. \
        Exit status: 0 all are whole, 1 some can't be read or are of another kind, 2 some are damaged, 64 bad usage.
        """)

    /// Most problems of a file that are printed without --json.
    private static let mostPrinted = 20

    @Argument(help: "Feature stores, image packs or indexes.", completion: .file())
    var files: [String]

    @Flag(help: "No progress and no messages but errors.")
    var quiet = false

    @OptionGroup var printing: JSONArguments

    func run() async throws {
      let progress = TerminalProgress.make(isQuiet: quiet)
      var results: [Result] = []
      for file in files {
        do {
          results.append(Result(file: file, try checkFile(file, progress: progress)))
        } catch let error as StoreError {
          // The others are worth a look all the same.
          printMessage("error: \(error)")
        }
      }
      if !results.isEmpty { try printing.print(results, orText: results.map(\.text).joined(separator: "\n")) }
      if results.count < files.count { throw ExitCode.failure }
      if results.contains(where: { !$0.isWhole }) { throw ExitCode.no }
    }

    private struct Result: Encodable {
      let file: String
      let kind: FileCheck.Kind
      let isWhole: Bool
      let hasChecksums: Bool
      let images: Int?
      let problems: [String]

      init(file: String, _ check: FileCheck) {
        self.file = file
        kind = check.kind
        isWhole = check.problems.isEmpty
        hasChecksums = check.hasChecksums
        images = check.images
        problems = check.problems
      }

      var text: String {
        guard !isWhole else {
          let count = "\(kind == .featureStore ? "a" : "an") \(kind.rawValue) of \(images ?? 0) images"
          return hasChecksums
            ? "\(file): whole, \(count)"
            : "\(file): \(count) of an older version: its structure is whole, its features have no checksums"
        }
        let left = problems.count - mostPrinted
        return
          (["\(file): damaged"] + problems.prefix(mostPrinted).map { "  \($0)" }
          + (left > 0 ? ["  and \(left) more"] : [])).joined(separator: "\n")
      }
    }
  }
}
