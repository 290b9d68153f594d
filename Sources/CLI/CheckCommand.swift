import ArgumentParser
import Runs
import Storage

extension Facsimile {
  struct Check: AsyncParsableCommand, ExemplaryCommand {
    static let example = "facsimile check features.h5"
    static let configuration = CommandConfiguration(
      abstract: "Say whether our files are as they were written.",
      discussion: """
        Reads all of each file and compares it with the checksums that were written with it, and with its manifest. \
        Exit status: 0 all are whole, 1 some can't be read or are of another kind, 2 some are damaged, 64 bad usage.
        """)

    /// Most problems of a file that are printed without --json.
    private static let mostPrinted = 20

    @Argument(help: "Feature stores, image packs, vector files or indexes.", completion: .file())
    var files: [String]

    @OptionGroup var messages: MessageArguments
    @OptionGroup var printing: JSONArguments

    func run() async throws {
      var results: [FileResult] = []
      for file in files {
        do {
          results.append(FileResult(file: file, try checkFile(file, progress: messages.progress)))
        } catch let error as StoreError {
          // The others are worth a look all the same.
          results.append(FileResult(file: file, error: describe(error)))
        }
      }
      let texts = results.compactMap(\.text)
      if printing.json {
        try printing.print(Result(files: results), orText: "")
      } else {
        if !texts.isEmpty { try printing.print(texts, orText: texts.joined(separator: "\n")) }
        for error in results.compactMap(\.error) { printError(error) }
      }
      if results.contains(where: { $0.error != nil }) { throw ExitCode.failure }
      if results.contains(where: { $0.isWhole == false }) { throw ExitCode.no }
    }

    private struct Result: Encodable {
      let files: [FileResult]
    }

    private struct FileResult: Encodable {
      let file: String
      private(set) var kind: FileCheck.Kind?
      private(set) var isWhole: Bool?
      private(set) var hasChecksums: Bool?
      private(set) var images: Int?
      private(set) var problems: [String]?
      /// Why the file can't be checked.
      private(set) var error: String?

      init(file: String, error: String) {
        self.file = file
        self.error = error
      }

      init(file: String, _ check: FileCheck) {
        self.file = file
        kind = check.kind
        isWhole = check.problems.isEmpty
        hasChecksums = check.hasChecksums
        images = check.images
        problems = check.problems
      }

      /// nil where the file can't be checked.
      var text: String? {
        guard let kind, let problems else { return nil }
        let file = file.escapedForTerminal()
        guard !problems.isEmpty else {
          let count =
            "\(kind == .featureStore || kind == .vectorFile ? "a" : "an") \(kind.rawValue) of \(images ?? 0) images"
          return hasChecksums == true
            ? "\(file): whole, \(count)"
            : "\(file): \(count) of an older version: its structure is whole, its features have no checksums"
        }
        let left = problems.count - mostPrinted
        return
          (["\(file): damaged"] + problems.prefix(mostPrinted).map { "  \(name: $0)" }
          + (left > 0 ? ["  and \(left) more"] : [])).joined(separator: "\n")
      }
    }
  }
}
