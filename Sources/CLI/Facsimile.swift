import ArgumentParser
import Files
import Foundation
import Storage

@main
struct Facsimile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facsimile",
    abstract: "Find which photos were made from which others (cropped, turned, captioned) and prove it.",
    discussion: """
      Exit status: 0 done, 1 failed, 2 a well-formed "no", 3 finished but some inputs were skipped, 64 bad usage, \
      130 interrupted.
      """,
    version: toolVersion,
    subcommands: [
      Search.self, Verify.self, Duplicates.self, Match.self, Extract.self, Merge.self, Pack.self, Index.self,
      Evaluate.self, Import.self,
      Export.self, Info.self, Check.self,
    ])

  static func main() async {
    // A full disk under a file size limit is an error to report, not a signal to die from.
    signal(SIGXFSZ, SIG_IGN)
    let status = await Interruption.exitStatus {
      do {
        var command = try parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          try command.run()
        }
        return EXIT_SUCCESS
      } catch is CancellationError {
        printMessage("interrupted; nothing was written")
        return Interruption.status
      } catch let run as ResumableRun {
        printMessage(run.message)
        return run.reason == nil ? Interruption.status : EXIT_FAILURE
      } catch let error where exitCode(for: error) == .failure && !(error is ExitCode) {
        printMessage("error: \(error)")
        return EXIT_FAILURE
      } catch {
        // Help, version, bad usage and exit statuses: the parser knows what to print where.
        if let example = HelpExample(helpRequestedBy: error) { print(example.text) }
        exit(withError: error)
      }
    }
    Foundation.exit(status)
  }
}

/// The program's arguments. Those that are no UTF-8 are escaped, as all paths are; Swift would replace their bytes.
private let arguments = (1..<max(Int(CommandLine.argc), 1)).compactMap { CommandLine.unsafeArgv[$0] }.map {
  String(validatingCString: $0) ?? PathText.text(of: UnsafeRawBufferPointer(start: $0, count: strlen($0)))
}

/// Writes one line to stderr.
func printMessage(_ message: String) {
  writeToStandardError("facsimile: \(message)\n")
}

/// Writes to stderr; where even that fails (a full disk), nothing can be said, and Foundation's file handle would trap.
func writeToStandardError(_ text: String) {
  let bytes = Array(text.utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

extension ExitCode {
  /// A well-formed "no".
  static let no = ExitCode(2)
  /// Finished, but some inputs were skipped.
  static let skippedInputs = ExitCode(3)
}
