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
      Embed.self, Neighbors.self, Evaluate.self, Inspect.self, Labels.self, Tune.self, Import.self, Export.self,
      Info.self, Check.self,
    ])

  static func main() async {
    // A full disk under a file size limit is an error to report, not a signal to die from.
    signal(SIGXFSZ, SIG_IGN)
    guard Self.canOpenFiles else {
      printError(
        "fewer than \(fewestFiles) files can be open at once, which is too few: raise the limit (ulimit -n \(fewestFiles))"
      )
      end(with: EXIT_FAILURE)
    }
    guard Self.hasRoom else {
      printError(
        "less than \(leastRoom >> 20) MiB of memory are left to the program, which is too little: raise the limit (ulimit -v)"
      )
      end(with: EXIT_FAILURE)
    }
    let status = await Interruption.exitStatus {
      var running: (any ParsableCommand)?
      var file: OptionsFile?
      do {
        if let unknown = UnknownCommand(in: arguments[...]) { throw unknown }
        if let name = DashedName(in: arguments) { throw name }
        var command = try parseAsRoot(arguments)
        if let taker = command as? any OptionsFileCommand, let path = taker.optionsFile {
          for output in taker.outputs { try checkWritable(output, besides: [path]) }
          var settings = try OptionsFile(path: path)
          let all = settings.added(to: arguments, of: type(of: command))
          file = settings
          command = try parseAsRoot(all)
        }
        running = command
        if var command = command as? any AsyncParsableCommand {
          try await command.run()
        } else {
          try command.run()
        }
        return EXIT_SUCCESS
      } catch let status as ExitCode {
        return status.rawValue
      } catch let error where exitCode(for: error) == .success {
        // Help, version, completion scripts: the parser knows what to print.
        if let example = HelpExample(helpRequestedBy: error) { print(example.text) }
        exit(withError: error)
      } catch {
        let failure = CommandFailure(error, of: running, settingsFrom: file)
        failure.report(asJSON: isJSONWanted)
        return failure.status
      }
    }
    end(with: status)
  }

  /// Ends the program as it is: what libraries do at its end may need what there is too little of (OpenBLAS waits for ever for a
  /// thread that gets no memory).
  private static func end(with status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }

  /// Files that have to be able to be open: the system's queues, which wait for signals, end a program that is short of them.
  private static let fewestFiles = 32

  /// Whether so many can, once the limit is raised as far as the system lets it be.
  private static var canOpenFiles: Bool {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(fewestFiles) else { return true }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(fewestFiles))
    return setrlimit(resource, &limit) == 0 && limit.rlim_cur >= rlim_t(fewestFiles)
  }

  /// Bytes of address space that have to be free: a thread's stack takes 8 MiB of it, and where the system has none left to give, the
  /// queues that all work goes through wait for one for ever, or the program ends by a fault.
  private static let leastRoom = 128 << 20

  /// Whether so many bytes are free.
  private static var hasRoom: Bool {
    let room = mmap(nil, leastRoom, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let room, room != MAP_FAILED else { return false }
    munmap(room, leastRoom)
    return true
  }

  /// The options of a command, with their dashes, and whatever else its help says.
  static func options(of command: any ParsableCommand.Type) -> Set<Substring> {
    Set(helpMessage(for: command, includeHidden: true).split { !($0.isLetter || $0 == "-") })
  }

  /// The words that call a command: its name, behind that of the command whose subcommand it is.
  static func words(of command: any ParsableCommand.Type) -> String {
    let name = command._commandName
    let group = configuration.subcommands.first { $0.configuration.subcommands.contains { $0 == command } }
    return group.map { "\($0._commandName) \(name)" } ?? name
  }

  /// The command of that name.
  static func command(named name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0._commandName == name }
  }
}

/// The program's arguments. Those that are no UTF-8 are escaped, as all paths are; Swift would replace their bytes.
private let arguments = (1..<max(Int(CommandLine.argc), 1)).compactMap { CommandLine.unsafeArgv[$0] }.map {
  String(validatingCString: $0) ?? PathText.text(of: UnsafeRawBufferPointer(start: $0, count: strlen($0)))
}

/// Whether messages are to be read by programs.
var isJSONWanted: Bool { arguments.contains("--json") }

/// Writes one line to stderr.
func printMessage(_ message: String) {
  writeToStandardError("facsimile: \(name: message)\n")
}

/// Writes what went wrong to stderr, in one line.
func printError(_ message: String) {
  printMessage("error: \(message)")
}

/// Writes a result to stdout.
///
/// - Throws: `FileError` where that fails, as on a full disk: whoever reads the result must not take a part for the whole.
func writeToStandardOutput(_ text: String) throws(FileError) {
  try writeBytes(Array(text.utf8), to: STDOUT_FILENO, path: "the result to standard output")
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
