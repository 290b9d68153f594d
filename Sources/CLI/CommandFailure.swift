import ArgumentParser
import Exchange
import Foundation
import Options
import Runs
import Storage

/// How a command ends that doesn't do what it was asked: what it says on stderr, and its status.
struct CommandFailure {
  let message: String
  /// How the command is used, for the screen; empty where the usage was not at fault.
  private(set) var usage = ""
  var status = EXIT_FAILURE

  /// - Parameters:
  ///   - error: what parsing or running has thrown; no exit status and no request for help.
  ///   - command: what was run; nil where parsing failed.
  ///   - file: where settings came from that were not typed; where parsing failed, it was over one of them.
  init(
    _ error: any Error, of command: (any ParsableCommand)?, settingsFrom file: OptionsFile? = nil,
    arguments: [String] = CommandLine.arguments
  ) {
    if let file, let wrong = Self.wrongSetting(for: error, of: command, in: file) {
      message = "\(wrong)"
      return
    }
    let error = command.flatMap { Self.usageError(for: error, of: $0) } ?? error
    switch error {
    case let error as UnknownCommand:
      message = "\(error)"
      usage = "See 'facsimile --help' for all commands."
      status = ExitCode.validationFailure.rawValue
    case let error as DashedName:
      message = "\(error)"
      status = ExitCode.validationFailure.rawValue
    case let error as ValidationError where command != nil:
      message = error.message
      usage = command.map(Self.reference) ?? ""
      status = ExitCode.validationFailure.rawValue
    case let error as ResumableRun:
      message = error.message
      status = error.reason == nil ? Interruption.status : EXIT_FAILURE
    case is CancellationError:
      message = "interrupted; nothing was written"
      status = Interruption.status
    case let error as StoreError where !(command is any ForeignFileCommand):
      message = describe(error)
    case _ where Facsimile.exitCode(for: error) == .validationFailure:
      let said = Facsimile.message(for: error)
      // The parser lists values a line each; an error is one line.
      let line = said.replacing(":\n  - ", with: ": ").replacing("\n  - ", with: ", ")
      message = Self.advised(line, arguments: arguments)
      // The full message is a prefix of the parser's, the message, and how the command is used.
      let full = Facsimile.fullMessage(for: error)
      usage = full.range(of: said).map { String(full[$0.upperBound...]).trimmingPrefix("\n") }.map(String.init) ?? ""
      status = ExitCode.validationFailure.rawValue
    default:
      message = "\(error)"
    }
  }

  /// Of a run that was stopped, and is ended where it was.
  static let interrupted = CommandFailure(
    message: "interrupted in the middle of a step; what it left, the same command removes, or goes on with by --resume",
    status: Interruption.status)

  private init(message: String, status: Int32) {
    self.message = message
    self.status = status
  }

  /// Says it on stderr: in words, or as `{"error": …}`.
  func report(asJSON: Bool) {
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .withoutEscapingSlashes
      // A string is never beyond JSON.
      writeToStandardError(String(decoding: try! encoder.encode(["error": message]), as: UTF8.self) + "\n")
    } else {
      printError(message)
      if !usage.isEmpty { writeToStandardError(usage.escapedForTerminal(keepsLines: true) + "\n") }
    }
  }

  /// What is wrong with a setting that was not typed: the file is at fault, not the command line.
  private static func wrongSetting(
    for error: any Error, of command: (any ParsableCommand)?, in file: OptionsFile
  ) -> OptionsFileError? {
    guard let command else {
      guard Facsimile.exitCode(for: error) == .validationFailure else { return nil }
      return OptionsFileError(path: file.path, reason: Facsimile.message(for: error))
    }
    guard let field = (error as? OptionsError)?.field, file.given.contains(OptionName(ofField: field).description),
      let usage = usageError(for: error, of: command)
    else { return nil }
    return OptionsFileError(path: file.path, reason: usage.message)
  }

  /// Of a setting out of its range, the option that was typed; nil where the command has none for it, and the fault is
  /// somebody else's.
  private static func usageError(for error: any Error, of command: any ParsableCommand) -> ValidationError? {
    guard let error = error as? OptionsError else { return nil }
    let option = OptionName(ofField: error.field).description
    let options = Facsimile.options(of: type(of: command))
    guard options.contains(option[...]) else { return nil }
    return ValidationError("\(option) is \(error.value), but must be \(spelt(error.requirement, among: options))")
  }

  /// A requirement with the settings that it names as options. A setting that an extractor doesn't have is answered by a
  /// list of those that it has, whose names are as in the library; those without an option are left out.
  private static func spelt(_ requirement: String, among options: Set<Substring>) -> String {
    func option(_ name: Substring) -> String? {
      let option = OptionName(ofField: name).description
      return options.contains(option[...]) ? option : nil
    }
    if requirement.hasPrefix("left out: "), let verb = requirement.range(of: " has ") {
      let known = requirement[verb.upperBound...].split(separator: ", ").compactMap(option)
      return known.isEmpty ? requirement : requirement[..<verb.upperBound] + known.joined(separator: ", ")
    }
    return requirement.replacing(/[a-z]+([A-Z][a-z]+)+/) { option($0.output.0) ?? String($0.output.0) }
  }

  private static func reference(to command: any ParsableCommand) -> String {
    "See 'facsimile \(Facsimile.words(of: type(of: command))) --help' for more information."
  }

  /// What the parser says, put so that it helps: it lists all arguments that it has no place for, and knows nothing of
  /// photos that were given without the name of their option.
  private static func advised(_ said: String, arguments: [String]) -> String {
    let isExcess =
      said.range(of: #"^(Unexpected argument|\d+ unexpected arguments:)"#, options: .regularExpression) != nil
    guard let name = arguments.dropFirst().first, let command = Facsimile.command(named: name) else { return said }
    let begins = arguments.dropFirst(2).first.map { !$0.hasPrefix("-") } ?? false
    if command is any PhotoSetCommand.Type, isExcess || begins {
      return "\(name) takes photos by the names of their options: --queries PHOTOS --references PHOTOS …"
    }
    guard isExcess, said.count > 300 else { return said }
    return said.prefix(300) + " …"
  }
}

/// A command that takes photos by `--queries` and `--references`.
protocol PhotoSetCommand: ParsableCommand {}

/// A command that reads other tools' files: what is wrong with one says more there than what it is.
protocol ForeignFileCommand: ParsableCommand {}

/// What is wrong with a stored file; of another tool's file, what it is.
func describe(_ error: StoreError) -> String {
  switch error.problem {
  case .otherFormat, .withoutChecksums, .newerHDF5, .attribute, .damaged, .withoutSeal:
    guard let kind = foreignKind(of: error.path) else { return "\(error)" }
    return "\(error.path) is no file of facsimile: it holds \(kind)"
  default: return "\(error)"
  }
}
